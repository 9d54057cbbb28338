from claims_warehouse import cache, engines, features


def model(dbt, session):
    dbt.config(materialized="table")
    training_videos = dbt.ref("int_training_videos")
    reference_values = dbt.ref("reference_values")
    level = float(dbt.config.meta_get("significance_level"))
    # The labels of the file alone: the document's evaluation scheme knows no moderators' decisions.
    has_label_and_counts = "is_claim_in_file is not null and video_view_count is not null"
    labelled_videos = training_videos.filter(has_label_and_counts).select(
        "running_number", "video_id", "is_claim_in_file", *features.REFERENCE_FEATURES
    )

    def fitted():
        from claims_warehouse.verified_status import regression

        reference = engines.to_arrow(reference_values.filter("figure like 'coefficient_%'")).to_pylist()
        coefficients = {row["figure"].removeprefix("coefficient_"): row["reference_value"] for row in reference}
        videos = engines.to_arrow(labelled_videos, order_by=["running_number", "video_id"]).to_pandas()
        videos = videos.rename(columns={"is_claim_in_file": "is_claim"})
        return regression.fit_schemes(videos, coefficients, confidence_level=1 - level)

    fingerprint = cache.fingerprint_of(labelled_videos, reference_values, package="verified_status", settings=level)
    return cache.load_or_compute(session, dbt.this, fingerprint, fitted)
