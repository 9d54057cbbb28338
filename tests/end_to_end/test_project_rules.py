"""What every model of the project has beside the rules of dbt-bouncer.yml, read from the manifest that dbt writes."""

import json
import re
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from conftest import ROOT, Warehouse
from prepare_release import Changelog, unexplained
from released_schema import RELEASED, broken_promises, public_schema

from claims_warehouse.renamed import read_map

pytestmark = pytest.mark.xdist_group("sample")

# What is longer than 300 lines, and why it is not divided.
LONG_FILES = {
    "tests/inputs/corpus.py": "a table: files as people have them, and what becomes of their rows",
    "tests/python/test_dashboard_findings.py": "a table: figures, and the sentence that they choose",
}


@pytest.fixture(scope="module")
def manifest(sample_warehouse: Warehouse) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((sample_warehouse.home / "target" / "manifest.json").read_text())
    return loaded


def nodes(manifest: dict[str, Any], *resource_types: str) -> Iterator[dict[str, Any]]:
    return (node for node in manifest["nodes"].values() if node["resource_type"] in resource_types)


def test_every_column_in_the_database_is_described(sample_warehouse: Warehouse, manifest: dict[str, Any]):
    with duckdb.connect(sample_warehouse.build_file, read_only=True) as connection:
        built = connection.execute("select table_name, list(column_name) from duckdb_columns() group by all").fetchall()
    columns = dict(built)
    for node in nodes(manifest, "model", "seed"):
        described = {name for name, column in node["columns"].items() if column["description"]}
        assert set(columns[node["name"]]) == described, node["name"]


def test_every_model_and_seed_has_an_owner_and_a_key_test(manifest: dict[str, Any]):
    owners = {group["name"] for group in manifest["groups"].values()}
    assert {node["config"]["group"] for node in nodes(manifest, "model", "seed")} == owners
    keyed = {
        node["attached_node"]
        for node in nodes(manifest, "test")
        if (node.get("test_metadata") or {}).get("name") == "primary_key"
    }
    assert {node["unique_id"] for node in nodes(manifest, "model", "seed")} == keyed


def test_tests_of_one_table_are_those_that_a_build_leaves_to_the_making_of_it(manifest: dict[str, Any]):
    """They read no other table, and neither warn nor look at a part, which `check_table` would not know."""
    names = re.findall(r"'(\w+)'", re.findall(r"return\(\[(.*?)\]\)", (ROOT / "macros/check_table.sql").read_text())[0])
    assert re.findall(r"method: test_name\n *value: (\w+)", (ROOT / "selectors.yml").read_text()) == names
    for node in nodes(manifest, "test"):
        if (node.get("test_metadata") or {}).get("name") in names:
            assert node["depends_on"]["nodes"] == [node["attached_node"]]
            assert (node["config"]["severity"], node["config"]["where"], node["config"]["fail_calc"]) == (
                "ERROR",
                None,
                "count(*)",
            )


def test_a_model_that_keeps_rows_is_looked_at_after_its_last_hook(manifest: dict[str, Any]):
    kept = [node for node in nodes(manifest, "model") if node["config"]["materialized"] == "incremental"]
    assert kept
    for node in kept:
        assert node["config"]["post-hook"][-1]["sql"] == "{{ check_table(after_deleting=true) }}", node["name"]


def test_a_model_that_looks_at_files_says_so_and_no_statement_asks_for_the_time(
    sample_warehouse: Warehouse, manifest: dict[str, Any]
):
    """Else its table is kept where the files, or the days, have changed (`macros/kept_tables.sql`)."""
    package = ROOT / "python"
    for node in nodes(manifest, "model"):
        code = node["raw_code"]
        called = re.findall(r"^from (claims_warehouse[\w.]*) import (.+)$", code, re.MULTILINE)
        modules = [
            package.joinpath(*name.split("."), f"{module}.py") for name, names in called for module in names.split(", ")
        ]
        if "locations" in code or any("locations." in module.read_text() for module in modules if module.exists()):
            assert node["config"]["meta"].get("reads_files"), node["name"]
        if node["language"] == "sql":
            asked = r"current_(date|time)|\bnow\(|\btoday\(|run_started_at|\brandom\(|\buuid\("
            statement = (sample_warehouse.compiled_models / node["path"]).read_text()
            assert not re.search(asked, statement), node["name"]


def test_marts_are_public_contracted_and_released_and_nothing_else_is(manifest: dict[str, Any]):
    marts = {node["name"] for node in nodes(manifest, "model") if node["config"]["schema"] == "marts"}
    public = {node["name"] for node in nodes(manifest, "model") if node["access"] == "public"}
    contracted = {node["name"] for node in nodes(manifest, "model") if node["contract"]["enforced"]}
    released = set(re.findall(r'"(\w+)"', (ROOT / "macros" / "public_tables.sql").read_text()))
    assert marts == public == contracted == released


def test_the_public_tables_keep_what_the_last_release_promised_or_documents_say_what_became_of_it(
    manifest: dict[str, Any],
):
    released = json.loads(RELEASED.read_text())
    news = Changelog.parse((ROOT / "CHANGELOG.md").read_text()).unreleased
    assert list(unexplained(released, public_schema(manifest), read_map(ROOT), news)) == []


def test_a_broken_promise_is_named_by_table_and_column():
    released = {"videos": {"video_id": "bigint", "is_claim": "boolean"}, "roc_curves": {"threshold": "double"}}
    now = {"videos": {"video_id": "varchar", "claim": "boolean"}, "a_new_table": {"value": "double"}}
    assert list(broken_promises(released, now)) == [
        "the column videos.video_id was bigint and is varchar",
        "the column videos.is_claim is gone",
        "the table roc_curves is gone",
    ]


def test_python_models_are_declarations():
    for path in (ROOT / "models").rglob("*.py"):
        lines = [line for line in path.read_text().splitlines() if line.strip()]
        assert len(lines) <= 25, path.name


def test_every_singular_test_says_what_it_guards():
    for path in (ROOT / "tests" / "dbt").glob("*.sql"):
        assert path.read_text().startswith("-- Guards that "), path.name


def test_no_file_is_longer_than_300_lines_without_a_cause():
    folders = ("models", "macros", "analyses", "python", "plugins", "benchmarks", "docs", "tests")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".sql"}]
    long = {str(path.relative_to(ROOT)) for path in files if len(path.read_text().splitlines()) > 300}
    assert long == set(LONG_FILES)
