"""Summarise the public tables of a database, so that two databases can be compared."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

PUBLIC_SCHEMA = "marts"
COLUMNS = """
    select column_name, data_type, comment from duckdb_columns()
    where database_name = ? and schema_name = ? and table_name = ? order by column_index
"""
COMMENT = """
    select comment from duckdb_tables() where database_name = ? and schema_name = ? and table_name = ?
"""

ENGINE_TYPES = {
    pa.string(): "varchar",
    pa.bool_(): "boolean",
    pa.int64(): "bigint",
    pa.float64(): "double",
    pa.timestamp("us"): "timestamp",
}
# A release is read next to the build's own engine, which has a memory limit of its own.
READING_MEMORY = "600MB"


def open_release(released_file: Path) -> duckdb.DuckDBPyConnection:
    """Open a released file for reading, in little memory.

    Raises
    ------
    RuntimeError
        If the process has the file open for writing.
    """
    try:
        return duckdb.connect(released_file, read_only=True, config={"memory_limit": READING_MEMORY})
    except duckdb.ConnectionException:
        # A notebook has it open in its own way, and an engine opens a file in one way only: another one reads it.
        reader = duckdb.connect(config={"memory_limit": READING_MEMORY})
    try:
        reader.execute(f"attach {literal(str(released_file))} as released (read_only)")
        reader.execute("use released")
    except duckdb.Error as error:
        reader.close()
        if "already attached" not in str(error):
            raise
        raise RuntimeError(
            f"this process has {released_file} open for writing. Open it read-only, as in "
            "duckdb.connect(path, read_only=True), or close it first (CLM-138)"
        ) from error
    return reader


@contextmanager
def open_released(released_file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open what readers have for reading; where that fails, say which file it is and how to go on without it."""
    try:
        with open_release(released_file) as release:
            yield release
    except (duckdb.IOException, duckdb.SerializationException) as error:
        path = released_file.resolve()
        raise RuntimeError(
            f"the released file {path} cannot be read: {str(error).splitlines()[0].rstrip('.!')}. If it is damaged, "
            f"put its folder back from a backup, or remove the folder {path.parent} and build again (CLM-076)"
        ) from error


def types_of(schema: pa.Schema) -> dict[str, str]:
    """Return the engine's types of the columns of a schema, as `columns_as` takes them."""
    return {field.name: ENGINE_TYPES[field.type] for field in schema}


def columns_as(release: duckdb.DuckDBPyConnection, table: str, types: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return how to read columns of a public table that another version of the project may have released.

    Parameters
    ----------
    release : duckdb.DuckDBPyConnection
        A released file.
    table : str
        Name of a table in the schema `marts`, which may be absent.
    types : mapping of str to str
        By name of a column: its type as this version has it.

    Returns
    -------
    tuple of str and list of str
        A query for these columns, null where there is none or where a value has no such type, and the names of the
        columns, with the table's, that it does not hold in full.
    """
    database = release.execute("select current_database()").fetchall()[0][0]
    columns = release.execute(COLUMNS, [database, PUBLIC_SCHEMA, table]).fetchall()
    found = {str(column): str(kind).lower() for column, kind, _ in columns}
    relation = f"{PUBLIC_SCHEMA}.{name(table)}" if found else "(select 1) where false"
    expressions = {}
    for column, kind in types.items():
        if column not in found:
            expressions[column] = f"cast(null as {kind})"
        elif found[column] == kind:
            expressions[column] = name(column)
        else:
            # Every type has a text, and not every type can be cast to every other.
            expressions[column] = f"try_cast(cast({name(column)} as varchar) as {kind})"
    lost = [
        f"count({expression}) < count({name(column)})" if column in found else "true"
        for column, expression in expressions.items()
    ]
    is_lost = release.execute(f"select {', '.join(lost)}, count(*) from {relation}").fetchall()[0]  # noqa: S608 - quoted by `name`
    unreadable = [f"{table}.{column}" for column, lost_any in zip(types, is_lost, strict=False) if lost_any]
    selected = ", ".join(f"{expression} as {name(column)}" for column, expression in expressions.items())
    return f"select {selected} from {relation}", unreadable  # noqa: S608 - quoted by `name`


def fingerprints(
    cursor: duckdb.DuckDBPyConnection, tables: Mapping[str, Sequence[str]], schema: str = PUBLIC_SCHEMA
) -> dict[str, dict[str, Any]]:
    """Return what each public table of the current database holds for readers.

    Parameters
    ----------
    cursor : duckdb.DuckDBPyConnection
        A connection whose current database has the tables.
    tables : mapping of str to sequence of str
        By name: the columns that are masked from readers.
    schema : str
        Where they lie: in a release in `marts`.

    Returns
    -------
    dict of str to dict
        By table: its comment, its columns with types and comments, the number of rows, and the sum of the rows'
        hashes, which is the same in whatever order the rows lie.
    """
    database = cursor.execute("select current_database()").fetchall()[0][0]
    found = {}
    for table, masked_columns in tables.items():
        rows = rows_for_readers(f"{name(database)}.{name(schema)}.{name(table)}", masked_columns)
        # As text: a sum of hashes takes up to 128 bits.
        query = f"select count(*), cast(sum(cast(hash(one) as hugeint)) as varchar) from ({rows}) as one"  # noqa: S608 - quoted by `name`
        row_count, row_hashes = cursor.execute(query).fetchall()[0]
        counted = {"row_count": row_count, "row_hashes": row_hashes}
        found[table] = description(cursor, database, schema, table) | counted
    return found


def description(cursor: duckdb.DuckDBPyConnection, database: str, schema: str, table: str) -> dict[str, Any]:
    """Return the `comment` of a table and its `columns`, each as a list of name, type and comment."""
    key = [database, schema, table]
    return {
        "comment": cursor.execute(COMMENT, key).fetchall()[0][0],
        "columns": [list(column) for column in cursor.execute(COLUMNS, key).fetchall()],
    }


def rows_for_readers(relation: str, masked_columns: Sequence[str]) -> str:
    """Return the query for the rows of a public table as readers get them: masked columns are nulls of their type."""
    nulls = ", ".join(f"case when false then {name(column)} end as {name(column)}" for column in masked_columns)
    return f"select * replace ({nulls}) from {relation}" if nulls else f"from {relation}"  # noqa: S608 - quoted by `name`


def literal(text: str | None) -> str:
    """Quote a text as an SQL literal, or write the null that it is, where the engine takes no parameter."""
    return "null" if text is None else "'" + text.replace("'", "''") + "'"


def name(identifier: str) -> str:
    """Quote a name as an SQL identifier."""
    return '"' + identifier.replace('"', '""') + '"'
