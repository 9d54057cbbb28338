"""Clients that this project did not write read the released file while other releases take its place."""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from asking import DESCRIPTION, QUESTIONS, TABLES
from conftest import ROOT, Warehouse
from inputs.releases import hashed

from claims_warehouse.release.writing import write_release

pytestmark = pytest.mark.xdist_group("sample")

CLIENTS = {
    **{f"duckdb_{version}": "ask_duckdb.py" for version in ("1.0", "1.2", "1.3", "1.4", "1.5", "2.0")},
    **{name: f"ask_{name}.py" for name in ("duckdb_cli", "adbc", "pandas", "sqlalchemy", "harlequin", "superset")},
}
# They open the file for each query, and need no new connection to see the next release.
CONNECTS_ANEW = {"superset"}


@dataclass
class Releases:
    """The warehouse of a stream of releases, and what is in each of them by the project's own DuckDB."""

    released_file: Path
    answers: dict[str, dict[str, list[list[Any]]]]


def answers(connection: duckdb.DuckDBPyConnection) -> dict[str, list[list[Any]]]:
    return {
        name: [list(row) for row in connection.execute(question).fetchall()] for name, question in QUESTIONS.items()
    }


def release_next(build: duckdb.DuckDBPyConnection, releases: Releases) -> None:
    """Release one video more than last time."""
    release_id = f"{len(releases.answers):06d}"
    build.execute("update marts.releases set release_id = ? where is_current", [release_id])
    build.execute("insert into marts.videos from marts.videos limit 1")
    tables = [
        {
            "table_name": table,
            "schema_name": "marts",
            "row_count": build.table(f"marts.{table}").shape[0],
            "masked_columns": [],
        }
        for (table,) in build.execute(TABLES).fetchall()
    ]
    # Known before anybody can see it.
    releases.answers[release_id] = answers(build)
    listed = build.sql("from marts.releases").to_arrow_table().to_pylist()
    without_list = [table for table in tables if table["table_name"] != "releases"]
    listed = [hashed(build, row, without_list) if row["is_current"] else row for row in listed]
    folder = releases.released_file.parent
    write_release(build, without_list, listed, folder, releases_kept=2, write_files=lambda *_: None)


@pytest.fixture(scope="module")
def releases(released_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Releases]:
    """Release the sample again and again, as fast as it goes."""
    folder = tmp_path_factory.mktemp("releases")
    build_file = shutil.copyfile(released_sample, folder / "build.duckdb")
    stopped = threading.Event()
    stream = Releases(folder / "warehouse" / "claims.duckdb", {})

    def go_on() -> None:
        while not stopped.is_set():
            release_next(build, stream)

    with duckdb.connect(build_file) as build, ThreadPoolExecutor(1) as executor:
        release_next(build, stream)
        releasing = executor.submit(go_on)
        yield stream
        stopped.set()
        # No reader made a release fail.
        releasing.result()


def python_of(client: str) -> Path:
    """Return the Python of a client's environment, or skip the test where it was not made."""
    python = ROOT / ".venv-clients" / client / "bin" / "python"
    if not python.exists():
        target = "test-superset" if client == "superset" else "test-clients"
        pytest.skip(f"{client} has no environment; make {target} makes it")
    return python


def client_environment(home: Path) -> dict[str, str]:
    """Return the variables of a client that knows nothing of the settings of whoever runs the tests."""
    return {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}


@contextmanager
def asked(client: str, script: str, released_file: Path, home: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a client's script in its own environment."""
    with subprocess.Popen(
        [python_of(client), Path(__file__).with_name(script), released_file],
        cwd=home,
        env=client_environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def answer_of(process: subprocess.Popen[str]) -> str:
    """Return the last line that a client printed; Superset prints others before."""
    output, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors[-4000:]
    return output.splitlines()[-1]


@pytest.mark.long
def test_clients_read_while_dbt_builds_and_releases(sample_warehouse: Warehouse, tmp_path: Path):
    shutil.copytree(sample_warehouse.home, tmp_path, symlinks=True, dirs_exist_ok=True)
    warehouse = Warehouse(tmp_path)
    with (
        asked("duckdb_1.0", "ask_duckdb.py", warehouse.released_file, tmp_path) as oldest,
        asked("duckdb_cli", "ask_duckdb_cli.py", warehouse.released_file, tmp_path) as terminal,
    ):
        warehouse.build(publish_transcripts=False)
        readings = [json.loads(answer_of(process))["readings"] for process in (oldest, terminal)]
    for reading in readings:
        assert reading["still_open"] == reading["first"]
        assert reading["anew"]["count"][0][0] > reading["first"]["count"][0][0]
        for questions in reading.values():
            release = tmp_path / "warehouse" / "releases" / questions["count"][0][0] / "claims.duckdb"
            with duckdb.connect(release, read_only=True) as connection:
                assert questions == answers(connection)


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_reads_whole_releases_while_others_take_their_place(
    client: str, releases: Releases, released_sample: Path, tmp_path: Path
):
    with asked(client, CLIENTS[client], releases.released_file, tmp_path) as process:
        found = json.loads(answer_of(process))
    with duckdb.connect(released_sample, read_only=True) as connection:
        assert found["tables"] == sorted(table for (table,) in connection.execute(TABLES).fetchall())
        assert [(found["description"],)] == connection.execute(DESCRIPTION).fetchall()
    for reading in found["readings"].values():
        for question, rows in reading.items():
            assert rows == releases.answers[rows[0][0]][question]
    first, still_open, anew = (reading["count"][0][0] for reading in found["readings"].values())
    assert anew > first
    if client in CONNECTS_ANEW:
        assert still_open > first
    else:
        assert found["readings"]["still_open"] == found["readings"]["first"]


@pytest.mark.parametrize(("version", "release"), [("1.0", "same"), ("1.4", "same"), ("1.5", "next"), ("2.0", "next")])
def test_what_a_second_connection_of_a_process_sees(version: str, release: str, releases: Releases, tmp_path: Path):
    with asked(f"duckdb_{version}", "ask_beside.py", releases.released_file, tmp_path) as process:
        assert answer_of(process) == release
