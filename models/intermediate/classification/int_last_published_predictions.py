from claims_warehouse import engines, locations
from claims_warehouse.publication import last_published


def model(dbt, session):
    dbt.config(materialized="table")
    champions = dbt.ref("int_champions")
    moments = engines.collected(champions, order_by=["moment"])["moment"].to_pylist()
    return last_published.evaluated_predictions(locations.published_file(), moments)
