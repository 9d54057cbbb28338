"""What releases say of claims: which video stood for a claim in their queue, and which video made which claim."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from claims_warehouse import locations
from claims_warehouse.release import contents, folders

CLAIMS_SCHEMA = pa.schema(
    [
        ("release_id", pa.string()),
        ("claim_id", pa.string()),
        ("video_id", pa.int64()),
        ("is_kept", pa.bool_()),
    ]
)
# Where a release names the videos of claims: its queue, and the decisions that earlier builds have bound.
QUEUE = {"review_queue": {"claim_id": "varchar", "video_id": "bigint"}}
BOUND = {"reviews": {"release_id": "varchar", "claim_id": "varchar", "video_id": "bigint"}}
CLAIM_VIDEOS_SCHEMA = pa.schema([("video_id", pa.int64()), ("claim_id", pa.string())])
CLAIM_VIDEOS = {
    "claim_videos": {"video_id": "bigint", "claim_id": "varchar"},
    "releases": {"is_current": "boolean", "input_kind": "varchar"},
}
# What the macro `trimmed` takes from both ends of a field.
BLANKS = " \t\n\r\u00a0\ufeff"


def decided_claims(warehouse: Path, reviews: Iterable[Mapping[str, str | None]]) -> pa.Table:
    """Return the videos by which releases showed the claims that decisions name.

    Parameters
    ----------
    warehouse : Path
        The folder of what readers open.
    reviews : iterable of mapping
        `release_id` and `claim_id` of each decision as its file has them.

    Returns
    -------
    pyarrow.Table
        One row per release and claim with the columns of `CLAIMS_SCHEMA`; the video is null where the release is not
        kept any more, or its queue does not hold the claim. What an earlier build has bound stays bound as long as
        the last release holds the decision.
    """
    asked = {(_trimmed(row["release_id"]), _trimmed(row["claim_id"])) for row in reviews}
    if not asked:
        return CLAIMS_SCHEMA.empty_table()
    kept = set(folders.kept_ids(warehouse))
    videos = _bound_before(warehouse)
    for release_id in sorted({release_id for release_id, _ in asked} & kept):
        claims = sorted(claim_id for named, claim_id in asked if named == release_id)
        queued = _queued(folders.released_file(warehouse, release_id), claims)
        videos |= {(release_id, claim): video for claim, video in queued}
    rows = [
        {"release_id": release, "claim_id": claim, "video_id": videos.get((release, claim)), "is_kept": release in kept}
        for release, claim in sorted(asked)
    ]
    return pa.Table.from_pylist(rows, schema=CLAIMS_SCHEMA)


def claim_videos(released_file: Path, input_kind: str) -> pa.RecordBatchReader:
    """Return which video made which claim in the last release.

    Parameters
    ----------
    released_file : Path
        The file that readers open; it may be absent, and then there are no rows.
    input_kind : {"simulated", "provided"}
        Of this build. There are no rows where the last release is of the other kind, or of a version without claims.

    Returns
    -------
    pyarrow.RecordBatchReader
        One row per claim video with the columns of `CLAIM_VIDEOS_SCHEMA`, read as they are asked for: there may be
        millions.
    """

    def batches() -> Iterator[pa.RecordBatch]:
        if not released_file.exists():
            return
        with contents.open_released(released_file) as release:
            rows = {table: contents.columns_as(release, table, types)[0] for table, types in CLAIM_VIDEOS.items()}
            query = f"""
                from ({rows["claim_videos"]})
                where
                    video_id is not null and claim_id is not null
                    and exists (from ({rows["releases"]}) where is_current and input_kind = ?)
            """
            for batch in release.sql(query, params=[input_kind]).to_arrow_reader():
                yield batch.cast(CLAIM_VIDEOS_SCHEMA)

    return pa.RecordBatchReader.from_batches(CLAIM_VIDEOS_SCHEMA, batches())


def _trimmed(text: str | None) -> str:
    return (text or "").strip(BLANKS)


def _bound_before(warehouse: Path) -> dict[tuple[str, str], int]:
    if folders.current_id(warehouse) is None:
        return {}
    rows = _rows(
        warehouse / folders.CURRENT / locations.RELEASED_FILE, BOUND, "release_id is not null and claim_id is not null"
    )
    return {(release_id, claim_id): video_id for release_id, claim_id, video_id in rows}


def _queued(released_file: Path, claims: Sequence[str]) -> list[tuple[str, int]]:
    return _rows(released_file, QUEUE, "list_contains(?, claim_id)", [claims])


def _rows(
    released_file: Path, types: Mapping[str, Mapping[str, str]], condition: str, params: Sequence[object] = ()
) -> list[tuple[Any, ...]]:
    """Return the rows of a table that have a video; where a release of an earlier version has no such table, none."""
    ((table, columns),) = types.items()
    with contents.open_released(released_file) as release:
        rows, _ = contents.columns_as(release, table, columns)
        query = f"from ({rows}) where video_id is not null and {condition} order by all"
        return release.execute(query, list(params)).fetchall()
