"""Releases of a small build with public tables, one of an odd name, and a private one."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from claims_warehouse.release import contents, history
from claims_warehouse.release.writing import write_release

FIRST, SECOND, THIRD = (f"2026-11-2{day}T120000Z-0123abcd" for day in range(1, 4))


@contextmanager
def small_build(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Make the build file in a folder."""
    with duckdb.connect(folder / "build file.duckdb") as connection:
        connection.execute("""
            create schema marts;
            create schema raw;
            create table marts.videos as select range as video_id from range(10);
            create table marts."odd "" name" as select 1 as "a "" column";
            create table marts.releases (
                release_id varchar, released_at timestamp, is_rolled_back boolean, is_current boolean
            );
            create table raw.secret as select 1 as value;
            comment on table marts.videos is 'The author''s videos';
            comment on column marts.videos.video_id is 'Identifying number; not a name';
        """)
        yield connection


def listed(
    build: duckdb.DuckDBPyConnection, release_id: str, tables: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the rows of `releases` with one release."""
    return [hashed(build, {"release_id": release_id, "is_current": True}, tables)]


def hashed(
    build: duckdb.DuckDBPyConnection, release: Mapping[str, Any], tables: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return the row of a release with the hash of what the build holds for it."""
    held = contents.fingerprints(build, {table["table_name"]: table["masked_columns"] for table in tables})
    return {**release, "content_sha256": history.content_sha256(release, held)}


def audited(**row_counts: int) -> list[dict[str, Any]]:
    return [
        {"table_name": name, "schema_name": "marts", "row_count": count, "masked_columns": []}
        for name, count in row_counts.items()
    ]


def write_page(released_file: Path, folder: Path) -> None:
    """Write a page that says how many videos its file holds."""
    folder.joinpath("dashboard").mkdir()
    folder.joinpath("dashboard", "index.html").write_text(
        str(query(released_file, "select count(*) from marts.videos"))
    )


def release_as(build: duckdb.DuckDBPyConnection, release_id: str, warehouse: Path, releases_kept: int = 5) -> None:
    """Release a video more than last time, under an id."""
    build.execute("update marts.releases set is_current = false")
    build.execute(
        "insert into marts.releases values (?, strptime(left(?, 10), '%Y-%m-%d'), false, true)",
        [release_id, release_id],
    )
    build.execute("insert into marts.videos select count(*) from marts.videos")
    releases = build.sql("from marts.releases").to_arrow_table().to_pylist()
    row_count = build.execute("select count(*) from marts.videos").fetchall()[0][0]
    tables = audited(videos=row_count)
    releases = [hashed(build, row, tables) if row["is_current"] else row for row in releases]
    write_release(build, tables, releases, warehouse, releases_kept=releases_kept, write_files=write_page)


def query(path: Path, text: str) -> list[tuple[object, ...]]:
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(text).fetchall()


def video_count(warehouse: Path) -> int:
    ((count,),) = query(warehouse / "claims.duckdb", "select count(*) from marts.videos")
    assert isinstance(count, int)
    return count


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}
