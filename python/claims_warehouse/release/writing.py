"""Release the public tables: copy them into a new folder, check them, and show them to readers in one step."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from claims_warehouse import engines
from claims_warehouse.engines import Session
from claims_warehouse.locations import RELEASED_FILE
from claims_warehouse.release import contents, folders, history
from claims_warehouse.release.contents import PUBLIC_SCHEMA, literal, name, rows_for_readers

# Every client from DuckDB 1.0 on reads this format; a file in the build's own is refused by older ones.
STORAGE_VERSION = "v1.0.0"
OUTSIDE_PUBLIC_SCHEMA = """
    select schema_name || '.' || table_name from duckdb_tables() where schema_name != ?
    union all
    select schema_name || '.' || view_name from duckdb_views() where not internal
"""
SCHEMA = pa.schema(
    [
        ("table_name", pa.string()),
        ("row_count", pa.int64()),
        ("release_id", pa.string()),
        ("is_new_release", pa.bool_()),
        ("released_file", pa.string()),
    ]
)


class ReleaseError(RuntimeError):
    """The new release does not hold what the build holds; readers go on with the one that they have."""


def write_release(
    session: Session,
    tables: Sequence[Mapping[str, Any]],
    releases: Sequence[Mapping[str, Any]],
    warehouse: Path,
    *,
    releases_kept: int,
    write_files: Callable[[Path, Path], None],
) -> pa.Table:
    """Release public tables; nothing is done without any, or if the release is the current one.

    Parameters
    ----------
    session : Session
        The session of the build.
    tables : sequence of mapping
        `table_name`, `schema_name` (where the build has it) and `row_count` of each table to release, as they were
        audited, and `masked_columns`: the texts that readers get as nulls.
    releases : sequence of mapping
        The rows of `marts.releases`, which is released with the others. The id of the current one names the release,
        and its hash is that of what the build holds.
    warehouse : Path
        The folder of what readers open. One link in it changes: a reader sees the old release or the new one, and one
        that has the old one open goes on with it.
    releases_kept : int
        How many releases stay, this one included.
    write_files : callable
        Writes pages and models of a released file into the folder of its release; all change hands together.

    Returns
    -------
    pyarrow.Table
        One row per released table with the columns of `SCHEMA`.

    Raises
    ------
    ReleaseError
        If the build, or the new file when it is read back, does not hold what was audited.
    """
    if not tables:
        return SCHEMA.empty_table()
    audited = {table["table_name"]: int(table["row_count"]) for table in tables} | {"releases": len(releases)}
    (this,) = (row for row in releases if row["is_current"])
    release_id = this["release_id"]
    with folders.changing(warehouse):
        is_new = release_id != folders.current_id(warehouse)
        if is_new:
            with folders.new_folder(warehouse, release_id) as folder:
                masked = {table["table_name"]: table["masked_columns"] for table in tables}
                (schema,) = {table["schema_name"] for table in tables}
                _write_file(session, schema, audited, masked | {"releases": []}, folder / RELEASED_FILE, this=this)
                write_files(folder / RELEASED_FILE, folder)
        folders.show(warehouse, release_id)
        folders.remove_all_but(warehouse, releases_kept)
    released_file = str(warehouse / RELEASED_FILE)
    rows = [(table, row_count, release_id, is_new, released_file) for table, row_count in audited.items()]
    return pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in rows], schema=SCHEMA)


def _write_file(
    session: Session,
    schema: str,
    audited: Mapping[str, int],
    masked: Mapping[str, Sequence[str]],
    new_file: Path,
    *,
    this: Mapping[str, Any],
) -> None:
    """Copy the tables into a new file and read it back: it holds what the build holds for readers, and nothing else."""
    # The others are there since the history of releases was made from them.
    with engines.open_public_tables(session, schema, ["releases"]) as cursor:
        build = cursor.execute("select current_database()").fetchall()[0][0]
        cursor.execute(f"attach {literal(str(new_file))} as release (storage_version {literal(STORAGE_VERSION)})")
        try:
            cursor.execute(f"create schema release.{PUBLIC_SCHEMA}")
            for table, masked_columns in masked.items():
                source = f"{name(build)}.{name(schema)}.{name(table)}"
                described = contents.description(cursor, build, schema, table)
                _copy_table(cursor, rows_for_readers(source, masked_columns), table, described)
        finally:
            cursor.execute("detach release")
        with contents.open_release(new_file) as release:
            found = contents.fingerprints(release, dict.fromkeys(audited, ()))
            outside = release.execute(OUTSIDE_PUBLIC_SCHEMA, [PUBLIC_SCHEMA]).fetchall()
            storage = release.execute("select tags['storage_version'] from duckdb_databases() where not internal")
            storage_version = storage.fetchall()[0][0]
        is_same = history.content_sha256(this, found) == this["content_sha256"]
        # The rows of the build were hashed for that. Again, to name what differs, and where they are no part of it.
        compared = {table: columns for table, columns in masked.items() if not is_same or table in history.UNHASHED}
        expected = contents.fingerprints(cursor, compared, schema)
    differing = [
        table
        for table, row_count in audited.items()
        if found[table] != expected.get(table, found[table]) or found[table]["row_count"] != row_count
    ]
    if not is_same and not differing:
        differing = list(audited)
    if differing or outside:
        raise ReleaseError(
            "nothing was released: the new file differs from what was audited in the tables "
            f"{sorted(differing)}, and holds besides {[relation for (relation,) in outside]} (CLM-075)"
        )
    if not storage_version.startswith(STORAGE_VERSION):
        raise ReleaseError(f"nothing was released: the new file is of the storage version {storage_version} (CLM-075)")


def _copy_table(cursor: duckdb.DuckDBPyConnection, rows: str, table: str, held: Mapping[str, Any]) -> None:
    target = f"release.{PUBLIC_SCHEMA}.{name(table)}"
    cursor.execute(f"create table {target} as {rows}")
    # An object without a comment has the comment null, which is what it is set to.
    cursor.execute(f"comment on table {target} is {literal(held['comment'])}")
    for column, _, comment in held["columns"]:
        cursor.execute(f"comment on column {target}.{name(column)} is {literal(comment)}")
