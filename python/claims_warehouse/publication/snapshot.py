"""Publishing: the public tables copied into a file of their own, checked, and put in place in one step."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

PUBLIC_SCHEMA = "marts"
# Every client from DuckDB 1.0 on reads this format; a file in the build's own is refused by older ones.
STORAGE_VERSION = "v1.0.0"
TABLE_COMMENTS = """
    select comment from duckdb_tables()
    where database_name = ? and schema_name = ? and table_name = ? and comment is not null
"""
COLUMN_COMMENTS = """
    select column_name, comment from duckdb_columns()
    where database_name = ? and schema_name = ? and table_name = ? and comment is not null
"""
SCHEMA = pa.schema([("table_name", pa.string()), ("row_count", pa.int64())])


class PublicationError(RuntimeError):
    """The new snapshot does not hold what the build holds; the published file stays as it was."""


def publish(session: duckdb.DuckDBPyConnection, tables: Sequence[Mapping[str, Any]], published_file: Path) -> pa.Table:
    """Publish tables of the schema `marts`; without any tables nothing is done.

    Parameters
    ----------
    session : duckdb.DuckDBPyConnection
        The session of the build.
    tables : sequence of mapping
        `table_name` and `row_count` of each table to publish, as they were audited, and `withheld_columns`: those that
        readers get as nulls.
    published_file : Path
        The file that readers open. It is replaced by a rename, so that a reader sees the old snapshot or the new one,
        and one that has the old one open goes on with it.

    Returns
    -------
    pyarrow.Table
        One row per published table with the columns of `SCHEMA`.

    Raises
    ------
    PublicationError
        If the new file, read back, does not hold as many rows as were audited.
    """
    if not tables:
        return SCHEMA.empty_table()
    audited = {table["table_name"]: int(table["row_count"]) for table in tables}
    published_file.parent.mkdir(parents=True, exist_ok=True)
    new_file = published_file.with_name(f".{published_file.name}.new")
    new_file.unlink(missing_ok=True)
    with session.cursor() as cursor:
        build = _scalar(cursor, "select current_database()")
        cursor.execute(f"attach {_literal(str(new_file))} as publication (storage_version {_literal(STORAGE_VERSION)})")
        try:
            cursor.execute(f"create schema publication.{PUBLIC_SCHEMA}")
            for table in tables:
                _copy_table(cursor, build, table["table_name"], table.get("withheld_columns", []))
        finally:
            cursor.execute("detach publication")
    with duckdb.connect(new_file, read_only=True) as snapshot:
        found = {table: _row_count(snapshot, f"{PUBLIC_SCHEMA}.{_name(table)}") for table in audited}
    if found != audited:
        differing = sorted(table for table in audited if found[table] != audited[table])
        raise PublicationError(f"nothing was published: the new file differs from what was audited: {differing}")
    with new_file.open("rb") as written:
        os.fsync(written.fileno())
    new_file.replace(published_file)
    return pa.table({"table_name": list(found), "row_count": list(found.values())}, schema=SCHEMA)


def _copy_table(cursor: duckdb.DuckDBPyConnection, build: str, table: str, withheld_columns: Sequence[str]) -> None:
    target = f"publication.{PUBLIC_SCHEMA}.{_name(table)}"
    nulls = ", ".join(f"cast(null as varchar) as {_name(column)}" for column in withheld_columns)
    columns = f"select * replace ({nulls})" if nulls else ""
    cursor.execute(f"create table {target} as {columns} from {_name(build)}.{PUBLIC_SCHEMA}.{_name(table)}")
    of_table = [build, PUBLIC_SCHEMA, table]
    for (comment,) in cursor.execute(TABLE_COMMENTS, of_table).fetchall():
        cursor.execute(f"comment on table {target} is {_literal(comment)}")
    for column, comment in cursor.execute(COLUMN_COMMENTS, of_table).fetchall():
        cursor.execute(f"comment on column {target}.{_name(column)} is {_literal(comment)}")


def _row_count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    return int(_scalar(connection, f"select count(*) from {relation}"))  # noqa: S608 - the name is quoted by `_name`


def _scalar(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    return str(connection.execute(query).fetchall()[0][0])


def _literal(text: str) -> str:
    """Quote a text as an SQL literal, where the engine takes no parameter."""
    return "'" + text.replace("'", "''") + "'"


def _name(identifier: str) -> str:
    """Quote a name as an SQL identifier."""
    return '"' + identifier.replace('"', '""') + '"'
