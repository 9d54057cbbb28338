from claims_warehouse import engines, features, stored


def model(dbt, session):
    dbt.config(materialized="table")
    training_videos = dbt.ref("int_training_videos")
    document_figures = dbt.ref("document_figures")
    level = float(dbt.config.meta_get("significance_level"))
    # The labels of the file alone: the document's protocol knows no moderators' decisions.
    labelled_videos = training_videos.filter("is_claim_in_file is not null").select(
        "running_number", "video_id", "is_claim_in_file", *features.PUBLISHED_FEATURES
    )

    def fitted():
        from claims_warehouse.verified_status import regression

        published = engines.collected(document_figures.filter("figure like 'coefficient_%'")).to_pylist()
        coefficients = {row["figure"].removeprefix("coefficient_"): row["published_value"] for row in published}
        videos = engines.collected(labelled_videos, order_by=["running_number", "video_id"]).to_pandas()
        videos = videos.rename(columns={"is_claim_in_file": "is_claim"})
        return regression.fit_protocols(videos, coefficients, confidence_level=1 - level)

    fingerprint = stored.fingerprint_of(labelled_videos, document_figures, package="verified_status", settings=level)
    return stored.reused(session, dbt.this, fingerprint, fitted)
