from claims_warehouse import engines
from claims_warehouse.release import history


def model(dbt, session):
    dbt.config(materialized="table")
    releasable_tables = dbt.ref("releasable_tables")
    accepted_files = dbt.ref("raw_accepted_files")
    input_files = dbt.ref("raw_files")
    champions = dbt.ref("int_champions")
    set_aside = input_files.filter("quarantine_code is not null").select("source_file")
    return history.releases(
        session,
        tables=engines.to_arrow(releasable_tables.filter("refusal is null"), order_by=["table_name"]).to_pylist(),
        files=engines.to_arrow(
            accepted_files.select("file_kind", "source_file", "byte_count", "sha256"),
            order_by=["file_kind", "source_file"],
        ).to_pylist(),
        champions=engines.to_arrow(champions.select("scoring_stage", "model_id")).to_pylist(),
        is_complete=not any(engines.to_arrow(set_aside).to_pylist()),
    )
