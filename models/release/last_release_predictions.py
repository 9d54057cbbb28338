from claims_warehouse import engines, locations
from claims_warehouse.release import last_release


def model(dbt, session):
    dbt.config(materialized="table")
    # Not those of the new champions: a champion that is gone has to be missed.
    models = engines.to_arrow(dbt.ref("int_models"), columns=["scoring_stage"])
    scoring_stages = sorted({*models["scoring_stage"].to_pylist()} - {"none"})
    return last_release.evaluated_predictions(locations.released_file(), scoring_stages)
