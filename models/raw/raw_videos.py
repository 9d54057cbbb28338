from claims_warehouse.intake import ingest


def model(dbt, session):
    dbt.config(materialized="incremental", incremental_strategy="append")
    accepted_files = dbt.ref("raw_accepted_files")
    input_columns = dbt.ref("input_columns")
    return ingest.ingest_records(
        session,
        "videos",
        accepted_files=accepted_files,
        input_columns=input_columns,
        # A file that has been read is known by its fingerprint, and its rows are still there.
        existing_table=dbt.this if dbt.is_incremental else None,
    )
