"""What a whole published snapshot holds, whichever it is, for tests that kill builds and that load the file."""

import json
from pathlib import Path

import duckdb

from claims_warehouse.publication.contents import name

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
    select 'rows delivered',
        (select sum(row_count) from marts.data_quality where file_kind = 'videos' and check_name = 'rows_delivered'),
        (
            select sum(row_count) from marts.data_quality
            where
                file_kind = 'videos'
                and check_name in ('rows_accepted', 'rows_rejected', 'rows_duplicate', 'rows_superseded')
        )
    union all
    select 'publications', 1, (select count(*) from marts.publications where is_this)
"""
THIS = "select publication_id, input_files, row_counts from marts.publications where is_this"


def differences(snapshot: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """Return the sums of a published file that do not agree."""
    return [row for row in snapshot.execute(RECONCILED).fetchall() if row[1] != row[2]]


def whole_snapshot(published_file: Path) -> tuple[str, set[str]]:
    """See that a published file is one whole snapshot; return its publication and the SHA-256 of each of its inputs."""
    with duckdb.connect(published_file, read_only=True) as snapshot:
        publication_id, input_files, row_counts = snapshot.execute(THIS).fetchall()[0]
        tables = snapshot.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
        found = {
            table: snapshot.execute(f"select count(*) from marts.{name(table)}").fetchall()[0][0] for (table,) in tables
        }
        assert differences(snapshot) == []
    found.pop("publications")
    assert found == json.loads(row_counts)
    folder = published_file.resolve().parent
    assert folder.name == publication_id
    assert (folder / "dashboard" / "index.html").stat().st_size > 0
    return publication_id, {file["sha256"] for file in json.loads(input_files)}
