from claims_warehouse import reevaluation


def model(dbt, session):
    dbt.config(materialized="table")
    described_scores = dbt.ref("int_described_scores")
    return reevaluation.current_evaluation(session, dbt.this, described_scores, "evaluate")
