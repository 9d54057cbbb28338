from claims_warehouse import engines, locations
from claims_warehouse.publication import history, last_published


def model(dbt, session):
    dbt.config(materialized="table")
    accepted_files = dbt.ref("raw_accepted_files")
    files = engines.collected(accepted_files, columns=["sha256"]).to_pylist()
    return last_published.released_files(locations.published_file(), history.input_kind(files))
