"""What the last release holds, as the measure of a new one: what its champions predicted, and its input files."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from claims_warehouse.release import contents

log = logging.getLogger(__name__)
SCHEMA = pa.schema(
    [
        ("scoring_stage", pa.string()),
        ("model_id", pa.string()),
        ("video_id", pa.int64()),
        ("is_claim", pa.bool_()),
        ("is_claim_predicted", pa.bool_()),
    ]
)
READ = {
    "claim_predictions": {
        "scoring_stage": "varchar",
        "model_id": "varchar",
        "video_id": "bigint",
        "is_claim_predicted": "boolean",
        "prediction_origin": "varchar",
    },
    "videos": {"video_id": "bigint", "is_claim": "boolean"},
}
EVALUATED = """
    select
        predictions.scoring_stage, predictions.model_id, videos.video_id, videos.is_claim,
        predictions.is_claim_predicted
    from claim_predictions as predictions
    inner join videos on predictions.video_id = videos.video_id
    where
        predictions.prediction_origin = 'held_out'
        and videos.is_claim is not null
        and list_contains(?, predictions.scoring_stage)
    order by predictions.scoring_stage, videos.video_id
"""
FILES_SCHEMA = pa.schema(
    [
        ("file_kind", pa.string()),
        ("source_file", pa.string()),
        ("sha256", pa.string()),
        ("accepted_rows", pa.int64()),
    ]
)
FILES_READ = {
    "releases": {"is_current": "boolean", "input_kind": "varchar", "input_files": "json"},
    "data_quality": {
        "file_kind": "varchar",
        "source_file": "varchar",
        "check_name": "varchar",
        "row_count": "bigint",
    },
}
FILES = """
    with files as (
        select unnest(
            from_json(input_files, '[{"file_kind": "VARCHAR", "source_file": "VARCHAR", "sha256": "VARCHAR"}]'),
            recursive := true
        )
        from releases
        where is_current and input_kind = 'provided' and input_kind = ?
    )

    select files.file_kind, files.source_file, files.sha256, coalesce(quality.row_count, 0) as accepted_rows
    from files
    left join data_quality as quality
        on
            files.file_kind = quality.file_kind
            and files.source_file = quality.source_file
            and quality.check_name = 'rows_accepted'
    order by files.file_kind, files.source_file
"""


def evaluated_predictions(released_file: Path, scoring_stages: Sequence[str]) -> pa.Table:
    """Return the predictions of the released champions for the labelled videos that they were not trained on.

    Parameters
    ----------
    released_file : Path
        The file that readers open. Where it is absent, or where another version of the project released it without
        a column that is needed, there are no rows.
    stages : sequence of str
        Moments of use to return.

    Returns
    -------
    pyarrow.Table
        One row per stage and video with the columns of `SCHEMA`.
    """
    return _read(released_file, EVALUATED, [list(scoring_stages)], READ, SCHEMA)


def released_files(released_file: Path, input_kind: str) -> pa.Table:
    """Return the input files of the last release.

    Parameters
    ----------
    released_file : Path
        The file that readers open; it may be absent, and then there are no rows.
    input_kind : {"simulated", "provided"}
        Of this build. Nothing is compared with the simulated sample, so that there are no rows where either is of it.

    Returns
    -------
    pyarrow.Table
        One row per file with the columns of `FILES_SCHEMA`.
    """
    return _read(released_file, FILES, [input_kind], FILES_READ, FILES_SCHEMA)


def _read(
    released_file: Path, query: str, params: list[object], types: Mapping[str, Mapping[str, str]], schema: pa.Schema
) -> pa.Table:
    """Return the rows of a query, given the columns that it reads; none where one of these cannot be read in full."""
    if not released_file.exists():
        return schema.empty_table()
    with contents.open_released(released_file) as release:
        unreadable = []
        for table, columns in types.items():
            rows, lost = contents.columns_as(release, table, columns)
            release.execute(f"create temp view {contents.name(table)} as {rows}")
            unreadable += lost
        if unreadable:
            # A comparison on what is left of a column would hold this build against another measure.
            log.warning(
                "nothing is compared with the last release, of another version of the project: %s cannot be read",
                ", ".join(unreadable),
            )
            return schema.empty_table()
        return release.sql(query, params=params).to_arrow_table().cast(schema)
