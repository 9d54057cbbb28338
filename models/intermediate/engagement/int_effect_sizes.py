from claims_warehouse import cache, engines


def model(dbt, session):
    dbt.config(materialized="table")
    group_comparisons = dbt.ref("int_group_comparisons")
    significance_level = float(dbt.config.meta_get("significance_level"))

    def computed():
        from claims_warehouse.engagement import group_comparisons as comparing

        return comparing.effect_sizes(engines.to_arrow(group_comparisons), confidence_level=1 - significance_level)

    fingerprint = cache.fingerprint_of(group_comparisons, package="engagement", settings=significance_level)
    return cache.load_or_compute(session, dbt.this, fingerprint, computed)
