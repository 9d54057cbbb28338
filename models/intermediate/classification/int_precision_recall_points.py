from claims_warehouse import engines, stored


def model(dbt, session):
    dbt.config(materialized="table")
    evaluation_scores = dbt.ref("int_evaluation_scores")
    # A curve passes every threshold: the choice of one makes no other curve.
    scores = evaluation_scores.filter("protocol != 'validation_threshold'")

    def computed():
        from claims_warehouse.classification import evaluation

        ordered = engines.collected(scores, order_by=evaluation.ORDER_OF_ROWS)
        return evaluation.precision_recall_points(ordered.to_pandas())

    fingerprint = stored.fingerprint_of(scores, package="classification")
    return stored.reused(session, dbt.this, fingerprint, computed)
