from claims_warehouse import reevaluation


def model(dbt, session):
    dbt.config(materialized="table")
    described_scores = dbt.ref("int_described_scores")
    scores = described_scores.filter("split = 'test' and video_id is not null")
    return reevaluation.current_evaluation(session, dbt.this, scores, "evaluate_segments")
