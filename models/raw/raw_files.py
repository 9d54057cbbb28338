from claims_warehouse import locations
from claims_warehouse.deliveries import columns, files, increments


def model(dbt, session):
    dbt.config(materialized="table")
    input_columns = dbt.ref("input_columns").to_arrow_table().to_pylist()
    videos = dbt.config.meta_get("videos")
    user_reports = dbt.config.meta_get("reports")
    reviews = dbt.config.meta_get("reviews")
    return files.inspect_deliveries(
        patterns={"videos": str(videos), "user_reports": str(user_reports or ""), "reviews": str(reviews or "")},
        root=locations.project_root(),
        columns=columns.input_columns(input_columns),
        rules=increments.rules_version(locations.project_root()),
    )
