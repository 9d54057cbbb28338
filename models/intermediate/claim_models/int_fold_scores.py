from claims_warehouse import cache, engines, retraining


def model(dbt, session):
    dbt.config(materialized="table")
    reference_split = dbt.ref("int_reference_split")
    labelled_videos = dbt.ref("int_labelled_videos")
    video_features = dbt.ref("int_video_features")
    model_artifacts = dbt.ref("int_model_artifacts")
    repeats = int(dbt.config.meta_get("evaluation_repeats"))
    measure = dbt.config.meta_get("champion_measure")

    def scored():
        from claims_warehouse.claim_models import fold_scores

        videos = retraining.split_videos(reference_split, labelled_videos, video_features)
        models = engines.to_arrow(model_artifacts, columns=fold_scores.MODEL_COLUMNS, order_by=["complexity_rank"])
        known = engines.read_table(session, dbt.this)
        return fold_scores.score_folds(videos, models.to_pylist(), repeats, measure, known)

    # The models stand for their data: where they are used on, so are their scores.
    fingerprint = f"{retraining.models_fingerprint(reference_split)} {repeats} {measure}"
    return cache.load_or_compute(session, dbt.this, fingerprint, scored)
