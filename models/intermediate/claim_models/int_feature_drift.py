from claims_warehouse import cache, engines


def model(dbt, session):
    dbt.config(materialized="table")
    compared_videos = dbt.ref("int_compared_videos")

    def measured():
        from claims_warehouse.claim_models import drift

        return drift.measure_drift(engines.to_arrow(compared_videos, order_by=["video_id"]))

    fingerprint = cache.fingerprint_of(compared_videos, package="claim_models")
    return cache.load_or_compute(session, dbt.this, fingerprint, measured)
