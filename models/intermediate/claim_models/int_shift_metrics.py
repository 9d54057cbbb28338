from claims_warehouse import cache, engines, retraining


def model(dbt, session):
    dbt.config(materialized="table")
    reference_split = dbt.ref("int_reference_split")
    labelled_videos = dbt.ref("int_labelled_videos")
    video_features = dbt.ref("int_video_features")
    model_artifacts = dbt.ref("int_model_artifacts")
    chosen_models = dbt.ref("int_chosen_models")
    video_activity = dbt.ref("int_video_activity")
    sources = reference_split.select("video_id").join(video_features.select("video_id", "source_file"), "video_id")
    sources = sources.join(video_activity.select("video_id", "delivered_on"), "video_id")

    def measured():
        from claims_warehouse.claim_models import shift

        videos = retraining.split_videos(reference_split, labelled_videos, video_features)
        in_use = engines.to_arrow(
            model_artifacts.join(chosen_models.select("model_id").distinct(), "model_id"),
            columns=shift.MODEL_COLUMNS,
            order_by=["complexity_rank"],
        )
        return shift.evaluate_shift(videos, engines.to_arrow(sources), in_use.to_pylist())

    settings = retraining.split_fingerprint(reference_split)
    fingerprint = cache.fingerprint_of(chosen_models, sources, package="claim_models", settings=settings)
    return cache.load_or_compute(session, dbt.this, fingerprint, measured)
