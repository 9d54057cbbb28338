from claims_warehouse.publication import history


def model(dbt, session):
    dbt.config(materialized="table")
    publishable_tables = dbt.ref("publishable_tables")
    accepted_files = dbt.ref("raw_accepted_files")
    champions = dbt.ref("int_champions")
    return history.publications(
        session,
        tables=publishable_tables.filter("refusal is null").order("table_name").to_arrow_table().to_pylist(),
        files=accepted_files.select("file_kind", "source_file", "byte_count", "sha256")
        .order("file_kind, source_file")
        .to_arrow_table()
        .to_pylist(),
        champions=champions.select("moment", "model_id").to_arrow_table().to_pylist(),
    )
