"""What dbt does with tables and fixtures on Spark: contracts are kept, and unit tests read what they do on DuckDB."""

import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import duckdb
import pytest

pytest.importorskip("pyspark", reason="the environment of make spark is not there")
pytestmark = pytest.mark.xdist_group("spark")

PROJECT = {
    "dbt_project.yml": """
        name: contracts
        profile: contracts
        flags: {send_anonymous_usage_stats: false}
        models: {+materialized: table}
        vars: {number: 1, text: it's one, fraction: 0.5}
    """,
    "profiles.yml": """
        contracts:
          target: spark
          outputs:
            spark:
              type: claims_spark
              method: session
              host: localhost
              schema: kept
              server_side_parameters:
                spark.master: local[1]
                spark.sql.catalogImplementation: hive
                spark.sql.warehouse.dir: "{{ flags.PROFILES_DIR }}/tables"
                spark.hadoop.javax.jdo.option.ConnectionURL: >-
                  jdbc:derby:;databaseName={{ flags.PROFILES_DIR }}/catalog;create=true
                spark.driver.extraJavaOptions: -Dderby.stream.error.file={{ flags.PROFILES_DIR }}/catalog.log
                spark.ui.enabled: "false"
    """,
    "models/not_negative.sql": "select cast({{ var('number') }} as bigint) as kept_value",
    "models/not_missing.sql": "select nullif('{{ var(\"text\") | replace(\"'\", \"''\") }}', '') as kept_value",
    "models/not_a_text.sql": "select {{ var('fraction') }} as kept_value",
    "models/models.yml": """
        models:
          - name: not_negative
            config: {contract: {enforced: true}}
            columns:
              - {name: kept_value, data_type: bigint, constraints: [{type: check, expression: kept_value >= 0}]}
          - name: not_missing
            description: It's a table.
            config: {contract: {enforced: true}}
            columns: [{name: kept_value, data_type: varchar, description: It's \\a, constraints: [{type: not_null}]}]
          - name: not_a_text
            config: {contract: {enforced: true}}
            columns: [{name: kept_value, data_type: double}]
    """,
}
# What fixtures hold beside plain values: a quote, a column of structs that no row names, and expected rows as a query.
FIXTURES = {
    "models/nested.sql": "select [{'name': 'a', 'rank': 1}] as features, 'it''s' as words",
    "models/counted.sql": "select words, coalesce(len(features), 0) as feature_count from {{ ref('nested') }}",
    "models/unit_tests.yml": """
        unit_tests:
          - name: rows
            model: counted
            given: [{input: ref('nested'), rows: [{words: it's}]}]
            expect: {rows: [{words: it's, feature_count: 0}]}
          - name: query
            model: counted
            given: [{input: ref('nested'), format: sql, rows: "select [] as features, cast('' as varchar) as words"}]
            expect: {format: sql, rows: "select cast('' as varchar) as words, 0 as feature_count"}
    """,
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path, PROJECT)
    return tmp_path


def write(project: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        path = project / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(dedent(content))


def run(project: Path, *arguments: str, **variables: object) -> dict[str, str]:
    """The message of each node, by name."""
    folders = ["--project-dir", str(project), "--profiles-dir", str(project), "--vars", json.dumps(variables)]
    dbt = Path(sys.executable).with_name("dbt")
    subprocess.run(
        [dbt, *(arguments or ["run"]), *folders], cwd=project, capture_output=True, check=False, env={**os.environ}
    )
    results = json.loads((project / "target" / "run_results.json").read_text())["results"]
    return {result["unique_id"].split(".")[-1]: f"{result['status']}: {result['message']}" for result in results}


def kept(project: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of each table that stands."""
    folders = (folder for folder in (project / "tables" / "kept.db").iterdir() if "__new_" not in folder.name)
    with duckdb.connect() as connection:
        return {
            folder.name: connection.execute("from read_parquet(?)", [f"{folder}/*.parquet"]).fetchall()
            for folder in folders
        }


def test_a_table_that_breaks_its_contract_does_not_take_the_place_of_the_last(project: Path):
    messages = run(project)
    assert {message.partition(":")[0] for message in messages.values()} == {"success"}, messages
    standing = {"not_negative": [(1,)], "not_missing": [("it's one",)], "not_a_text": [(0.5,)]}
    assert kept(project) == standing

    messages = run(project, number=-1, text="", fraction="'half'")
    assert "rows that break the contract (kept_value >= 0): 1" in messages["not_negative"]
    assert "rows that break the contract (kept_value is not null): 1" in messages["not_missing"]
    assert messages["not_a_text"].startswith("error: ")
    assert kept(project) == standing

    messages = run(project, number=2)
    assert {message.partition(":")[0] for message in messages.values()} == {"success"}, messages
    assert kept(project) == standing | {"not_negative": [(2,)]}
    # What was refused has gone by then.
    assert {folder.name for folder in (project / "tables" / "kept.db").iterdir()} == set(standing)


def test_unit_tests_read_their_fixtures(project: Path):
    write(project, FIXTURES)
    messages = run(project, "build", "--select", "+counted")
    assert set(messages) == {"nested", "rows", "query", "counted"}
    assert {message.partition(":")[0] for message in messages.values()} <= {"success", "pass"}, messages
