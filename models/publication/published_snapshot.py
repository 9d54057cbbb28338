from claims_warehouse import locations
from claims_warehouse.publication import snapshot


def model(dbt, session):
    dbt.config(materialized="table")
    publishable_tables = dbt.ref("publishable_tables")
    tables = publishable_tables.filter("refusal is null").order("table_name").to_arrow_table().to_pylist()
    return snapshot.publish(session, tables, locations.published_file())
