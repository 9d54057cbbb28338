import functools

from claims_warehouse import engines
from claims_warehouse.deliveries import columns, increments, records


def model(dbt, session):
    dbt.config(materialized="incremental", incremental_strategy="append")
    input_columns = dbt.ref("input_columns")
    accepted_files = dbt.ref("raw_accepted_files")
    files = engines.collected(accepted_files.filter("file_kind = 'videos'"), order_by=["source_file"]).to_pylist()
    # A file that has been read is known by its fingerprint, and its rows are still there.
    unread = increments.unread_files(session, dbt.this, files) if dbt.is_incremental else files
    read_columns = columns.input_columns(engines.collected(input_columns).to_pylist())["videos"]
    return engines.spread(session, unread, functools.partial(records.read_records, columns=read_columns))
