from claims_warehouse import cache
from claims_warehouse.moderation import fact_checks


def model(dbt, session):
    dbt.config(materialized="table")
    claim_groups = dbt.ref("int_claim_groups")
    known_checks = dbt.ref("int_fact_checks")
    claims = claim_groups.filter("is_first_statement").select("claim_id", "normalised_statement")
    fingerprint = cache.fingerprint_of(
        claims, known_checks, package="moderation", settings=cache.code_version("claim_models")
    )
    return cache.load_or_compute(session, dbt.this, fingerprint, lambda: fact_checks.match_claims(claims, known_checks))
