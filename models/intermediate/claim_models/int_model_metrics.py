from claims_warehouse import reevaluation


def model(dbt, session):
    dbt.config(materialized="table")
    evaluation_scores = dbt.ref("int_evaluation_scores")
    evaluated_videos = dbt.ref("int_evaluated_videos")
    return reevaluation.current_evaluation(session, dbt.this, evaluation_scores, "evaluate", videos=evaluated_videos)
