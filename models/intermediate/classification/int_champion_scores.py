from claims_warehouse.classification import scoring


def model(dbt, session):
    dbt.config(materialized="table")
    videos = dbt.ref("videos")
    champions = dbt.ref("int_champions")
    claim_models = dbt.ref("int_claim_models")
    moments = champions.aggregate("model_id, list(moment order by moment) as used_at", "model_id")
    models = claim_models.join(moments, "model_id").order("model_id")
    models = models.select("model_id", "moment", "used_at", "artifact", "artifact_sha256").to_arrow_table().to_pylist()
    batches = videos.select(*scoring.needed_columns()).to_arrow_reader(scoring.BATCH_ROWS)
    return scoring.score_videos(batches, models)
