from claims_warehouse import engines, locations
from claims_warehouse.release import history, model_runs


def model(dbt, session):
    dbt.config(materialized="table")
    accepted_files = dbt.ref("raw_accepted_files")
    files = engines.to_arrow(accepted_files, columns=["sha256"]).to_pylist()
    return model_runs.released_runs(locations.warehouse(), history.input_kind(files))
