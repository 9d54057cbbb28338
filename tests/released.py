"""What a whole release holds, whichever it is, for tests that kill builds and that load the file."""

import json
from pathlib import Path

import duckdb

from claims_warehouse.release.contents import name

# Each row: what is compared, and two sums from different tables that have to be the same.
RECONCILED = """
    with videos as (select count(*) as video_count, sum(video_view_count) as view_count from marts.videos)
    select 'videos by claim status', video_count, (select sum(video_count) from marts.engagement_by_claim_status)
    from videos
    union all
    select 'videos by verified status', video_count, (select sum(video_count) from marts.engagement_by_verified_status)
    from videos
    union all
    select 'videos by ban status', video_count, (select sum(video_count) from marts.engagement_by_author_ban_status)
    from videos
    union all
    select 'videos by claim and ban status', video_count,
        (select sum(video_count) from marts.engagement_by_claim_and_ban_status)
    from videos
    union all
    select 'views by claim status', view_count,
        (select round(sum(mean_video_view_count * video_count)) from marts.engagement_by_claim_status)
    from videos
    union all
    select 'predictions', video_count * (select count(*) from marts.champions),
        (select count(*) from marts.claim_predictions)
    from videos
    union all
    select 'predicted videos', video_count, (select count(distinct video_id) from marts.claim_predictions)
    from videos
    union all
    select 'rows accepted', video_count,
        (select sum(row_count) from marts.data_quality where file_kind = 'videos' and check_name = 'rows_accepted')
    from videos
    union all
    select 'rows rejected', (select count(*) from marts.rejected_rows),
        (select sum(row_count) from marts.data_quality where file_kind = 'videos' and check_name = 'rows_rejected')
    union all
    select 'rows read',
        (select sum(row_count) from marts.data_quality where file_kind = 'videos' and check_name = 'rows_read'),
        (
            select sum(row_count) from marts.data_quality
            where
                file_kind = 'videos'
                and check_name in ('rows_accepted', 'rows_rejected', 'rows_duplicate', 'rows_superseded')
        )
    union all
    select 'releases', 1, (select count(*) from marts.releases where is_current)
"""
THIS = "select release_id, input_files, row_counts from marts.releases where is_current"


def differences(release: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """Return the sums of a released file that do not agree."""
    return [row for row in release.execute(RECONCILED).fetchall() if row[1] != row[2]]


def whole_release(released_file: Path) -> tuple[str, set[str]]:
    """See that a released file is one whole release; return its release and the SHA-256 of each of its inputs."""
    with duckdb.connect(released_file, read_only=True) as release:
        release_id, input_files, row_counts = release.execute(THIS).fetchall()[0]
        tables = release.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
        found = {
            table: release.execute(f"select count(*) from marts.{name(table)}").fetchall()[0][0] for (table,) in tables
        }
        assert differences(release) == []
    found.pop("releases")
    assert found == json.loads(row_counts)
    folder = released_file.resolve().parent
    assert folder.name == release_id
    for page in ("dashboard/index.html", "review/index.html", "summary.png"):
        assert (folder / page).stat().st_size > 0
    assert release_id in (folder / "release.js").read_text()
    return release_id, {file["sha256"] for file in json.loads(input_files)}
