"""What Python models ask of the engine, on Spark as on DuckDB."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from claims_warehouse import cache, engines, locations, retraining
from claims_warehouse.features import TARGET, TRAINING_COLUMNS

pytest.importorskip("pyspark", reason="the environment of make spark is not there")
pytestmark = pytest.mark.xdist_group("spark")

VIDEOS = pa.table({"video_id": [3, 1, 2, 4], "position": [2, None, 1, 3], "text": ["c", "a", "b", None]})
DOUBLED = pa.schema([("video_id", pa.int64()), ("task", pa.int64())])


@pytest.fixture
def on_duckdb() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def relations(*sessions: Any) -> list[Any]:
    return [engines.from_arrow(session, VIDEOS) for session in sessions]


def test_rows_come_in_the_same_order(spark: Any, on_duckdb: duckdb.DuckDBPyConnection):
    for relation in relations(spark, on_duckdb):
        ordered = engines.to_arrow(relation, columns=["text", "video_id"], order_by=["position"])
        assert ordered.to_pydict() == {"text": ["b", "c", None, "a"], "video_id": [2, 3, 4, 1]}
        assert engines.count(relation.filter("video_id > 2")) == 2


def test_the_hash_follows_rows_and_nulls_and_not_their_order(spark: Any):
    def hashed(*rows: tuple[str | None, str | None]) -> str:
        return engines.rows_hash(spark.createDataFrame(list(rows), "a string, b string"))

    assert hashed(("x", "y"), (None, "z")) == hashed((None, "z"), ("x", "y"))
    assert hashed(("x", None)) != hashed((None, "x"))
    assert hashed(("x", "y"), ("x", "y")) != hashed(("x", "y"))


def test_training_has_one_fingerprint_on_both_engines(spark: Any, on_duckdb: duckdb.DuckDBPyConnection):
    videos = pa.table({name: pa.array([1, 2], pa.int32()) for name in TRAINING_COLUMNS} | {TARGET: [True, False]})
    fingerprints = {
        retraining.training_fingerprint(engines.to_arrow(engines.from_arrow(session, videos), order_by=["video_id"]))
        for session in (spark, on_duckdb)
    }
    assert len(fingerprints) == 1


def test_read_table_are_used_on_while_their_input_is_the_same(spark: Any):
    from dbt.adapters.claims_spark.submission import write

    def build(fingerprint: str, rows: pa.Table | None) -> list[int]:
        def compute() -> pa.Table:
            assert rows is not None, "computed anew"
            return rows

        write(spark, cache.load_or_compute(spark, "figures", fingerprint, compute), "figures__new", "parquet")
        spark.sql("drop table if exists figures")
        spark.sql("alter table figures__new rename to figures")
        return engines.read_table(spark, "figures")["figure"].to_pylist()

    spark.sql("drop table if exists figures")
    assert engines.read_table(spark, "figures") is None
    assert build("a", pa.table({"figure": [1, 2]})) == [1, 2]
    assert build("a", None) == [1, 2]
    assert build("b", pa.table({"figure": [3]})) == [3]


def doubled(batch: pa.RecordBatch) -> pa.RecordBatch:
    from pyspark import TaskContext

    tasks = pa.repeat(TaskContext.get().partitionId(), batch.num_rows)
    return pa.record_batch([pc.multiply(batch.column("video_id"), 2), tasks], schema=DOUBLED)


def test_rows_are_mapped_in_more_than_one_task(spark: Any):
    videos = engines.from_arrow(spark, pa.table({"video_id": range(1000)}))
    mapped = engines.map_batches(videos, [doubled, doubled], DOUBLED, row_count=1000, what="doubled {} rows").toArrow()
    assert sorted(mapped["video_id"].to_pylist()) == sorted(2 * [2 * number for number in range(1000)])
    assert len(mapped["task"].unique()) > 1


def rows_of(items: Sequence[Mapping[str, Any]], repeats: int) -> pa.RecordBatchReader:
    table = pa.table({"name": pa.array([item["name"] for item in items for _ in range(repeats)], pa.string())})
    return table.to_reader()


def test_what_items_hold_is_read_in_tasks_of_their_own(spark: Any, on_duckdb: duckdb.DuckDBPyConnection):
    function = functools.partial(rows_of, repeats=2)
    items = [{"name": 'it\'s "one"'}, {"name": "two"}]
    on_spark = engines.parallel_map(spark, items, function)
    assert sorted(on_spark.toArrow()["name"].to_pylist()) == sorted(
        engines.parallel_map(on_duckdb, items, function).read_all()["name"].to_pylist()
    )
    assert engines.parallel_map(spark, [], function).read_all().num_rows == 0


def test_public_tables_are_copied_with_their_types_and_comments(
    spark: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(locations, "home", lambda: tmp_path)
    spark.sql("create schema if not exists marts")
    spark.sql("drop table if exists marts.copied")
    spark.sql(
        "create table marts.copied (number bigint comment 'It\\'s one.', moment timestamp_ntz, names array<string>) "
        "comment 'Two rows.'"
    )
    spark.sql(
        "insert into marts.copied values (1, timestamp_ntz'2026-01-02 03:04:05', array('a', null)), (2, null, null)"
    )
    for _ in range(2):
        with engines.open_public_tables(spark, "marts", ["copied"]) as connection:
            rows = connection.execute(
                "select number, cast(moment as varchar), names from marts.copied order by number"
            ).fetchall()
            types = connection.execute(
                "select data_type, comment from duckdb_columns() where table_name = 'copied'"
            ).fetchall()
            comments = connection.execute("select comment from duckdb_tables() where table_name = 'copied'").fetchall()
        assert rows == [(1, "2026-01-02 03:04:05", ["a", None]), (2, None, None)]
        assert types == [("BIGINT", "It's one."), ("TIMESTAMP", None), ("VARCHAR[]", None)]
        assert comments == [("Two rows.",)]


def test_a_stream_is_written_in_chunks(spark: Any, monkeypatch: pytest.MonkeyPatch):
    from dbt.adapters.claims_spark import submission

    monkeypatch.setattr(submission, "CHUNK_BYTES", 100)
    rows = pa.table({"number": range(100)})
    reader = pa.RecordBatchReader.from_batches(rows.schema, rows.to_batches(max_chunksize=10))
    submission.write(spark, reader, "streamed", "parquet")
    assert sorted(engines.read_table(spark, "streamed")["number"].to_pylist()) == list(range(100))
    submission.write(spark, rows.schema.empty_table(), "streamed", "parquet")
    assert engines.read_table(spark, "streamed").schema.names == ["number"]
    assert engines.count(spark.table("streamed")) == 0
