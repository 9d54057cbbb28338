from claims_warehouse import engines, locations
from claims_warehouse.intake import columns, files, increments, quarantine
from claims_warehouse.release import sample_guard


def model(dbt, session):
    dbt.config(materialized="table")
    input_columns = columns.input_columns(engines.to_arrow(dbt.ref("input_columns")).to_pylist())
    videos = dbt.config.meta_get("videos")
    others = {
        "user_reports": dbt.config.meta_get("reports"),
        "reviews": dbt.config.meta_get("reviews"),
        "fact_checks": dbt.config.meta_get("fact_checks"),
    }
    encoding = dbt.config.meta_get("encoding")
    on_bad_file = dbt.config.meta_get("on_bad_file")
    inspected_before = engines.read_table(session, dbt.this)
    named_videos = str(videos or "") or locations.named_videos()
    inspected = files.inspect_files(
        patterns={"videos": named_videos or locations.SAMPLE}
        | {kind: str(path or "") for kind, path in others.items()},
        root=locations.project_root(),
        columns=input_columns,
        rules=increments.rules_version(locations.project_root()),
        encoding=str(encoding or "") or None,
        inspected_before=inspected_before,
        kept_input=quarantine.kept_input(locations.home(), on_bad_file),
    )
    if not named_videos:
        inspected = sample_guard.guarded(inspected, locations.warehouse())
    quarantine.forget_copies(inspected, locations.home(), on_bad_file, input_columns)
    return inspected
