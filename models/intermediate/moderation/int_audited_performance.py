from claims_warehouse import cache, engines


def model(dbt, session):
    dbt.config(materialized="table")
    audited_strata = dbt.ref("int_audited_strata")

    def measured():
        from claims_warehouse.moderation import audits

        return audits.measure_performance(engines.to_arrow(audited_strata, order_by=["audit_number", "stratum"]))

    fingerprint = cache.fingerprint_of(audited_strata, package="moderation")
    return cache.load_or_compute(session, dbt.this, fingerprint, measured)
