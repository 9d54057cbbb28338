from claims_warehouse.classification import evaluation


def model(dbt, session):
    dbt.config(materialized="table")
    scores = dbt.ref("int_evaluation_scores")
    return evaluation.roc_points(scores.order("model_id, split, evaluated_row").df())
