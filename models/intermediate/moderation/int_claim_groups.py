from claims_warehouse import cache, engines


def model(dbt, session):
    dbt.config(materialized="table")
    claim_statements = dbt.ref("int_claim_statements")
    claim_similarity = float(dbt.config.meta_get("claim_similarity"))
    wordings = claim_statements.select("normalised_statement", "video_count", "first_video_id")

    def grouped():
        from claims_warehouse.moderation.grouping import claims

        return claims.group_statements(engines.to_arrow(wordings), claim_similarity)

    fingerprint = cache.fingerprint_of(wordings, package="moderation/grouping", settings=claim_similarity)
    return cache.load_or_compute(session, dbt.this, fingerprint, grouped)
