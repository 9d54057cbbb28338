from claims_warehouse import cache, engines


def model(dbt, session):
    dbt.config(materialized="table")
    evaluation_scores = dbt.ref("int_evaluation_scores")

    def computed():
        from claims_warehouse.claim_models import evaluation

        ordered = engines.to_arrow(evaluation_scores, order_by=evaluation.ORDER_OF_ROWS)
        return evaluation.evaluate(ordered.to_pandas())

    fingerprint = cache.fingerprint_of(evaluation_scores, package="claim_models")
    return cache.load_or_compute(session, dbt.this, fingerprint, computed)
