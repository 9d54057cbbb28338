from claims_warehouse import cache, kept_champions


def model(dbt, session):
    dbt.config(materialized="table")
    chosen_models = dbt.ref("int_chosen_models")
    released_champions = dbt.ref("raw_released_champions")
    champions = dbt.ref("int_kept_champions")
    champion_scores = dbt.ref("int_kept_champion_scores")
    training_videos = dbt.ref("int_training_videos")
    inputs = (chosen_models, released_champions, champions, champion_scores, training_videos)

    def compared():
        from claims_warehouse.claim_models import champion_comparison

        return champion_comparison.compare_champions(*kept_champions.comparison_inputs(*inputs))

    fingerprint = cache.fingerprint_of(*inputs, package="claim_models")
    return cache.load_or_compute(session, dbt.this, fingerprint, compared)
