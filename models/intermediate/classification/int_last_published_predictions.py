from claims_warehouse import engines, locations
from claims_warehouse.publication import last_published


def model(dbt, session):
    dbt.config(materialized="table")
    # Not those of the new champions: a champion that is gone has to be missed.
    models = engines.collected(dbt.ref("int_models"), columns=["moment"])
    moments = sorted({*models["moment"].to_pylist()} - {"none"})
    return last_published.evaluated_predictions(locations.published_file(), moments)
