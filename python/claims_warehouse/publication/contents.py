"""What the public tables of a database hold, so that two databases can be compared."""

from collections.abc import Iterable
from typing import Any

import duckdb

PUBLIC_SCHEMA = "marts"
COLUMNS = """
    select column_name, data_type, comment from duckdb_columns()
    where database_name = ? and schema_name = ? and table_name = ? order by column_index
"""
COMMENT = """
    select comment from duckdb_tables() where database_name = ? and schema_name = ? and table_name = ?
"""


def fingerprints(cursor: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return what each public table of the current database holds.

    Parameters
    ----------
    cursor : duckdb.DuckDBPyConnection
        A connection whose current database has the tables in the schema `marts`.
    tables : iterable of str
        Their names.

    Returns
    -------
    dict of str to dict
        By table: its comment, its columns with types and comments, the number of rows, and the sum of the rows'
        hashes, which is the same in whatever order the rows lie.
    """
    database = cursor.execute("select current_database()").fetchall()[0][0]
    found = {}
    for table in tables:
        key = [database, PUBLIC_SCHEMA, table]
        relation = f"{name(database)}.{PUBLIC_SCHEMA}.{name(table)}"
        # As text: a sum of hashes is a whole number of up to 128 bits.
        query = f"select count(*), cast(sum(cast(hash(one) as hugeint)) as varchar) from {relation} as one"  # noqa: S608 - quoted by `name`
        row_count, row_hashes = cursor.execute(query).fetchall()[0]
        found[table] = {
            "comment": cursor.execute(COMMENT, key).fetchall()[0][0],
            "columns": [list(column) for column in cursor.execute(COLUMNS, key).fetchall()],
            "row_count": row_count,
            "row_hashes": row_hashes,
        }
    return found


def literal(text: str) -> str:
    """Quote a text as an SQL literal, where the engine takes no parameter."""
    return "'" + text.replace("'", "''") + "'"


def name(identifier: str) -> str:
    """Quote a name as an SQL identifier."""
    return '"' + identifier.replace('"', '""') + '"'
