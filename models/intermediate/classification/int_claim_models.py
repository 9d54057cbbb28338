from claims_warehouse import stored
from claims_warehouse.classification import training


def model(dbt, session):
    dbt.config(materialized="table")
    videos = dbt.ref("int_labelled_videos")
    labelled = videos.select(*training.needed_columns()).order("running_number, video_id")
    return training.train_candidates(labelled.to_arrow_table(), stored.stored_rows(session, dbt.this))
