from claims_warehouse import engines, locations
from claims_warehouse.intake import columns, files, increments, quarantine
from claims_warehouse.release import sample_guard


def model(dbt, session):
    dbt.config(materialized="table")
    input_columns = columns.input_columns(engines.to_arrow(dbt.ref("input_columns")).to_pylist())
    encoding, on_bad_file = dbt.config.meta_get("encoding"), dbt.config.meta_get("on_bad_file")
    named_videos = dbt.config.meta_get("videos") or locations.named_videos()
    found = files.inspect_files(
        patterns={
            "videos": named_videos or locations.SAMPLE,
            "user_reports": dbt.config.meta_get("reports"),
            "reviews": dbt.config.meta_get("reviews"),
            "fact_checks": dbt.config.meta_get("fact_checks"),
        },
        root=locations.project_root(),
        columns=input_columns,
        rules=increments.rules_version(locations.project_root()),
        encoding=str(encoding or "") or None,
        inspected_before=engines.read_table(session, dbt.this),
        kept_input=quarantine.kept_input(locations.home(), on_bad_file),
    )
    inspected = found if named_videos else sample_guard.guarded(found, locations.warehouse())
    quarantine.forget_copies(inspected, locations.home(), on_bad_file, input_columns)
    return inspected
