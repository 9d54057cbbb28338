from claims_warehouse import engines


def model(dbt, session):
    dbt.config(materialized="table")
    audited_strata = dbt.ref("int_audited_strata")

    from claims_warehouse.moderation import audits

    strata = engines.to_arrow(audited_strata, order_by=["audit_number", "stratum"])
    return audits.measure_performance(strata)
