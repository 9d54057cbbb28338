"""The models of all releases, as the kept ones tell of them."""

from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from claims_warehouse.release import folders
from claims_warehouse.release.model_runs import SCHEMA, released_runs

IDS = [f"2026-11-0{day}T120000Z-0123abcd" for day in (1, 2, 3)]
KIND = "provided"


def run(model_id: str, **values: Any) -> dict[str, Any]:
    return dict.fromkeys(SCHEMA.names) | {"model_id": model_id} | values


def keep(warehouse: Path, release_id: str, runs: list[dict[str, Any]] | None, input_kind: str = KIND) -> None:
    with (
        folders.changing(warehouse),
        folders.new_folder(warehouse, release_id) as folder,
        duckdb.connect(folder / "claims.duckdb") as released,
    ):
        released.execute("create schema marts; create table marts.releases (is_current boolean, input_kind varchar)")
        released.execute("insert into marts.releases values (false, 'simulated'), (true, ?)", [input_kind])
        if runs is not None:
            released.from_arrow(pa.Table.from_pylist(runs, schema=SCHEMA)).create("marts.model_runs")
        released.execute("checkpoint")
    folders.show(warehouse, release_id)


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """A release of an earlier version, and two that follow on one that is not kept."""
    keep(tmp_path, IDS[0], None)
    keep(tmp_path, IDS[1], [run("b", log_loss=0.25), run("a", release_id="gone", released_at=datetime(2026, 10, 1))])
    keep(
        tmp_path,
        IDS[2],
        [run("c"), run("b", release_id=IDS[1], log_loss=0.5), run("a", release_id="gone")],
    )
    return tmp_path


def told(warehouse: Path) -> list[tuple[object, ...]]:
    columns = ["model_id", "release_id", "released_at", "log_loss"]
    return [tuple(row.values()) for row in released_runs(warehouse, KIND).select(columns).to_pylist()]


EARLIER = [("a", "gone", datetime(2026, 10, 1), None), ("b", IDS[1], datetime(2026, 11, 2, 12), 0.25)]
LAST = ("c", IDS[2], datetime(2026, 11, 3, 12), None)


def test_a_model_belongs_to_the_release_that_first_has_it(warehouse: Path):
    assert told(warehouse) == [*EARLIER, LAST]


def test_a_run_outlives_the_release_that_had_it(warehouse: Path):
    with folders.changing(warehouse):
        folders.remove_all_but(warehouse, 1)
    assert [row[:2] for row in told(warehouse)] == [("a", "gone"), ("b", IDS[1]), ("c", IDS[2])]


def test_a_run_of_a_withdrawn_release_stays(warehouse: Path):
    folders.show(warehouse, IDS[1])
    assert told(warehouse) == [*EARLIER, LAST]


def test_the_sample_is_no_history_of_other_videos(warehouse: Path):
    keep(warehouse, "2026-11-04T120000Z-0123abcd", [run("of the sample")], "simulated")
    assert told(warehouse) == [*EARLIER, LAST]
    assert released_runs(warehouse, "simulated")["model_id"].to_pylist() == ["of the sample"]


def test_without_releases_there_are_no_runs(tmp_path: Path):
    assert released_runs(tmp_path / "nothing", KIND).equals(SCHEMA.empty_table())
