from claims_warehouse import cache, engines


def model(dbt, session):
    dbt.config(materialized="table")
    evaluation_scores = dbt.ref("int_evaluation_scores")
    # A curve passes every threshold: the choice of one makes no other curve.
    scores = evaluation_scores.filter("threshold_rule != 'lowest_cost'")

    def computed():
        from claims_warehouse.claim_models import evaluation

        ordered = engines.to_arrow(scores, order_by=evaluation.ORDER_OF_ROWS)
        return evaluation.precision_recall_points(ordered.to_pandas())

    fingerprint = cache.fingerprint_of(scores, package="claim_models")
    return cache.load_or_compute(session, dbt.this, fingerprint, computed)
