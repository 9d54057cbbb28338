from claims_warehouse.statistics import group_comparisons


def model(dbt, session):
    dbt.config(materialized="table")
    comparisons = dbt.ref("int_group_comparisons").to_arrow_table()
    significance_level = float(dbt.config.meta_get("significance_level"))
    return group_comparisons.hypothesis_tests(comparisons, significance_level)
