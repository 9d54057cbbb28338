from claims_warehouse import engines
from claims_warehouse.release import champion_gate


def model(dbt, session):
    dbt.config(materialized="table")
    champion_comparison = dbt.ref("champion_comparison")
    policy = dbt.config.meta_get("on_worse_champion")
    comparison = engines.to_arrow(champion_comparison, order_by=["scoring_stage", "test_name"])
    return champion_gate.checked(comparison, policy)
