from claims_warehouse import cache, engines, features


def model(dbt, session):
    dbt.config(materialized="table")
    training_videos = dbt.ref("int_training_videos")
    claim_models = dbt.ref("int_model_artifacts")
    repeats = int(dbt.config.meta_get("evaluation_repeats"))

    def studied():
        from claims_warehouse.claim_models import studies

        order = ["running_number", "video_id"]
        labelled = engines.to_arrow(training_videos, columns=features.TRAINING_COLUMNS, order_by=order)
        recipes = engines.to_arrow(claim_models, columns=studies.RECIPE_COLUMNS, order_by=["complexity_rank"])
        return studies.study_candidates(labelled, recipes.to_pylist(), repeats)

    # The models stand for their data: where they are used on, so are their studies.
    fingerprint = cache.fingerprint_of(claim_models.select("model_id"), package="claim_models", settings=repeats)
    return cache.load_or_compute(session, dbt.this, fingerprint, studied)
