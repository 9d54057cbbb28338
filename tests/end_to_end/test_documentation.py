"""What readers learn about the tables: in the released file, and in the static pages that dbt writes."""

import csv
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, Warehouse

pytestmark = pytest.mark.xdist_group("sample")

# The unit that a column's description names, by what its name says of it.
UNITS = {
    r"_sec$": "seconds",
    r"transcription_length$": "characters",
    r"(^|_)(like|share|download|comment)_rate$": "per view",
    r"_view_count$": "views",
    r"_like_count$": "likes",
    r"_share_count$": "shares",
    r"_download_count$": "downloads",
    r"_comment_count$": "comments",
    r"(^|_)share(_of_\w+)?$": "from 0 to 1",
    r"(^|_)probability$": "from 0 to 1",
    r"_at$|_week$": "utc",
}


@pytest.fixture(scope="module")
def manifest(sample_warehouse: Warehouse) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((sample_warehouse.home / "target" / "manifest.json").read_text())
    return loaded


@pytest.fixture(scope="module")
def released_columns(sample_warehouse: Warehouse) -> list[tuple[str, str, str, str]]:
    columns = sample_warehouse.released(
        "select table_name, column_name, data_type, comment from duckdb_columns() where schema_name = 'marts'"
    )
    return [(str(table), str(column), str(data_type), str(comment)) for table, column, data_type, comment in columns]


def test_the_database_describes_what_the_pages_describe(
    manifest: dict[str, Any], released_columns: list[tuple[str, str, str, str]]
):
    described = {
        (node["name"], name): column["description"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["access"] == "public"
        for name, column in node["columns"].items()
    }
    assert {(table, column): comment for table, column, _, comment in released_columns} == described
    assert all(described.values())


@pytest.mark.parametrize("pattern", UNITS)
def test_a_measured_column_names_its_unit(released_columns: list[tuple[str, str, str, str]], pattern: str):
    measured = [
        (table, column, comment)
        for table, column, data_type, comment in released_columns
        if re.search(pattern, column) and data_type != "VARCHAR"
    ]
    assert measured
    assert [(table, column) for table, column, comment in measured if UNITS[pattern] not in comment.lower()] == []


def test_exposures_depend_on_public_tables_alone(manifest: dict[str, Any]):
    public = {name for name, node in manifest["nodes"].items() if node.get("access") == "public"}
    exposures = {exposure["name"]: exposure for exposure in manifest["exposures"].values()}
    assert set(exposures) == {"dashboard", "review_tickets", "review_page", "bi_tools"}
    for exposure in exposures.values():
        assert exposure["description"]
        assert exposure["owner"]["email"]
        assert set(exposure["depends_on"]["nodes"]) <= public
    # The page reads whole tables by their names; "claims" and "videos" stand for other things in it.
    names = public - {"model.claims_warehouse.claims", "model.claims_warehouse.videos"}
    read = set()
    for module in (ROOT / "python" / "claims_warehouse" / "dashboard").glob("*.py"):
        read |= {f"model.claims_warehouse.{name}" for name in re.findall(r'"(\w+)"', module.read_text())} & names
    assert read == set(exposures["dashboard"]["depends_on"]["nodes"])
    package = ROOT / "python" / "claims_warehouse"
    sources = "".join((package / module).read_text() for module in ("pages.py", "moderation/review_page/items.py"))
    read = {f"model.claims_warehouse.{table}" for table in re.findall(r"(?:marts|\{schema\})\.(\w+)", sources)}
    assert read == set(exposures["review_page"]["depends_on"]["nodes"])


def test_every_variable_is_known_has_a_default_and_is_in_the_list():
    macro = (ROOT / "macros" / "variables.sql").read_text()
    known = set(re.findall(r"'(\w+)'", macro.partition("set known = [")[2].partition("]")[0]))
    defaults = set(yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"])
    listed = set(re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "variables.md").read_text(), re.MULTILINE))
    # The path of the videos may come from the environment, and has no other default than the sample.
    assert known == defaults | {"videos"} == listed


def test_the_readme_shows_what_its_query_finds(sample_warehouse: Warehouse):
    readme = (ROOT / "README.md").read_text()
    (query,) = re.findall(r"(?ms)^```sql\n(.*?)^```", readme)
    found = sample_warehouse.released(query.replace(";", ""))
    assert len(found) == 2
    for row in found:
        shown = [value if isinstance(value, str) else f"{value:.0f}" for value in row]
        assert f"\n| {' | '.join(shown)} |\n" in readme


@pytest.mark.parametrize(
    ("generator", "written"),
    [
        ("data_dictionary.py", ["data_dictionary.md"]),
        ("architecture.py", ["architecture/models.svg", "architecture/modules.svg"]),
        ("relationships.py", ["relationships.csv", "er_diagram.md"]),
    ],
)
def test_what_is_written_from_the_project_is_up_to_date(
    sample_warehouse: Warehouse, tmp_path: Path, generator: str, written: list[str]
):
    """Else `make generated-docs` writes it again."""
    (tmp_path / "architecture").mkdir()
    # One file, or a folder for several.
    output = tmp_path / written[0] if len(written) == 1 else (tmp_path / written[0]).parent
    manifest_file = sample_warehouse.home / "target" / "manifest.json"
    subprocess.run([sys.executable, ROOT / "docs" / "generators" / generator, manifest_file, output], check=True)
    for name in written:
        assert (tmp_path / name).read_text() == (ROOT / "docs" / name).read_text(), name


def test_what_joins_in_the_file_of_relationships_joins_in_the_released_file(sample_warehouse: Warehouse):
    with (ROOT / "docs" / "relationships.csv").open(encoding="utf-8", newline="") as file:
        relations = list(csv.DictReader(file))
    assert len(relations) > 30
    for relation in relations:
        join = "{from_table}.{from_column} -> {to_table}.{to_column}".format(**relation)
        ((strays, nulls, repeated, looked_up),) = sample_warehouse.released(
            """
            with looking as (select {from_column} as value from marts.{from_table})
            select
                (select count(*) from looking where value not in (select {to_column} from marts.{to_table})),
                (select count(*) from looking where value is null),
                (select count(value) - count(distinct value) from looking),
                (select count(*) - count(distinct {to_column}) from marts.{to_table})
            """.format(**relation)
        )
        assert (strays, looked_up) == (0, 0), join
        assert nulls == 0 or relation["may_be_null"] == "true", join
        assert repeated == 0 or relation["cardinality"] == "many_to_one", join


@pytest.fixture(scope="module")
def static_page(sample_warehouse: Warehouse) -> Path:
    result = sample_warehouse.dbt("docs", "generate", "--static")
    assert result.returncode == 0, result.stdout[-2000:]
    return sample_warehouse.home / "target" / "static_index.html"


def test_the_documentation_is_one_file_that_tracks_nobody(static_page: Path):
    page = static_page.read_text(encoding="utf-8")
    assert '"send_anonymous_usage_stats": false' in page
    assert re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=[\"']?(?:https?:)?//", page) == []


def test_the_documentation_opens_without_a_network(static_page: Path):
    playwright = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed (Debian's package chromium)")
    requests: list[str] = []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(offline=True)
        page.on("request", lambda request: requests.append(request.url))
        page.goto(static_page.as_uri())
        page.get_by_text("How to read the graph").wait_for()
        page.goto(f"{static_page.as_uri()}#!/model/model.claims_warehouse.review_queue")
        page.get_by_text("Items are ranked in lanes").first.wait_for()
        browser.close()
    assert [url for url in requests if url.startswith(("http:", "https:"))] == []


def test_the_map_of_renamed_columns_names_what_is_there(manifest: dict[str, Any]):
    there = {
        (f"{node['schema']}.{node['name']}", column)
        for node in manifest["nodes"].values()
        if node["resource_type"] in {"model", "seed"}
        for column in node["columns"]
    }
    with (ROOT / "docs" / "renamed.csv").open(encoding="utf-8", newline="") as file:
        mapped = {(row["new_table"], row["new_column"]) for row in csv.DictReader(file) if row["new_table"] != "*"}
    assert len(mapped) > 100
    assert mapped - there == set()
