from claims_warehouse import cache, engines


def model(dbt, session):
    dbt.config(materialized="table")
    moments = dbt.ref("int_engagement_moments")
    significance_level = float(dbt.config.meta_get("significance_level"))

    def computed():
        from claims_warehouse.engagement import group_means as averaging

        return averaging.group_means(engines.to_arrow(moments), 1 - significance_level)

    fingerprint = cache.fingerprint_of(moments, package="engagement", settings=significance_level)
    return cache.load_or_compute(session, dbt.this, fingerprint, computed)
