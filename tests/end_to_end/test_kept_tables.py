"""A build of everything makes again what has changed, and what looks at files; the rest is kept, with its version."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import Warehouse, copy_project

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("daily")]
# More rows than are looked at for what a table holds.
MANY = "select video_id + numbers.range as video_id from {{ ref('int_videos') }} cross join range(3_000) as numbers"
# Rows of a key twice, until it is repaired.
BROKEN = "select video_id from {{ ref('int_videos') }} union all select 1 union all select 1"
PROPERTIES = """
models:
  - name: int_pairs
    data_tests: [{primary_key: {arguments: {columns: [video_id]}}}]
"""


def written(warehouse: Warehouse, artifact: str) -> Any:
    return json.loads((warehouse.home / "target" / f"{artifact}.json").read_text())


def made_and_kept(warehouse: Warehouse) -> tuple[set[str], set[str]]:
    """Return the names of the tables that the last build made by models, and of those that it kept."""
    nodes = written(warehouse, "manifest")["nodes"]
    made, kept = set(), set()
    for result in written(warehouse, "run_results")["results"]:
        node = nodes.get(result["unique_id"])
        if node and node["resource_type"] == "model" and node["config"]["materialized"] == "table":
            (kept if result["message"] == "KEPT" else made).add(node["name"])
    return made, kept


def looking_at_files(warehouse: Warehouse) -> set[str]:
    nodes = written(warehouse, "manifest")["nodes"].values()
    return {node["name"] for node in nodes if node["config"].get("meta", {}).get("reads_files")}


@pytest.fixture
def warehouse(tmp_path: Path, trained_warehouse: Warehouse) -> Warehouse:
    warehouse = Warehouse(tmp_path / "home")
    warehouse.begin_with(trained_warehouse)
    return warehouse


def rejected_rows_warned_of(warehouse: Warehouse) -> list[str]:
    report = json.loads((warehouse.released_file.parent / "last_build.json").read_text())
    return [warning for warning in report["warnings"] if "(CLM-080)" in warning]


def test_unchanged_input_makes_no_table_but_those_that_look_at_files(
    trained_warehouse: Warehouse, warehouse: Warehouse
):
    (videos,) = trained_warehouse.home.glob("*.csv")
    warehouse.build(videos=str(videos))
    assert len(rejected_rows_warned_of(warehouse)) == 1
    # The first build has found no release, and the second one finds it.
    warehouse.build(videos=str(videos))
    # There are as many in each release: they are worth a warning once.
    assert rejected_rows_warned_of(warehouse) == []
    released = warehouse.released_file.resolve()
    with duckdb.connect(warehouse.build_file) as connection:
        connection.execute("drop table marts.roc_curves")
    warehouse.build(videos=str(videos))
    made, kept = made_and_kept(warehouse)
    assert made <= looking_at_files(warehouse) | {"roc_curves"}
    assert "roc_curves" in made
    assert len(kept) > 130
    assert warehouse.released_file.resolve() == released
    warehouse.build("--full-refresh", videos=str(videos))
    assert made_and_kept(warehouse)[1] == set()
    assert warehouse.released_file.resolve() == released


def test_a_table_that_breaks_a_rule_is_made_again_until_it_is_repaired(
    tmp_path: Path, trained_warehouse: Warehouse, warehouse: Warehouse
):
    (videos,) = trained_warehouse.home.glob("*.csv")
    project = tmp_path / "project"
    copy_project(project, "docs")
    model = project / "models" / "intermediate" / "engagement" / "int_pairs.sql"
    model.write_text(BROKEN)
    model.with_name("int_many.sql").write_text(MANY)
    model.with_name("_int_pairs__models.yml").write_text(PROPERTIES)
    for _ in range(2):
        result = warehouse.dbt("build", videos=str(videos), project=project)
        assert result.returncode == 1
        assert "rows of int_pairs break these tests" in result.stdout
    model.write_text(BROKEN.replace("union all", "union"))
    warehouse.build(videos=str(videos), project=project)
    made, kept = made_and_kept(warehouse)
    assert made - looking_at_files(warehouse) == {"int_pairs"}
    assert "int_many" in kept
