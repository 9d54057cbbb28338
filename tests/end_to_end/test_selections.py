"""Parts of the project, built beside another's tables and told from them, as dbt's users expect."""

import re
import shutil
from pathlib import Path

import duckdb
import pytest
from conftest import Warehouse, copy_project

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("daily")]
ALICE = {"CLAIMS_SCHEMA": "alice"}
WITHOUT_UNIT_TESTS = ("--exclude-resource-type", "unit_test")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, few_videos: list[str]) -> Warehouse:
    """A catalog in which somebody has built the videos, and keeps the state of that."""
    warehouse = Warehouse(tmp_path_factory.mktemp("shared"))
    (warehouse.home / "videos.csv").write_text("".join(few_videos), encoding="utf-8")
    warehouse.build("--select", "+videos", *WITHOUT_UNIT_TESTS, videos=str(warehouse.home / "videos.csv"))
    (warehouse.home / "state").mkdir()
    shutil.copy(warehouse.home / "target" / "manifest.json", warehouse.home / "state")
    return warehouse


def modified(warehouse: Warehouse, state: Path, **options: object) -> set[str]:
    """Return the names of the models that dbt finds to differ from a state."""
    selection = ("--select", "state:modified", "--resource-type", "model", "--output", "name")
    listed = warehouse.dbt("--quiet", "ls", *selection, "--state", str(state), **options)
    assert listed.returncode == 0, listed.stdout
    return set(listed.stdout.split())


def tables(warehouse: Warehouse) -> dict[str, set[str]]:
    """Return the names of the tables in each schema for marts."""
    with duckdb.connect(warehouse.build_file, read_only=True) as connection:
        rows = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
    return {schema: {table for of, table in rows if of == schema} for schema, _ in rows if schema.endswith("marts")}


def test_another_schema_reads_what_it_lacks_from_the_state_and_overwrites_nothing(shared: Warehouse):
    state = ("--defer", "--state", str(shared.home / "state"))
    before = tables(shared)
    result = shared.dbt("build", "--select", "videos", *WITHOUT_UNIT_TESTS, *state, environment=ALICE)
    assert result.returncode == 0, result.stdout[-2000:]
    assert tables(shared) == before | {"alice_marts": {"videos"}}


def test_what_the_state_lacks_too_is_named_before_anything_is_built(shared: Warehouse):
    state = ("--defer", "--state", str(shared.home / "state"))
    result = shared.dbt("build", "--select", "data_quality", *state, environment=ALICE)
    assert result.returncode == 2
    message = " ".join(result.stdout.split())
    # Which of the absent tables is named, and whether a model or its test reads it, is a matter of their names.
    assert re.search(r"the build file does not hold \w+ yet, which \w+ reads", message), message


def test_variables_paths_and_schemas_modify_no_model(shared: Warehouse):
    options = {"videos": "elsewhere.csv", "review_capacity": 0.2, "reports": "reports.csv"}
    assert modified(shared, shared.home / "state", environment=ALICE, **options) == set()


def test_a_changed_model_and_the_users_of_a_changed_macro_are_modified(shared: Warehouse, tmp_path: Path):
    project = tmp_path / "project"
    copy_project(project, "python")
    model = project / "models" / "marts" / "moderation" / "review_outcomes.sql"
    model.write_text(f"-- changed\n{model.read_text()}")
    macro = project / "macros" / "engagement_by.sql"
    macro.write_text(macro.read_text().replace("select", "select  "))
    groups = (
        "claim_status",
        "verified_status",
        "author_ban_status",
        "claim_and_ban_status",
        "claim_and_verified_status",
    )
    by_macro = {f"engagement_by_{group}" for group in groups}
    assert modified(shared, shared.home / "state", project=project) == {"review_outcomes"} | by_macro
