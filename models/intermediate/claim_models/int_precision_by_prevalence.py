from claims_warehouse import reevaluation


def model(dbt, session):
    dbt.config(materialized="table")
    evaluation_scores = dbt.ref("int_evaluation_scores")
    evaluated_videos = dbt.ref("int_evaluated_videos")
    scores = evaluation_scores.filter("split = 'test' and threshold_rule = 'lowest_cost'")
    return reevaluation.current_evaluation(
        session, dbt.this, scores, "precision_by_prevalence", videos=evaluated_videos
    )
