from claims_warehouse import engines, locations
from claims_warehouse.release import history, last_release


def model(dbt, session):
    dbt.config(materialized="table")
    accepted_files = dbt.ref("raw_accepted_files")
    files = engines.to_arrow(accepted_files, columns=["sha256"]).to_pylist()
    return last_release.released_audits(locations.released_file(), history.input_kind(files))
