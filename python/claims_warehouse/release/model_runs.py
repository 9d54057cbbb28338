"""The models that releases have had, beyond the releases that are kept: each release lists those of all before it."""

from pathlib import Path
from typing import Any

import pyarrow as pa

from claims_warehouse import locations
from claims_warehouse.release import contents, folders, history

SCHEMA = pa.schema(
    [
        ("model_id", pa.string()),
        ("model_name", pa.string()),
        ("scoring_stage", pa.string()),
        ("is_baseline", pa.bool_()),
        ("release_id", pa.string()),
        ("released_at", pa.timestamp("us")),
        ("is_champion", pa.bool_()),
        ("labelled_row_count", pa.int64()),
        ("training_row_count", pa.int64()),
        ("evaluation_scheme", pa.string()),
        ("test_row_count", pa.int64()),
        ("test_error_count", pa.int64()),
        ("average_precision", pa.float64()),
        ("average_precision_lower_bound", pa.float64()),
        ("average_precision_upper_bound", pa.float64()),
        ("roc_auc", pa.float64()),
        ("log_loss", pa.float64()),
        ("recall", pa.float64()),
        ("precision", pa.float64()),
        ("decision_threshold", pa.float64()),
        ("hyperparameters", pa.string()),
        ("library_versions", pa.string()),
        ("training_fingerprint", pa.string()),
        ("artifact_sha256", pa.string()),
        ("retraining_decision", pa.string()),
        ("not_estimable_because", pa.string()),
    ]
)
TYPES = {
    pa.string(): "varchar",
    pa.bool_(): "boolean",
    pa.int64(): "bigint",
    pa.float64(): "double",
    pa.timestamp("us"): "timestamp",
}


def released_runs(warehouse: Path, input_kind: str) -> pa.Table:
    """Return the models of all releases up to now.

    Parameters
    ----------
    warehouse : Path
        The folder of what readers open.
    input_kind : {"simulated", "provided"}
        Of this build. Models of the simulated sample are no history of a user's own videos.

    Returns
    -------
    pyarrow.Table
        One row per model with the columns of `SCHEMA`, by `model_id`, as the first kept release that has it tells.
        Those of a release that was withdrawn stay: they were trained.
    """
    rows: dict[str, dict[str, Any]] = {}
    for release_id in folders.kept_ids(warehouse):
        released_file = warehouse / folders.RELEASES_FOLDER / release_id / locations.RELEASED_FILE
        with contents.open_released(released_file) as release:
            kinds, _ = contents.columns_as(release, "releases", {"is_current": "boolean", "input_kind": "varchar"})
            runs, _ = contents.columns_as(release, "model_runs", {field.name: TYPES[field.type] for field in SCHEMA})
            query = f"""
                from ({runs})
                where model_id is not null and exists (from ({kinds}) where is_current and input_kind = ?)
            """
            found = release.sql(query, params=[input_kind]).to_arrow_table().to_pylist()
        for row in found:
            # What a release trained itself, it lists before it has an id.
            if row["release_id"] is None:
                row |= {"release_id": release_id, "released_at": history.time_of(release_id)}
            rows.setdefault(row["model_id"], row)
    return pa.Table.from_pylist([rows[model_id] for model_id in sorted(rows)], schema=SCHEMA)
