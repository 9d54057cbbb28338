from claims_warehouse import cache, engines


def model(dbt, session):
    dbt.config(materialized="table")
    claim_models = dbt.ref("int_claim_models")
    fold_scores = dbt.ref("int_fold_scores")
    measure = dbt.config.meta_get("champion_measure")

    def chosen():
        from claims_warehouse.claim_models import choice

        models = engines.to_arrow(claim_models, columns=choice.MODEL_COLUMNS, order_by=["complexity_rank"])
        scores = engines.to_arrow(
            fold_scores.filter("repeat_number > 0"), columns=choice.SCORE_COLUMNS, order_by=choice.ORDER_OF_ROWS
        )
        return choice.choose_models(models.to_pylist(), scores, measure)

    considered = claim_models.select("model_id", "decision_threshold")
    fingerprint = cache.fingerprint_of(considered, fold_scores, package="claim_models", settings=measure)
    return cache.load_or_compute(session, dbt.this, fingerprint, chosen)
