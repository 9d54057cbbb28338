from claims_warehouse import kept_champions


def model(dbt, session):
    dbt.config(materialized="table")
    claim_models = dbt.ref("int_claim_models")
    chosen_models = dbt.ref("int_chosen_models")
    released_champions = dbt.ref("raw_released_champions")
    return kept_champions.kept_rows(
        session,
        dbt.this,
        claim_models.select(*kept_champions.MODEL_COLUMNS),
        named_by=(chosen_models, released_champions),
    )
