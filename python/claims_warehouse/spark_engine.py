"""What the functions of `engines` are on Apache Spark; imported where a build runs there, and nowhere else.

Nothing here needs more than a Spark session of either kind: one in this process, or one over Spark Connect.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.connect.session import SparkSession as RemoteSession
from pyspark.sql.functions import col
from pyspark.sql.pandas.types import from_arrow_schema

from claims_warehouse import engines, locations
from claims_warehouse.release.contents import literal, name

# What a task scores: some seconds of work, so that the workers share what there is evenly.
ROWS_OF_A_TASK = 200_000
EXPORT = "claims_export.duckdb"
Session: TypeAlias = SparkSession | RemoteSession


@engines.to_arrow.register
def _(relation: DataFrame, *, columns: Sequence[str] = (), order_by: Sequence[str] = ()) -> pa.Table:
    # By default Spark sorts nulls first.
    ordered = relation.orderBy(*(col(column).asc_nulls_last() for column in order_by)) if order_by else relation
    return (ordered.select(*columns) if columns else ordered).toArrow()


@engines.count.register
def _(relation: DataFrame) -> int:
    return int(relation.count())


@engines.rows_hash.register
def _(relation: DataFrame) -> str:
    row_hash = engines.hash_sql(relation, [f"`{column}`" for column in relation.columns])
    counted, hashed = relation.selectExpr("count(*)", f"sum(cast({row_hash} as decimal(38, 0)))").collect()[0]
    return f"{counted} {hashed}"


@engines.project.register
def _(relation: DataFrame, expressions: Sequence[str]) -> DataFrame:
    return relation.selectExpr(*expressions)


@engines.hash_sql.register
def _(relation: DataFrame, expressions: Sequence[str]) -> str:  # noqa: ARG001 - its type tells the engine
    # A null alone would leave the hash of the values before it as it is.
    return f"xxhash64({', '.join(f'{expression}, {expression} is null' for expression in expressions)})"


@engines.from_arrow.register
def _(session: Session, table: pa.Table) -> DataFrame:
    return session.createDataFrame(table)


@engines.view_definition.register
def _(session: Session, schema: str, view: str) -> str:
    if not session.catalog.tableExists(f"{schema}.{view}"):
        return ""
    return str(session.sql(f"show create table {schema}.{view}").collect()[0][0])


@engines.distinct_values.register
def _(session: Session, table: object, column: str) -> list[Any]:
    if not session.catalog.tableExists(str(table)) or column not in session.table(str(table)).columns:
        return []
    return [value for (value,) in session.table(str(table)).select(column).distinct().collect()]


@engines.column_comment.register
def _(session: Session, table: object, column: str) -> str | None:  # noqa: ARG001 - Spark's tables have none
    return None


@engines.read_table.register
def _(session: Session, table: object) -> pa.Table | None:
    return session.table(str(table)).toArrow() if session.catalog.tableExists(str(table)) else None


@engines.stream_table.register
def _(session: Session, table: object) -> DataFrame:
    return session.table(str(table))


@engines.map_batches.register
def _(
    relation: DataFrame,
    functions: Sequence[Callable[[pa.RecordBatch], pa.RecordBatch]],
    schema: pa.Schema,
    *,
    row_count: int,
    what: str,  # noqa: ARG001 - Spark shows how far it has come itself
) -> DataFrame:
    def results(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for function in functions:
                yield function(batch)

    # A small table is one file, and one file is one task: without a shuffle, one worker would do all the work.
    fewest = int(relation.sparkSession.conf.get("spark.sql.shuffle.partitions") or 1)
    partition_count = max(fewest, math.ceil(row_count / ROWS_OF_A_TASK))
    return relation.repartition(partition_count).mapInArrow(results, from_arrow_schema(schema))


@engines.parallel_map.register
def _(
    session: Session,
    items: Sequence[Mapping[str, Any]],
    function: Callable[[Sequence[Mapping[str, Any]]], pa.RecordBatchReader],
) -> DataFrame | pa.RecordBatchReader:
    nothing = function([])
    if not items:
        return nothing

    def results(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for item in batch.column(0).to_pylist():
                yield from function([json.loads(item)])

    listed = session.createDataFrame(pa.table({"item": [json.dumps(item) for item in items]}))
    return listed.repartition(len(items)).mapInArrow(results, from_arrow_schema(nothing.schema))


@engines.open_public_tables.register
@contextmanager
def _(session: Session, schema: str, tables: Sequence[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Copy the tables from Spark into a private DuckDB file, which keeps those that were copied before."""
    export = locations.home() / "build" / EXPORT
    export.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with duckdb.connect(export) as connection:
        connection.execute(f"create schema if not exists {name(schema)}")
        for table in tables:
            _copy(session, f"{schema}.{table}", connection)
        yield connection


def _copy(session: Session, table: str, connection: duckdb.DuckDBPyConnection) -> None:
    relation = session.table(table)
    connection.register("batch", _naive(relation.limit(0).toArrow()))
    connection.execute(f"create or replace table {table} as from batch")
    # File by file, in the order in which they were written: this process never holds a whole table.
    for file in sorted(relation.inputFiles()):
        connection.register("batch", _naive(session.read.schema(relation.schema).parquet(file).toArrow()))
        connection.execute(f"insert into {table} from batch")
    connection.unregister("batch")
    connection.execute(f"comment on table {table} is {literal(session.catalog.getTable(table).description)}")
    for column in session.catalog.listColumns(table):
        connection.execute(f"comment on column {table}.{name(column.name)} is {literal(column.description)}")


def _naive(rows: pa.Table) -> pa.Table:
    """Return rows with moments as the marts have them: in UTC, without saying so."""
    fields = [
        pa.field(field.name, pa.timestamp("us") if pa.types.is_timestamp(field.type) else field.type)
        for field in rows.schema
    ]
    return rows.cast(pa.schema(fields))
