from claims_warehouse import stored


def model(dbt, session):
    dbt.config(materialized="table")
    evaluation_scores = dbt.ref("int_evaluation_scores")

    def computed():
        from claims_warehouse.classification import evaluation

        return evaluation.evaluate(evaluation_scores.order("model_id, protocol, split, evaluated_row").df())

    fingerprint = stored.fingerprint_of(evaluation_scores, package="classification")
    return stored.reused(session, dbt.this, fingerprint, computed)
