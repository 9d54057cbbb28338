from claims_warehouse import engines


def model(dbt, session):
    dbt.config(materialized="table")
    review_pairs = dbt.ref("int_review_pairs")

    from claims_warehouse.moderation import agreement

    pairs = engines.to_arrow(review_pairs, order_by=["review_week", "is_drawn", "decision_1", "decision_2"])
    return agreement.measure_agreement(pairs)
