from claims_warehouse import engines, stored


def model(dbt, session):
    dbt.config(materialized="table")
    evaluation_scores = dbt.ref("int_evaluation_scores")

    def computed():
        from claims_warehouse.classification import evaluation

        ordered = engines.collected(evaluation_scores, order_by=evaluation.ORDER_OF_ROWS)
        return evaluation.evaluate(ordered.to_pandas())

    fingerprint = stored.fingerprint_of(evaluation_scores, package="classification")
    return stored.reused(session, dbt.this, fingerprint, computed)
