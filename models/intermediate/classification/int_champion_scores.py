from claims_warehouse import features, stored


def model(dbt, session):
    dbt.config(materialized="table")
    video_features = dbt.ref("int_video_features")
    champion_models = dbt.ref("int_champion_models")
    videos = video_features.select(*features.SCORING_COLUMNS)

    def scored():
        from claims_warehouse.classification import scoring

        models = champion_models.order("model_id").to_arrow_table().to_pylist()
        return scoring.score_videos(videos.to_arrow_reader(scoring.BATCH_ROWS), models)

    fingerprint = stored.fingerprint_of(videos, champion_models, package="classification")
    return stored.reused(session, dbt.this, fingerprint, scored)
