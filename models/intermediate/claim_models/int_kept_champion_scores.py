from claims_warehouse import kept_champions


def model(dbt, session):
    dbt.config(materialized="table")
    candidate_scores = dbt.ref("int_candidate_scores")
    chosen_models = dbt.ref("int_chosen_models")
    released_champions = dbt.ref("raw_released_champions")
    return kept_champions.kept_rows(session, dbt.this, candidate_scores, named_by=(chosen_models, released_champions))
