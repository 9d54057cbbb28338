from claims_warehouse.deliveries import columns, increments, records


def model(dbt, session):
    dbt.config(materialized="incremental", incremental_strategy="append")
    input_columns = dbt.ref("input_columns").to_arrow_table().to_pylist()
    accepted_files = dbt.ref("raw_accepted_files")
    files = accepted_files.filter("file_kind = 'videos'").order("source_file").to_arrow_table().to_pylist()
    # A file that has been read is known by its fingerprint, and its rows are still there.
    unread = increments.unread_files(session, dbt.this, files) if dbt.is_incremental else files
    return records.read_records(unread, columns.input_columns(input_columns)["videos"])
