from claims_warehouse import cache, engines


def model(dbt, session):
    dbt.config(materialized="table")
    unlabelled_scores = dbt.ref("int_unlabelled_scores")

    def estimated():
        from claims_warehouse.claim_models import prevalence

        ordered = engines.to_arrow(unlabelled_scores, order_by=["scoring_stage", "video_id"])
        return prevalence.base_rates(ordered.to_pandas())

    fingerprint = cache.fingerprint_of(unlabelled_scores, package="claim_models")
    return cache.load_or_compute(session, dbt.this, fingerprint, estimated)
