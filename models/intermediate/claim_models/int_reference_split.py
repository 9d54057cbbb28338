from claims_warehouse import retraining


def model(dbt, session):
    dbt.config(materialized="table")
    training_videos = dbt.ref("int_training_videos")
    labelled_videos = dbt.ref("int_labelled_videos")
    video_features = dbt.ref("int_video_features")
    policy = dbt.config.meta_get("retraining")
    growth = float(dbt.config.meta_get("retraining_growth"))
    return retraining.current_split(
        session,
        dbt.this,
        training_videos=training_videos,
        labelled_videos=labelled_videos,
        video_features=video_features,
        policy=policy,
        growth=growth,
    )
