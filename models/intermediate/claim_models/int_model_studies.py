from claims_warehouse import cache, engines, retraining


def model(dbt, session):
    dbt.config(materialized="table")
    reference_split = dbt.ref("int_reference_split")
    labelled_videos = dbt.ref("int_labelled_videos")
    video_features = dbt.ref("int_video_features")
    model_artifacts = dbt.ref("int_model_artifacts")
    fold_scores = dbt.ref("int_fold_scores")
    chosen_models = dbt.ref("int_chosen_models")

    def studied():
        from claims_warehouse.claim_models import studies

        videos = retraining.split_videos(reference_split, labelled_videos, video_features)
        artifacts = engines.to_arrow(model_artifacts, columns=studies.MODEL_COLUMNS, order_by=["complexity_rank"])
        scores = engines.to_arrow(
            fold_scores.filter("repeat_number > 0"), columns=studies.SCORE_COLUMNS, order_by=studies.SCORE_COLUMNS
        )
        chosen = engines.to_arrow(chosen_models, columns=studies.CHOSEN_COLUMNS)
        return studies.study_models(videos, scores.to_pandas(), studies.models_to_study(artifacts, chosen))

    # The models stand for their data: where they are used on, so are their studies.
    chosen_ids = chosen_models.select("model_id", "runner_up_model_id")
    fingerprint = cache.fingerprint_of(chosen_ids, fold_scores, package="claim_models")
    return cache.load_or_compute(session, dbt.this, fingerprint, studied)
