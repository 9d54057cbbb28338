from claims_warehouse import drift, stored


def model(dbt, session):
    dbt.config(materialized="table")
    labelled_videos = dbt.ref("int_labelled_videos")
    claim_models = dbt.ref("int_claim_models")
    # The models stand for their data: where they are used on, they are compared with what they were trained on.
    fingerprint = stored.fingerprint_of(claim_models.select("model_id"), package="classification")
    return stored.reused(
        session,
        dbt.this,
        fingerprint,
        lambda: drift.training_profile(
            labelled_videos.select(*drift.PROFILED_COLUMNS).order("video_id").to_arrow_table(),
            claim_models.select("scores").limit(1).to_arrow_table(),
        ),
    )
