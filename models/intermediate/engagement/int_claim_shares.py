from claims_warehouse import cache, engines


def model(dbt, session):
    dbt.config(materialized="table")
    group_comparisons = dbt.ref("int_group_comparisons")
    significance_level = float(dbt.config.meta_get("significance_level"))

    def computed():
        from claims_warehouse.engagement import claim_shares

        return claim_shares.compare_claim_shares(engines.to_arrow(group_comparisons), significance_level)

    fingerprint = cache.fingerprint_of(group_comparisons, package="engagement", settings=significance_level)
    return cache.load_or_compute(session, dbt.this, fingerprint, computed)
