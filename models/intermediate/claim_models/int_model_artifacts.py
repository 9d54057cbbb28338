from claims_warehouse import cache, engines, retraining


def model(dbt, session):
    dbt.config(materialized="table")
    reference_split = dbt.ref("int_reference_split")
    labelled_videos = dbt.ref("int_labelled_videos")
    video_features = dbt.ref("int_video_features")
    fingerprint = retraining.split_fingerprint(reference_split)

    def trained():
        from claims_warehouse.claim_models import training

        videos = retraining.split_videos(reference_split, labelled_videos, video_features)
        known = engines.read_table(session, dbt.this)
        return training.train_candidates(videos, fingerprint, known=known)

    return cache.load_or_compute(session, dbt.this, retraining.models_fingerprint(reference_split), trained)
