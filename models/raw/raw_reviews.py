from claims_warehouse.deliveries import columns, records


def model(dbt, session):
    dbt.config(materialized="table")
    input_columns = dbt.ref("input_columns").to_arrow_table().to_pylist()
    accepted_files = dbt.ref("raw_accepted_files")
    files = accepted_files.filter("file_kind = 'reviews'").order("source_file").to_arrow_table().to_pylist()
    return records.read_records(files, columns.input_columns(input_columns)["reviews"])
