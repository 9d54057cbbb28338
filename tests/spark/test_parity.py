"""Every public table that a build on Spark releases, held against the same build on DuckDB."""

import math
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import Warehouse

pytest.importorskip("pyspark", reason="the environment of make spark is not there")
pytestmark = pytest.mark.xdist_group("spark")

RELATIVE_TOLERANCE = 1e-9
# Most of Java's time would go into optimising code that runs once.
BRIEF_JAVA = {"JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1"}
# What tells one build from another, and so two engines too: when, and by which hash of the rows.
OF_THE_BUILD = {
    "releases": {"release_id", "released_at", "content_sha256"},
}


def built_on_spark(warehouse: Warehouse, videos: str | None = None) -> Path:
    warehouse.build(
        "--target", "spark", "--selector", "with_unit_tests", videos=videos, unit_tests=True, environment=BRIEF_JAVA
    )
    return warehouse.released_file


def differences(on_duckdb: Path, on_spark: Path) -> list[str]:
    """What differs between two released files: tables, columns with types and comments, rows."""
    with duckdb.connect() as connection:
        for name, path in {"on_duckdb": on_duckdb, "on_spark": on_spark}.items():
            connection.execute(f"attach '{path}' as {name} (read_only)")
        columns, others = (
            connection.execute(
                "select table_name, column_name, data_type, comment from duckdb_columns() where database_name = ? "
                "order by table_name, column_index",
                [name],
            ).fetchall()
            for name in ("on_duckdb", "on_spark")
        )
        found = [f"column {column}" for column in set(columns) ^ set(others)]
        for table in sorted({table for table, *_ in columns}):
            left_out = OF_THE_BUILD.get(table, set())
            compared = {name: kind for of, name, kind, _ in columns if of == table and name not in left_out}
            found += differing_rows(connection, table, compared)
        return found


def differing_rows(connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str]) -> list[str]:
    # Rows are paired by all that is no fraction, and then by what fractions are but for their last digits.
    exact = [f'"{name}"' for name, kind in columns.items() if kind != "DOUBLE"]
    fractions = [f'round("{name}", 6)' for name, kind in columns.items() if kind == "DOUBLE"]
    names = ", ".join(f'"{name}"' for name in columns)
    rows, others = (
        connection.execute(
            f"select {names} from {name}.marts.{table} order by {', '.join(exact + fractions)}"
        ).fetchall()
        for name in ("on_duckdb", "on_spark")
    )
    if len(rows) != len(others):
        return [f"{table}: {len(rows)} rows on DuckDB, {len(others)} on Spark"]
    return [
        f"{table}.{name}: {value!r} on DuckDB, {other!r} on Spark"
        for row, other_row in zip(rows, others, strict=True)
        for name, value, other in zip(columns, row, other_row, strict=True)
        if not same(value, other)
    ]


def same(value: Any, other: Any) -> bool:
    if isinstance(value, float) and isinstance(other, float):
        return math.isclose(value, other, rel_tol=RELATIVE_TOLERANCE) or (math.isnan(value) and math.isnan(other))
    return bool(value == other)


def test_the_sample_has_the_same_public_tables(tmp_path_factory: pytest.TempPathFactory):
    on_spark = built_on_spark(Warehouse(tmp_path_factory.mktemp("sample_on_spark")))
    on_duckdb = Warehouse(tmp_path_factory.mktemp("sample"))
    on_duckdb.build()
    assert differences(on_duckdb.released_file, on_spark)[:20] == []


@pytest.mark.long
def test_the_real_file_has_the_same_public_tables(
    tmp_path_factory: pytest.TempPathFactory, real_file: Path, real_warehouse: Warehouse
):
    on_spark = built_on_spark(Warehouse(tmp_path_factory.mktemp("real_on_spark")), videos=str(real_file))
    assert differences(real_warehouse.released_file, on_spark)[:20] == []
