from claims_warehouse import cache, engines, features


def model(dbt, session):
    dbt.config(materialized="table")
    training_videos = dbt.ref("int_training_videos")
    significance_level = float(dbt.config.meta_get("significance_level"))
    # The labels of the file alone: what moderators decide says nothing of how the counts came about.
    has_label = "is_claim_in_file is not null"
    labelled_videos = training_videos.filter(has_label).select("is_claim_in_file", *features.COUNTS)

    def computed():
        from claims_warehouse.engagement import uniformity

        return uniformity.uniformity_tests(engines.to_arrow(labelled_videos), significance_level)

    fingerprint = cache.fingerprint_of(labelled_videos, package="engagement", settings=significance_level)
    return cache.load_or_compute(session, dbt.this, fingerprint, computed)
