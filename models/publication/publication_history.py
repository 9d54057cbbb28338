from claims_warehouse import engines
from claims_warehouse.publication import history


def model(dbt, session):
    dbt.config(materialized="table")
    publishable_tables = dbt.ref("publishable_tables")
    accepted_files = dbt.ref("raw_accepted_files")
    champions = dbt.ref("int_champions")
    return history.publications(
        session,
        tables=engines.collected(publishable_tables.filter("refusal is null"), order_by=["table_name"]).to_pylist(),
        files=engines.collected(
            accepted_files.select("file_kind", "source_file", "byte_count", "sha256"),
            order_by=["file_kind", "source_file"],
        ).to_pylist(),
        champions=engines.collected(champions.select("moment", "model_id")).to_pylist(),
    )
