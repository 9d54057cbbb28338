"""Publishing: the public tables copied into a folder of their own, checked, and shown to readers in one step."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from claims_warehouse import engines
from claims_warehouse.engines import Session
from claims_warehouse.locations import DASHBOARD, PUBLISHED_FILE
from claims_warehouse.publication import contents, folders
from claims_warehouse.publication.contents import PUBLIC_SCHEMA, literal, name, rows_for_readers

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
        ("publication_id", pa.string()),
        ("is_new_publication", pa.bool_()),
        ("published_file", pa.string()),
    ]
)


class PublicationError(RuntimeError):
    """The new snapshot does not hold what the build holds; readers go on with the one that they have."""


def publish(
    session: Session,
    tables: Sequence[Mapping[str, Any]],
    publications: Sequence[Mapping[str, Any]],
    warehouse: Path,
    *,
    snapshots_kept: int,
    write_site: Callable[[Path, Path], None],
) -> pa.Table:
    """Publish tables of the schema `marts`; nothing is done without any, or if the publication is the current one.

    Parameters
    ----------
    session : Session
        The session of the build.
    tables : sequence of mapping
        `table_name` and `row_count` of each table to publish, as they were audited, and `withheld_columns`: the texts
        that readers get as nulls.
    publications : sequence of mapping
        `publication_id` and `is_this` of each row of `marts.publications`, which is published with the others. The id
        names the snapshot.
    warehouse : Path
        The folder of what readers open. One link in it changes: a reader sees the old snapshot or the new one, and one
        that has the old one open goes on with it.
    snapshots_kept : int
        How many snapshots stay, this one included.
    write_site : callable
        Writes the dashboard of a published file into a folder; both change hands together.

    Returns
    -------
    pyarrow.Table
        One row per published table with the columns of `SCHEMA`.

    Raises
    ------
    PublicationError
        If the build, or the new file when it is read back, does not hold what was audited.
    """
    if not tables:
        return SCHEMA.empty_table()
    audited = {table["table_name"]: int(table["row_count"]) for table in tables} | {"publications": len(publications)}
    (publication_id,) = (row["publication_id"] for row in publications if row["is_this"])
    with folders.changing(warehouse):
        is_new = publication_id != folders.current_id(warehouse)
        if is_new:
            with folders.new_folder(warehouse, publication_id) as folder:
                withheld = {table["table_name"]: table["withheld_columns"] for table in tables}
                _write_file(session, audited, withheld | {"publications": []}, folder / PUBLISHED_FILE)
                write_site(folder / PUBLISHED_FILE, folder / DASHBOARD)
        folders.show(warehouse, publication_id)
        folders.remove_all_but(warehouse, snapshots_kept)
    published_file = str(warehouse / PUBLISHED_FILE)
    rows = [(table, row_count, publication_id, is_new, published_file) for table, row_count in audited.items()]
    return pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in rows], schema=SCHEMA)


def _write_file(
    session: Session,
    audited: Mapping[str, int],
    withheld: Mapping[str, Sequence[str]],
    new_file: Path,
) -> None:
    """Copy the tables into a new file and read it back: it holds what the build holds for readers, and nothing else."""
    # The others are there since the history of publications was made from them.
    with engines.readable(session, ["publications"]) as cursor:
        expected = contents.fingerprints(cursor, withheld)
        build = cursor.execute("select current_database()").fetchall()[0][0]
        cursor.execute(f"attach {literal(str(new_file))} as publication (storage_version {literal(STORAGE_VERSION)})")
        try:
            cursor.execute(f"create schema publication.{PUBLIC_SCHEMA}")
            for table, held in expected.items():
                source = f"{name(build)}.{PUBLIC_SCHEMA}.{name(table)}"
                _copy_table(cursor, rows_for_readers(source, withheld[table]), table, held)
        finally:
            cursor.execute("detach publication")
    with contents.open_snapshot(new_file) as snapshot:
        found = contents.fingerprints(snapshot, dict.fromkeys(audited, ()))
        outside = snapshot.execute(OUTSIDE_PUBLIC_SCHEMA, [PUBLIC_SCHEMA]).fetchall()
        storage = snapshot.execute("select tags['storage_version'] from duckdb_databases() where not internal")
        storage_version = storage.fetchall()[0][0]
    differing = [
        table
        for table, row_count in audited.items()
        if found[table] != expected[table] or found[table]["row_count"] != row_count
    ]
    if differing or outside:
        raise PublicationError(
            "nothing was published: the new file differs from what was audited in the tables "
            f"{sorted(differing)}, and holds besides {[relation for (relation,) in outside]}"
        )
    if not storage_version.startswith(STORAGE_VERSION):
        raise PublicationError(f"nothing was published: the new file is of the storage version {storage_version}")


def _copy_table(cursor: duckdb.DuckDBPyConnection, rows: str, table: str, held: Mapping[str, Any]) -> None:
    target = f"publication.{PUBLIC_SCHEMA}.{name(table)}"
    cursor.execute(f"create table {target} as {rows}")
    # An object without a comment has the comment null, which is what it is set to.
    cursor.execute(f"comment on table {target} is {literal(held['comment'])}")
    for column, _, comment in held["columns"]:
        cursor.execute(f"comment on column {target}.{name(column)} is {literal(comment)}")
