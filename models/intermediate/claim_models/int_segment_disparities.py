from claims_warehouse import reevaluation


def model(dbt, session):
    dbt.config(materialized="table")
    described_scores = dbt.ref("int_described_scores")
    scores = described_scores.filter("split = 'test' and threshold_rule = 'lowest_cost'")
    return reevaluation.current_evaluation(session, dbt.this, scores, "segment_disparities")
