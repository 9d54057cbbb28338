from claims_warehouse import kept_champions


def model(dbt, session):
    dbt.config(materialized="table")
    claim_models = dbt.ref("int_claim_models")
    model_artifacts = dbt.ref("int_model_artifacts")
    chosen_models = dbt.ref("int_chosen_models")
    released_champions = dbt.ref("raw_released_champions")
    models = claim_models.join(model_artifacts.select("model_id", "artifact"), "model_id")
    return kept_champions.kept_rows(session, dbt.this, models, named_by=(chosen_models, released_champions))
