"""What the last release holds, as the measure of a new one: its champions, its input files, and its audits."""

import logging
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from claims_warehouse.features import SCORING_STAGES
from claims_warehouse.release import contents, folders, history

log = logging.getLogger(__name__)
CHAMPIONS_SCHEMA = pa.schema(
    [
        ("release_id", pa.string()),
        ("scoring_stage", pa.string()),
        ("model_id", pa.string()),
        ("is_last", pa.bool_()),
    ]
)
FILES_SCHEMA = pa.schema(
    [
        ("file_kind", pa.string()),
        ("source_file", pa.string()),
        ("sha256", pa.string()),
        ("accepted_rows", pa.int64()),
        ("rejected_rows", pa.int64()),
    ]
)
AUDITS_SCHEMA = pa.schema(
    [
        ("audit_id", pa.string()),
        ("audit_number", pa.int64()),
        ("video_id", pa.int64()),
        ("stratum", pa.string()),
        ("selected_for", pa.string()),
        ("is_claim_predicted", pa.bool_()),
        ("claim_probability", pa.float64()),
        ("selection_probability", pa.float64()),
        ("stratum_video_count", pa.int64()),
    ]
)
AUDITS_READ = {
    "releases": {"is_current": "boolean", "input_kind": "varchar"},
    "audit_items": contents.types_of(AUDITS_SCHEMA),
}
AUDITS = """
    select audit_items.*
    from audit_items
    where exists (select 1 from releases where is_current and input_kind = ?)
    order by audit_number, stratum, video_id
"""
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

    select
        files.file_kind,
        files.source_file,
        files.sha256,
        coalesce(max(quality.row_count) filter (where check_name = 'rows_accepted'), 0) as accepted_rows,
        coalesce(max(quality.row_count) filter (where check_name = 'rows_rejected'), 0) as rejected_rows
    from files
    left join data_quality as quality
        on files.file_kind = quality.file_kind and files.source_file = quality.source_file
    group by all
    order by all
"""


def released_champions(warehouse: Path, input_kind: str) -> pa.Table:
    """Return the champions of the last release and of those before it that are kept.

    Parameters
    ----------
    warehouse : Path
        The folder of what readers open.
    input_kind : {"simulated", "provided"}
        Of this build. Models of the simulated sample are not compared with those of a user's own videos.

    Returns
    -------
    pyarrow.Table
        One row per release and stage with the columns of `CHAMPIONS_SCHEMA`. A release that was rolled back is none.
    """
    kept = set(folders.kept_ids(warehouse))
    rows = [
        {"release_id": row["release_id"], "scoring_stage": stage, "model_id": model_id, "is_last": row["is_current"]}
        for row in history.released_before(warehouse)
        for stage in SCORING_STAGES
        if row["release_id"] in kept
        and row["input_kind"] == input_kind
        and not row["is_rolled_back"]
        and (model_id := row[f"champion_{stage}"]) is not None
    ]
    return pa.Table.from_pylist(rows, schema=CHAMPIONS_SCHEMA)


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


def released_audits(released_file: Path, input_kind: str) -> pa.Table:
    """Return the videos that the last release and those before it drew for audits.

    Parameters
    ----------
    released_file : Path
        The file that readers open; it may be absent, and then there are no rows.
    input_kind : {"simulated", "provided"}
        Of this build: what was drawn of the simulated sample says nothing of a user's own videos.

    Returns
    -------
    pyarrow.Table
        One row per audit and video with the columns of `AUDITS_SCHEMA`.
    """
    return _read(released_file, AUDITS, [input_kind], AUDITS_READ, AUDITS_SCHEMA)


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
                "nothing is compared with the last release, of another version of the project: "
                "%s cannot be read (CLM-088)",
                ", ".join(unreadable),
            )
            return schema.empty_table()
        return release.sql(query, params=params).to_arrow_table().cast(schema)
