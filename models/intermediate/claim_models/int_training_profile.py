from claims_warehouse import cache, engines


def model(dbt, session):
    dbt.config(materialized="table")
    training_videos = dbt.ref("int_training_videos")
    reference_split = dbt.ref("int_reference_split")

    def profiled():
        from claims_warehouse.claim_models import drift

        labelled = engines.to_arrow(training_videos, columns=drift.PROFILED_COLUMNS, order_by=["video_id"])
        split = engines.to_arrow(reference_split.select("video_id", "split"))
        return drift.training_profile(labelled, split)

    # The models stand for their data: where they are used on, they are compared with what they were trained on.
    followed = reference_split.select("video_id", "split", "training_fingerprint")
    fingerprint = cache.fingerprint_of(followed, package="claim_models")
    return cache.load_or_compute(session, dbt.this, fingerprint, profiled)
