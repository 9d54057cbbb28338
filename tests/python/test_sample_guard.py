"""The shipped sample never takes the place of real videos unless somebody names it."""

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from claims_warehouse.release import folders
from claims_warehouse.release.sample_guard import SAMPLE, guarded

RELEASE = "2026-11-21T120000Z-0123abcd"
INSPECTED = pa.table({"source_file": ["simulated_videos.csv"], "problem": pa.nulls(1, pa.string())})


def problems(warehouse: Path, *statements: str) -> list[Any]:
    """Release what statements make, and return what the files of a build that names no videos are refused for."""
    with (
        folders.changing(warehouse),
        folders.new_folder(warehouse, RELEASE) as folder,
        duckdb.connect(folder / "claims.duckdb") as released,
    ):
        for statement in [*statements, "checkpoint"]:
            released.execute(statement)
    folders.show(warehouse, RELEASE)
    table = guarded(INSPECTED, warehouse)
    assert table.schema.equals(INSPECTED.schema)
    found: list[Any] = table["problem"].to_pylist()
    return found


def made_of(input_kind: str) -> tuple[str, str]:
    row = f"'{RELEASE}' as release_id, '{input_kind}' as input_kind, true as is_current"
    return "create schema marts", f"create table marts.releases as select {row}"


def test_real_videos_are_not_replaced(tmp_path: Path):
    (problem,) = problems(tmp_path, *made_of("provided"))
    assert problem.startswith("no videos are named, and the shipped sample, which is simulated, would replace the real")
    assert RELEASE in problem
    assert "Name the files with --vars '{videos: PATH}' or CLAIMS_VIDEOS" in problem
    assert f"name it: --vars '{{videos: {SAMPLE}}}'" in problem


def test_the_sample_follows_the_sample_and_nothing(tmp_path: Path):
    assert guarded(INSPECTED, tmp_path).equals(INSPECTED)
    assert problems(tmp_path, *made_of("simulated")) == [None]


@pytest.mark.parametrize("statements", [(), ("create schema marts; create table marts.releases (is_current int)",)])
def test_a_release_that_does_not_tell_is_no_obstacle(tmp_path: Path, statements: tuple[str, ...]):
    assert problems(tmp_path, *statements) == [None]
