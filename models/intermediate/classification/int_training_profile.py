from claims_warehouse import engines, stored


def model(dbt, session):
    dbt.config(materialized="table")
    training_videos = dbt.ref("int_training_videos")
    claim_models = dbt.ref("int_claim_models")

    def profiled():
        from claims_warehouse.classification import drift

        labelled = engines.collected(training_videos, columns=drift.PROFILED_COLUMNS, order_by=["video_id"])
        scores = engines.collected(claim_models.select("scores").limit(1))
        return drift.training_profile(labelled, scores)

    # The models stand for their data: where they are used on, they are compared with what they were trained on.
    fingerprint = stored.fingerprint_of(claim_models.select("model_id"), package="classification")
    return stored.reused(session, dbt.this, fingerprint, profiled)
