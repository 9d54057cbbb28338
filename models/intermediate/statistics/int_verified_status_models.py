from claims_warehouse import stored


def model(dbt, session):
    dbt.config(materialized="table")
    training_videos = dbt.ref("int_training_videos")
    document_figures = dbt.ref("document_figures")
    # The labels of the file alone: the document's protocol knows no moderators' decisions.
    labelled_videos = training_videos.filter("is_claim_in_file is not null").project(
        "* replace (is_claim_in_file as is_claim)"
    )

    def fitted():
        from claims_warehouse.verified_status import regression

        published = document_figures.filter("starts_with(figure, 'coefficient_')")
        coefficients = published.project("replace(figure, 'coefficient_', ''), published_value").fetchall()
        videos = labelled_videos.order("running_number, video_id").df()
        return regression.fit_protocols(videos, dict(coefficients))

    fingerprint = stored.fingerprint_of(labelled_videos, document_figures, package="verified_status")
    return stored.reused(session, dbt.this, fingerprint, fitted)
