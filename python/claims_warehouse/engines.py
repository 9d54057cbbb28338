"""The interface of Python models to the engine of a build.

Each function works on DuckDB as it stands here; `spark_engine` says what it does on Spark, and is imported only there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import singledispatch
from typing import Any, Protocol, Self, TypeAlias

import duckdb
import pyarrow as pa

from claims_warehouse.progress import reported

# Few enough that the processes share even a small table; fewer than two batches are not worth starting processes. Of a
# large table, so many that what each batch costs, however small, is little beside its rows.
BATCH_ROWS, MAX_BATCH_ROWS = 5_000, 20_000


class Relation(Protocol):
    """What the relations of both engines have; the functions below do the rest."""

    @property
    def columns(self) -> list[str]:
        """Return the names of the columns."""

    def filter(self, condition: str, /) -> Self:
        """Return the rows for which a condition in SQL holds."""

    def select(self, *columns: str) -> Self:
        """Return the columns of these names."""

    def limit(self, row_count: int, /) -> Self:
        """Return so many rows at most."""

    def join(self, other: Any, column: str, /) -> Self:
        """Return the rows joined with those of another relation by the name of a column."""


class Session(Protocol):
    """What dbt hands to a Python model; `table` returns the relation of a table by its name."""

    def table(self, name: str, /) -> Any:
        """Return a table."""


# What a Python model may return: on DuckDB a stream, on Spark also what is computed where the rows lie.
Rows: TypeAlias = pa.Table | pa.RecordBatchReader | Relation


@singledispatch
def to_arrow(relation: Any, *, columns: Sequence[str] = (), order_by: Sequence[str] = ()) -> pa.Table:
    """Return rows of a relation in the memory of this process.

    Parameters
    ----------
    relation : Relation
    columns : sequence of str
        Names of the columns to return; all by default.
    order_by : sequence of str
        Names of the columns to sort by, ascending, nulls last.
    """
    ordered = relation.order(", ".join(order_by)) if order_by else relation
    table: pa.Table = (ordered.select(*columns) if columns else ordered).to_arrow_table()
    return table


@singledispatch
def count(relation: Any) -> int:
    """Return the number of rows of a relation."""
    ((row_count,),) = relation.count("*").fetchall()
    return int(row_count)


@singledispatch
def rows_hash(relation: Any) -> str:
    """Return a hash of the rows of a relation, in whatever order they come."""
    return str(relation.set_alias("input_rows").aggregate("count(*), sum(hash(input_rows))").fetchall())


@singledispatch
def project(relation: Any, expressions: Sequence[str]) -> Relation:
    """Return a relation with columns by expressions that both engines read."""
    projected: Relation = relation.project(", ".join(expressions))
    return projected


@singledispatch
def hash_sql(relation: Any, expressions: Sequence[str]) -> str:  # noqa: ARG001 - its type tells the engine
    """Return the SQL that hashes values to a number of 64 bits with a sign, of which not every engine uses all."""
    return f"cast(hash({', '.join(expressions)}) >> 1 as bigint)"


@singledispatch
def from_arrow(session: Any, table: pa.Table) -> Relation:
    """Return a relation with the rows of an Arrow table."""
    relation: Relation = session.from_arrow(table)
    return relation


@singledispatch
def view_definition(session: Any, schema: str, view: str) -> str:
    """Return the SQL of a view, or nothing where the schema has none of this name, as where dbt defers to another."""
    query = "select sql from duckdb_views() where schema_name = ? and view_name = ?"
    return "".join(definition for (definition,) in session.execute(query, [schema, view]).fetchall())


@singledispatch
def distinct_values(session: Any, table: object, column: str) -> list[Any]:
    """Return the distinct values of a column; of a table that is not there, or has no such column, there are none."""
    # A cursor of its own, as below: an error would end the transaction that dbt has open on the session.
    with session.cursor() as cursor:
        try:
            cursor.execute(f"select distinct {column} from {table}")  # noqa: S608 - dbt quotes the table's name
            return [value for (value,) in cursor.fetchall()]
        except (duckdb.CatalogException, duckdb.BinderException):
            return []


@singledispatch
def column_comment(session: Any, table: object, column: str) -> str | None:
    """Return the comment on a column, or None where there is none, or no such column or table."""
    query = """
        select comment from duckdb_columns()
        where concat('"', database_name, '"."', schema_name, '"."', table_name, '"') = ? and column_name = ?
    """
    with session.cursor() as cursor:
        comments: list[tuple[str | None]] = cursor.execute(query, [str(table), column]).fetchall()
    return comments[0][0] if comments else None


@singledispatch
def read_table(session: Any, table: object) -> pa.Table | None:
    """Return the rows of a table in the memory of this process, or None if it is not there."""
    with session.cursor() as cursor:
        try:
            return cursor.sql(f"from {table}").to_arrow_table()
        except duckdb.CatalogException:
            return None


@singledispatch
def stream_table(session: Any, table: object) -> Rows:
    """Stream the rows of a table."""
    cursor = session.cursor()
    reader = cursor.sql(f"from {table}").to_arrow_reader()

    def batches() -> Iterator[pa.RecordBatch]:
        with cursor:
            yield from reader

    return pa.RecordBatchReader.from_batches(reader.schema, batches())


@singledispatch
def map_batches(
    relation: Any,
    functions: Sequence[Callable[[pa.RecordBatch], pa.RecordBatch]],
    schema: pa.Schema,
    *,
    row_count: int,
    what: str,
) -> Rows:
    """Apply functions to each batch of a relation, on all cores that the engine has.

    Parameters
    ----------
    relation : Relation
    functions : sequence of callable
        Each is called with every batch, and returns a batch of the schema. Other processes load it by its module.
    schema : pyarrow.Schema
        Of what they return.
    row_count : int
        How many rows the relation has.
    what : str
        Verb and noun of what they return, for `progress.reported`.

    Returns
    -------
    Rows
        On DuckDB in the order of the relation and of the functions.
    """
    import joblib  # noqa: PLC0415 - a build that computes nothing anew need not load it

    batch_rows = min(max(BATCH_ROWS, row_count // 8), MAX_BATCH_ROWS)
    tasks = (
        joblib.delayed(function)(batch) for batch in relation.to_arrow_reader(batch_rows) for function in functions
    )
    # Words are split and counted under the interpreter's lock, so that processes, not threads, keep the cores busy.
    batches = joblib.Parallel(n_jobs=-1 if row_count > 2 * BATCH_ROWS else 1, return_as="generator")(tasks)
    logged = reported(batches, what, row_count * len(functions), size=lambda batch: batch.num_rows)
    return pa.RecordBatchReader.from_batches(schema, logged)


@singledispatch
def parallel_map(
    session: Any,  # noqa: ARG001 - its type tells the engine
    items: Sequence[Mapping[str, Any]],
    function: Callable[[Sequence[Mapping[str, Any]]], pa.RecordBatchReader],
) -> Rows:
    """Return the rows that a function makes of items, however many there are.

    Parameters
    ----------
    session : Session
    items : sequence of mapping
        What JSON can hold. The rows of one do not depend on the others: Spark makes each in a task of its own.
    function : callable
        Returns a stream of rows, of one schema for any items, or for none.
    """
    return function(items)


@singledispatch
def open_public_tables(
    session: Any,
    schema: str,  # noqa: ARG001 - they lie in the build file
    tables: Sequence[str],  # noqa: ARG001 - as above
) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    """Open a DuckDB connection whose current database holds public tables of this build.

    Parameters
    ----------
    session : Session
    schema : str
        Where the build has them.
    tables : sequence of str
        Those to look at, beside all that were looked at before in this build.
    """
    cursor: duckdb.DuckDBPyConnection = session.cursor()
    return cursor
