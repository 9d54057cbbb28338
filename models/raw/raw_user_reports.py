import functools

from claims_warehouse import engines
from claims_warehouse.deliveries import columns, records


def model(dbt, session):
    dbt.config(materialized="table")
    input_columns = dbt.ref("input_columns")
    accepted_files = dbt.ref("raw_accepted_files")
    files = engines.collected(accepted_files.filter("file_kind = 'user_reports'"), order_by=["source_file"]).to_pylist()
    read_columns = columns.input_columns(engines.collected(input_columns).to_pylist())["user_reports"]
    return engines.spread(session, files, functools.partial(records.read_records, columns=read_columns))
