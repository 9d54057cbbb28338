from claims_warehouse import cache, engines


def model(dbt, session):
    dbt.config(materialized="table")
    review_pairs = dbt.ref("int_review_pairs")

    def measured():
        from claims_warehouse.moderation import agreement

        pairs = engines.to_arrow(review_pairs, order_by=["review_week", "is_drawn", "decision_1", "decision_2"])
        return agreement.measure_agreement(pairs)

    fingerprint = cache.fingerprint_of(review_pairs, package="moderation")
    return cache.load_or_compute(session, dbt.this, fingerprint, measured)
