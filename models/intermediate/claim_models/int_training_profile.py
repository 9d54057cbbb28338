from claims_warehouse import cache, engines


def model(dbt, session):
    dbt.config(materialized="table")
    training_videos = dbt.ref("int_training_videos")
    claim_models = dbt.ref("int_claim_models")

    def profiled():
        from claims_warehouse.claim_models import drift

        labelled = engines.to_arrow(training_videos, columns=drift.PROFILED_COLUMNS, order_by=["video_id"])
        scores = engines.to_arrow(claim_models.select("scores").limit(1))
        return drift.training_profile(labelled, scores)

    # The models stand for their data: where they are used on, they are compared with what they were trained on.
    fingerprint = cache.fingerprint_of(claim_models.select("model_id"), package="claim_models")
    return cache.load_or_compute(session, dbt.this, fingerprint, profiled)
