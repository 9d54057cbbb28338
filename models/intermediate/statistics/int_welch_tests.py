from claims_warehouse.statistics import group_comparisons


def model(dbt, session):
    dbt.config(materialized="table")
    moments = dbt.ref("int_engagement_moments")
    return group_comparisons.welch_tests(
        moments.to_arrow_table().to_pylist(), significance_level=float(dbt.config.meta_get("significance_level"))
    )
