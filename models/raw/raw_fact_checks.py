from claims_warehouse.intake import ingest


def model(dbt, session):
    dbt.config(materialized="table")
    accepted_files = dbt.ref("raw_accepted_files")
    input_columns = dbt.ref("input_columns")
    return ingest.ingest_records(session, "fact_checks", accepted_files=accepted_files, input_columns=input_columns)
