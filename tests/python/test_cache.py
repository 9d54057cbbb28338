"""Rows of an earlier build are used on while their input is the same, and only then."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from claims_warehouse import cache

ROWS = pa.table({"figure": [1, 2, 3]})


@pytest.fixture
def session() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def build(session: duckdb.DuckDBPyConnection, fingerprint: str, rows: pa.Table | None) -> list[int]:
    """Do what dbt does with a Python model; `rows` of None: nothing may be computed."""

    def compute() -> pa.Table:
        assert rows is not None, "computed anew"
        return rows

    result = cache.load_or_compute(session, '"memory"."main"."figures"', fingerprint, compute)
    session.execute("create or replace table figures as from result")
    comment = (result.schema.metadata or {}).get(cache.FINGERPRINT.name.encode(), b"").decode()
    if comment:
        session.execute(f"comment on column figures.{cache.FINGERPRINT.name} is '{comment}'")
    return [figure for (figure,) in session.execute("select figure from figures order by figure").fetchall()]


def test_the_same_input_is_not_computed_again(session: duckdb.DuckDBPyConnection):
    assert build(session, "a", ROWS) == [1, 2, 3]
    assert build(session, "a", None) == [1, 2, 3]


def test_another_input_is_computed_anew(session: duckdb.DuckDBPyConnection):
    build(session, "a", ROWS)
    assert build(session, "b", ROWS.slice(0, 1)) == [1]
    assert build(session, "b", None) == [1]


def test_a_table_without_a_fingerprint_is_made_anew(session: duckdb.DuckDBPyConnection):
    session.execute("create table figures as select 7 as figure")
    assert build(session, "a", ROWS) == [1, 2, 3]


def test_that_there_are_no_rows_is_not_computed_again(session: duckdb.DuckDBPyConnection):
    assert build(session, "a", ROWS.slice(0, 0)) == []
    assert build(session, "a", None) == []
    assert build(session, "a", None) == []
    assert build(session, "b", ROWS) == [1, 2, 3]


def test_batches_may_stream(session: duckdb.DuckDBPyConnection):
    reader = pa.RecordBatchReader.from_batches(ROWS.schema, ROWS.to_batches(max_chunksize=1))
    rows = cache.load_or_compute(session, "figures", "a", lambda: reader)
    assert rows.read_all().column_names == ["figure", "input_fingerprint"]


def test_the_fingerprint_follows_rows_settings_and_code_and_not_their_order(session: duckdb.DuckDBPyConnection):
    up, down = session.sql("from range(100)"), session.sql("from range(100) order by 1 desc")
    other = session.sql("from range(99)")
    first = cache.fingerprint_of(up, package="engagement", settings=0.05)
    assert cache.fingerprint_of(down, package="engagement", settings=0.05) == first
    assert cache.fingerprint_of(other, package="engagement", settings=0.05) != first
    assert cache.fingerprint_of(up, package="engagement", settings=0.01) != first
    assert cache.fingerprint_of(up, package="claim_models", settings=0.05) != first


def test_the_code_version_follows_the_sources_of_its_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "package").mkdir()
    for module in cache.SHARED_MODULES:
        (tmp_path / module).write_text("TARGET = 'is_claim'")
    source = tmp_path / "package" / "module.py"
    source.write_text("SEED = 0")
    monkeypatch.setattr(cache, "__file__", str(tmp_path / "cache.py"))
    before = cache.code_version("package")
    assert cache.code_version("package") == before
    source.write_text("SEED = 1")
    assert cache.code_version("package") != before
