"""The public tables as one Tableau extract; it needs the extra `tableau`."""

from pathlib import Path

import duckdb
import pantab

from claims_warehouse.release.contents import PUBLIC_SCHEMA, name

EXTRACT = "claims.hyper"
TABLES = "select table_name from duckdb_tables() where schema_name = ? order by table_name"
# Hyper has no such types; Tableau takes apart JSON in a text.
NESTED_TYPES = {"list", "array", "struct", "map"}


def write_extract(released_file: Path, extract: Path) -> list[str]:
    """Write the public tables of the released file as one `.hyper` file, which takes its place by a rename.

    Parameters
    ----------
    released_file : Path
        The released file, which is opened once and for reading only: all tables are of one release.
    extract : Path
        The file to write. Its tables lie in the schema `marts`; lists and structures are JSON texts in it.

    Returns
    -------
    list of str
        The names of the tables.
    """
    new_file = extract.with_name(f".{extract.name}.new")
    with duckdb.connect(released_file, read_only=True) as release:
        tables = [table for (table,) in release.execute(TABLES, [PUBLIC_SCHEMA]).fetchall()]
        # Each table is a stream of its own, and a connection holds one at a time.
        cursors = {table: release.cursor() for table in tables}
        streams = {
            (PUBLIC_SCHEMA, table): _without_nested_types(cursor.table(f"{PUBLIC_SCHEMA}.{name(table)}"))
            for table, cursor in cursors.items()
        }
        pantab.frames_to_hyper(streams, new_file, atomic=False)
    new_file.chmod(0o644)
    new_file.replace(extract)
    return tables


def _without_nested_types(table: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    values = {column: name(column) for column in table.columns}
    for column, column_type in zip(table.columns, table.types, strict=True):
        if column_type.id in NESTED_TYPES:
            values[column] = f"cast(to_json({name(column)}) as varchar)"
    return table.project(", ".join(f"{value} as {name(column)}" for column, value in values.items()))
