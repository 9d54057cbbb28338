from claims_warehouse.deliveries import landing


def model(dbt, session):
    dbt.config(materialized="table")
    accepted_files = dbt.ref("raw_accepted_files")
    input_columns = dbt.ref("input_columns")
    return landing.landed_records(session, "reviews", accepted_files=accepted_files, input_columns=input_columns)
