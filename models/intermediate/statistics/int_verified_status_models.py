from claims_warehouse.verified_status import regression


def model(dbt, session):
    dbt.config(materialized="table")
    videos = dbt.ref("int_labelled_videos").order("running_number, video_id").df()
    document_figures = dbt.ref("document_figures").to_arrow_table().to_pylist()
    prefix = "coefficient_"
    published_coefficients = {
        row["figure"].removeprefix(prefix): float(row["published_value"])
        for row in document_figures
        if row["figure"].startswith(prefix)
    }
    return regression.fit_protocols(videos, published_coefficients)
