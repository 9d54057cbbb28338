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
        of_folds = fold_scores.filter("repeat_number > 0")
        scores = engines.to_arrow(of_folds, columns=studies.SCORE_COLUMNS, order_by=studies.SCORE_COLUMNS).to_pandas()
        chosen = engines.to_arrow(chosen_models, columns=studies.CHOSEN_COLUMNS)
        return studies.study_models(videos, scores, studies.models_to_study(artifacts, chosen))

    fingerprint = cache.fingerprint_of(chosen_models, fold_scores, package="claim_models")
    return cache.load_or_compute(session, dbt.this, fingerprint, studied)
