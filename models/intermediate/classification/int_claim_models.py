from claims_warehouse import features, retraining, stored


def model(dbt, session):
    dbt.config(materialized="table")
    labelled_videos = dbt.ref("int_labelled_videos")
    policy = dbt.config.meta_get("retraining")
    growth = float(dbt.config.meta_get("retraining_growth"))
    labelled = labelled_videos.select(*features.TRAINING_COLUMNS).order("running_number, video_id")
    return retraining.current_models(
        stored.stored_rows(session, dbt.this), labelled.to_arrow_table(), policy=policy, growth=growth
    )
