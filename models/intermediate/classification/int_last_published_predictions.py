from claims_warehouse import locations
from claims_warehouse.publication import last_published


def model(dbt, session):
    dbt.config(materialized="table")
    champions = dbt.ref("int_champions")
    moments = champions.order("moment").select("moment").to_arrow_table()["moment"].to_pylist()
    return last_published.evaluated_predictions(locations.published_file(), moments)
