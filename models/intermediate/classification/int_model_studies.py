from claims_warehouse import features, stored


def model(dbt, session):
    dbt.config(materialized="table")
    training_videos = dbt.ref("int_training_videos")
    claim_models = dbt.ref("int_claim_models")
    repeats = int(dbt.config.meta_get("evaluation_repeats"))

    def studied():
        from claims_warehouse.classification import studies

        labelled = training_videos.select(*features.TRAINING_COLUMNS).order("running_number, video_id")
        recipes = claim_models.order("complexity_rank").select("model_id", "moment", "artifact", "artifact_sha256")
        return studies.study_candidates(labelled.to_arrow_table(), recipes.to_arrow_table().to_pylist(), repeats)

    # The models stand for their data: where they are used on, so are their studies.
    fingerprint = stored.fingerprint_of(claim_models.select("model_id"), package="classification", settings=repeats)
    return stored.reused(session, dbt.this, fingerprint, studied)
