from claims_warehouse import cache
from claims_warehouse.moderation import fact_checks


def model(dbt, session):
    dbt.config(materialized="table")
    claim_groups = dbt.ref("int_claim_groups")
    known_checks = dbt.ref("int_fact_checks")
    encoder = dbt.config.meta_get("sentence_encoder")
    claims = claim_groups.filter("is_first_statement").select("claim_id", "normalised_statement")
    settings = [cache.code_version("claim_models"), fact_checks.encoder_version(encoder)]
    fingerprint = cache.fingerprint_of(claims, known_checks, package="moderation", settings=settings)
    return cache.load_or_compute(
        session, dbt.this, fingerprint, lambda: fact_checks.match_claims(claims, known_checks, encoder)
    )
