from claims_warehouse import stored
from claims_warehouse.deliveries import columns, records


def model(dbt, session):
    dbt.config(materialized="table")
    input_columns = dbt.ref("input_columns").to_arrow_table().to_pylist()
    accepted_files = dbt.ref("raw_accepted_files")
    files = accepted_files.filter("file_kind = 'videos'").order("source_file").to_arrow_table().to_pylist()
    # A file that has been read is known by its SHA-256, and its rows are still there.
    fingerprint = stored.fingerprint_of(accepted_files, package="deliveries", settings=input_columns)
    return stored.reused(
        session,
        dbt.this,
        fingerprint,
        lambda: records.read_records(files, columns.input_columns(input_columns)["videos"]),
    )
