"""What a build is timed beside does the same work: its tables say the same of the shipped sample."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from conftest import ROOT, Warehouse

pytestmark = pytest.mark.xdist_group("sample")

SAMPLE = ROOT / "seeds" / "sample" / "simulated_videos.csv"
COMPARISON = "metric, grouping, stratum, group_a, group_b"
ENGAGEMENT = {
    "engagement_by_author_ban_status": "author_ban_status",
    "engagement_by_claim_and_ban_status": "claim_status, author_ban_status",
    "engagement_by_claim_and_verified_status": "claim_status, verified_status",
    "engagement_by_claim_status": "claim_status",
    "engagement_by_verified_status": "verified_status",
}


@pytest.fixture(scope="module")
def sample_parquet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("benchmarks") / SAMPLE.with_suffix(".parquet").name
    duckdb.sql(f"from read_csv('{SAMPLE}', all_varchar = true)").write_parquet(str(path))
    return path


def run(script: str, *arguments: str | Path) -> None:
    environment = {"PYTHONPATH": str(ROOT / "python"), "PYTHONDONTWRITEBYTECODE": "1"}
    result = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / script, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr


@contextmanager
def beside_the_marts(folder: Path, warehouse: Warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    """Connect to what a workflow has left in a folder, with the build's marts beside it."""
    with duckdb.connect(folder / "tables.duckdb") as connection:
        for path in folder.glob("*.parquet"):
            connection.execute(f"create view {path.stem} as from '{path}'")
        connection.execute(f"attach '{warehouse.build_file}' as build (read_only)")
        yield connection


@pytest.fixture(scope="module")
def duckdb_tables(
    tmp_path_factory: pytest.TempPathFactory, sample_parquet: Path, sample_warehouse: Warehouse
) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("duckdb")
    run("duckdb_workflow.py", sample_parquet, folder / "tables.duckdb", "--scores", sample_warehouse.build_file)
    with beside_the_marts(folder, sample_warehouse) as connection:
        yield connection


@pytest.fixture(scope="module")
def pandas_tables(
    tmp_path_factory: pytest.TempPathFactory, sample_parquet: Path, sample_warehouse: Warehouse
) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("pandas")
    run("pandas_workflow.py", sample_parquet, folder, "--without-training")
    with beside_the_marts(folder, sample_warehouse) as connection:
        yield connection


@pytest.fixture(params=["duckdb_tables", "pandas_tables"])
def tables(request: pytest.FixtureRequest) -> duckdb.DuckDBPyConnection:
    """What each of the two ways has made."""
    connection: duckdb.DuckDBPyConnection = request.getfixturevalue(request.param)
    return connection


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    return connection.sql(query).to_arrow_table()


def assert_same(tables: duckdb.DuckDBPyConnection, table: str, columns: str, order: str, *, tolerance: float = 1e-9):
    expected = rows(tables, f"select {columns} from build.marts.{table} order by {order}").to_pydict()
    found = rows(tables, f"select {columns} from {table} order by {order}").to_pydict()
    assert sorted(found) == sorted(expected)
    for name, values in expected.items():
        is_number = any(isinstance(value, float) for value in values)
        assert found[name] == (pytest.approx(values, rel=tolerance) if is_number else values), name


def test_the_same_videos_are_accepted_and_rejected(tables: duckdb.DuckDBPyConnection):
    assert_same(tables, "videos", "columns(lambda name: name != 'source_file')", "video_id")
    assert_same(tables, "rejected_rows", "row_number, list_sort(reasons) as reasons", "row_number")


def test_columns_have_the_same_profile(tables: duckdb.DuckDBPyConnection):
    columns = "column_name, data_type, row_count, null_count, distinct_count, minimum, maximum, mean, median, skewness"
    assert_same(tables, "column_profile", columns, "column_name")


@pytest.mark.parametrize("table", list(ENGAGEMENT))
def test_engagement_is_the_same(tables: duckdb.DuckDBPyConnection, table: str):
    columns = f"{ENGAGEMENT[table]}, video_count, share_of_videos, columns('mean_.*'), columns('median_.*')"
    assert_same(tables, table, columns, ENGAGEMENT[table])


def test_duckdb_compares_the_same_groups_and_ranks_the_same_videos(duckdb_tables: duckdb.DuckDBPyConnection):
    columns = f"{COMPARISON}, columns('(n|mean|variance|placement_variance)_[ab]'), cliffs_delta"
    expected = rows(duckdb_tables, f"select {columns} from build.intermediate.int_group_comparisons order by all")
    found = rows(duckdb_tables, f"select {columns} from group_comparisons order by all")
    assert found.num_rows == 117
    for name in expected.column_names:
        values = expected[name].to_pylist()
        is_number = isinstance(values[0], float)
        assert found[name].to_pylist() == (pytest.approx(values, rel=1e-6) if is_number else values), name
    assert_same(
        duckdb_tables,
        "claim_predictions",
        "columns(lambda name: name != 'has_unfamiliar_wording')",
        "scoring_stage, video_id",
    )
    columns = "review_lane, review_rank, video_id, claim_probability, exposure_so_far, expected_exposure"
    assert_same(duckdb_tables, "review_queue_videos", f"{columns}, is_selected_for_review", "review_lane, review_rank")


def test_pandas_tests_the_same_comparisons(pandas_tables: duckdb.DuckDBPyConnection):
    tables = pandas_tables
    key = f"{COMPARISON}, test_name, alternative"
    columns = f"{key}, n_a, n_b, statistic, p_value, p_value_holm, reject_null, reject_null_holm"
    estimable = "where statistic is not null"
    ((expected_count,),) = tables.execute(f"select count(*) from build.marts.hypothesis_tests {estimable}").fetchall()
    ((found_count,),) = tables.execute(f"select count(*) from hypothesis_tests {estimable}").fetchall()
    assert (found_count, expected_count) == (4 * 117, 4 * 117)
    assert_same(tables, "hypothesis_tests", columns, key, tolerance=1e-6)
    effects = "unpivot effect_sizes on mean_difference, hedges_g, cliffs_delta into name effect value effect_size"
    tables.execute(f"create view effects as select {COMPARISON}, effect, effect_size from ({effects})")
    expected = rows(tables, f"select {COMPARISON}, effect, effect_size from build.marts.effect_sizes order by all")
    found = rows(tables, "from effects order by all")
    assert found["effect_size"].to_pylist() == pytest.approx(expected["effect_size"].to_pylist(), rel=1e-6)
