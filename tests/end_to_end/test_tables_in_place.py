"""Tables of the build file are made in place, and looked at as they are made: a broken rule ends the build there."""

import json
from pathlib import Path

import duckdb
import pytest
from conftest import Warehouse

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("daily")]
MODELS = ("hypothesis_tests", "int_reviewer_agreement")


@pytest.fixture
def warehouse(tmp_path: Path, trained_warehouse: Warehouse) -> Warehouse:
    warehouse = Warehouse(tmp_path)
    warehouse.begin_with(trained_warehouse)
    return warehouse


def kinds(connection: duckdb.DuckDBPyConnection, name: str) -> list[tuple[str]]:
    """Return what there is under a name: `BASE TABLE` or `VIEW`."""
    return connection.execute(
        "select table_type from information_schema.tables where table_name = ?", [name]
    ).fetchall()


def test_a_view_gives_way_to_the_table_of_its_name(warehouse: Warehouse):
    with duckdb.connect(warehouse.build_file) as connection:
        for schema, name in (("marts", MODELS[0]), ("intermediate", MODELS[1])):
            connection.execute(f"create table raw.{name}_before as from {schema}.{name}; drop table {schema}.{name}")
            connection.execute(f"create view {schema}.{name} as from raw.{name}_before")
        connection.execute("create table raw.raw_files__dbt_backup as select 1 as left_by_an_earlier_version")
    warehouse.build("--select", *MODELS)
    with duckdb.connect(warehouse.build_file, read_only=True) as connection:
        for name in MODELS:
            assert kinds(connection, name) == [("BASE TABLE",)]
        assert kinds(connection, "raw_files__dbt_backup") == []


def test_rows_that_a_contract_forbids_leave_the_table_of_before(warehouse: Warehouse):
    with duckdb.connect(warehouse.build_file) as connection:
        before = connection.execute("select * from marts.hypothesis_tests order by all").fetchall()
        connection.execute("update intermediate.int_hypothesis_tests set p_value = 2")
    assert before
    result = warehouse.dbt("build", "--select", "hypothesis_tests")
    assert result.returncode == 1
    assert "CHECK constraint failed" in result.stdout
    with duckdb.connect(warehouse.build_file, read_only=True) as connection:
        assert connection.execute("select * from marts.hypothesis_tests order by all").fetchall() == before


def test_all_tests_of_dbt_find_nothing_after_a_build_that_ran_few_of_them(
    trained_warehouse: Warehouse, warehouse: Warehouse
):
    tested = warehouse.dbt("test", "--select", "*")
    built, results = (
        json.loads((home / "target" / "run_results.json").read_text())["results"]
        for home in (trained_warehouse.home, warehouse.home)
    )
    assert tested.returncode == 0, tested.stdout[-4000:]
    # Hooks at the start and the end are results as well.
    assert {result["status"] for result in results} == {"pass", "success"}
    assert sum(result["unique_id"].startswith("test.") for result in built) < 100
    assert sum(result["unique_id"].startswith("test.") for result in results) > 300


def test_a_broken_rule_of_one_table_ends_the_build_at_that_table(warehouse: Warehouse):
    with duckdb.connect(warehouse.build_file) as connection:
        table = "intermediate.int_hypothesis_tests"
        connection.execute(f"insert into {table} from {table} limit 3")
    result = warehouse.dbt("run", "--select", "hypothesis_tests+")
    assert result.returncode == 1
    assert "rows of hypothesis_tests break these tests: primary_key_hypothesis_tests" in result.stdout
    assert "(3). See them: dbt test --select hypothesis_tests (CLM-009)" in result.stdout
    assert "SKIP" in result.stdout
    shown = warehouse.dbt("test", "--select", "hypothesis_tests")
    assert "Got 3 results, configured to fail if != 0" in shown.stdout
