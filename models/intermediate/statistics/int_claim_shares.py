from claims_warehouse import engines, stored


def model(dbt, session):
    dbt.config(materialized="table")
    group_comparisons = dbt.ref("int_group_comparisons")
    significance_level = float(dbt.config.meta_get("significance_level"))

    def computed():
        from claims_warehouse.statistics import claim_shares

        return claim_shares.compare_claim_shares(engines.collected(group_comparisons), significance_level)

    fingerprint = stored.fingerprint_of(group_comparisons, package="statistics", settings=significance_level)
    return stored.reused(session, dbt.this, fingerprint, computed)
