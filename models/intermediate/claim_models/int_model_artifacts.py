from claims_warehouse import cache, retraining


def model(dbt, session):
    dbt.config(materialized="table")
    reference_split = dbt.ref("int_reference_split")
    labelled_videos = dbt.ref("int_labelled_videos")
    video_features = dbt.ref("int_video_features")
    fingerprint = retraining.split_fingerprint(reference_split)

    def trained():
        from claims_warehouse.claim_models import training

        videos = retraining.split_videos(reference_split, labelled_videos, video_features)
        return training.train_candidates(videos, fingerprint)

    return cache.load_or_compute(session, dbt.this, fingerprint, trained)
