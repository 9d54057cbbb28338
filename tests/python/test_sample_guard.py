"""The shipped sample never takes the place of real videos unless somebody names it."""

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from claims_warehouse.publication import folders
from claims_warehouse.publication.sample_guard import SAMPLE, guarded

PUBLICATION = "2026-11-21T120000Z-0123abcd"
INSPECTED = pa.table({"source_file": ["simulated_videos.csv"], "problem": pa.nulls(1, pa.string())})


def problems(warehouse: Path, *statements: str) -> list[Any]:
    """Publish what statements make, and return what the files of a build that names no videos are refused for."""
    with (
        folders.changing(warehouse),
        folders.new_folder(warehouse, PUBLICATION) as folder,
        duckdb.connect(folder / "claims.duckdb") as published,
    ):
        for statement in [*statements, "checkpoint"]:
            published.execute(statement)
    folders.show(warehouse, PUBLICATION)
    table = guarded(INSPECTED, warehouse)
    assert table.schema.equals(INSPECTED.schema)
    found: list[Any] = table["problem"].to_pylist()
    return found


def made_of(input_kind: str) -> tuple[str, str]:
    row = f"'{PUBLICATION}' as publication_id, '{input_kind}' as input_kind, true as is_this"
    return "create schema marts", f"create table marts.publications as select {row}"


def test_real_videos_are_not_replaced(tmp_path: Path):
    (problem,) = problems(tmp_path, *made_of("delivered"))
    assert problem.startswith("no videos are named, and the shipped sample, which is simulated, would replace the real")
    assert PUBLICATION in problem
    assert "Name the files with --vars '{videos: PATH}' or CLAIMS_VIDEOS" in problem
    assert f"name it: --vars '{{videos: {SAMPLE}}}'" in problem


def test_the_sample_follows_the_sample_and_nothing(tmp_path: Path):
    assert guarded(INSPECTED, tmp_path).equals(INSPECTED)
    assert problems(tmp_path, *made_of("simulated")) == [None]


@pytest.mark.parametrize("statements", [(), ("create schema marts; create table marts.publications (is_this int)",)])
def test_a_publication_that_does_not_tell_is_no_obstacle(tmp_path: Path, statements: tuple[str, ...]):
    assert problems(tmp_path, *statements) == [None]
