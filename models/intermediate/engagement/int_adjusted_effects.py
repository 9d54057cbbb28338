from claims_warehouse import cache, engines


def model(dbt, session):
    dbt.config(materialized="table")
    group_comparisons = dbt.ref("int_group_comparisons")
    significance_level = float(dbt.config.meta_get("significance_level"))
    margin = float(dbt.config.meta_get("equivalence_margin"))

    def computed():
        from claims_warehouse.engagement import adjusted_effects as adjusting

        return adjusting.adjusted_effects(engines.to_arrow(group_comparisons), significance_level, margin)

    settings = (significance_level, margin)
    fingerprint = cache.fingerprint_of(group_comparisons, package="engagement", settings=settings)
    return cache.load_or_compute(session, dbt.this, fingerprint, computed)
