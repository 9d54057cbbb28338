"""What the last release and those before it tell: their champions and input files."""

from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from claims_warehouse.release import folders, history
from claims_warehouse.release.last_release import CHAMPIONS_SCHEMA, FILES_SCHEMA, released_champions, released_files


def keep(warehouse: Path, release_id: str, listed: list[dict[str, Any]]) -> None:
    """Make a release that lists releases with their champions at upload."""
    rows = [
        dict.fromkeys(history.SCHEMA.names)
        | {"released_at": datetime(2026, 11, 1 + number), "is_rolled_back": False, "input_kind": "provided"}
        | row
        for number, row in enumerate(listed)
    ]
    with (
        folders.changing(warehouse),
        folders.new_folder(warehouse, release_id) as folder,
        duckdb.connect(folder / "claims.duckdb") as released,
    ):
        released.register("rows", pa.Table.from_pylist(rows, schema=history.SCHEMA))
        released.execute("create schema marts; create table marts.releases as from rows; checkpoint")
    folders.show(warehouse, release_id)


IDS = [f"2026-11-0{day}T120000Z-0123abcd" for day in (1, 2, 3, 4)]


def champions(warehouse: Path, input_kind: str = "provided") -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in released_champions(warehouse, input_kind).to_pylist()]


def test_the_champions_of_kept_releases_are_returned_with_the_last_one_marked(tmp_path: Path):
    first = {"release_id": IDS[0], "champion_at_upload": "a"}
    second = {"release_id": IDS[1], "champion_at_upload": "b", "champion_with_engagement": "c"}
    keep(tmp_path, IDS[0], [first])
    # The release between them was removed, and the last one has no champion at upload.
    keep(tmp_path, IDS[2], [first, second, {"release_id": IDS[2], "champion_with_engagement": "d"}])
    assert champions(tmp_path) == [
        (IDS[0], "at_upload", "a", False),
        (IDS[2], "with_engagement", "d", True),
    ]


def test_a_release_that_was_rolled_back_is_no_measure(tmp_path: Path):
    first = {"release_id": IDS[0], "champion_at_upload": "a"}
    keep(tmp_path, IDS[0], [first])
    keep(tmp_path, IDS[1], [first, {"release_id": IDS[1], "champion_at_upload": "bad"}])
    folders.show(tmp_path, IDS[0])
    assert champions(tmp_path) == [(IDS[0], "at_upload", "a", True)]
    rolled_back = {"release_id": IDS[1], "champion_at_upload": "bad", "is_rolled_back": True}
    keep(tmp_path, IDS[2], [first, rolled_back, {"release_id": IDS[2], "champion_at_upload": "b"}])
    assert champions(tmp_path) == [(IDS[0], "at_upload", "a", False), (IDS[2], "at_upload", "b", True)]


def test_models_of_the_sample_are_no_measure_of_other_videos(tmp_path: Path):
    keep(tmp_path, IDS[0], [{"release_id": IDS[0], "champion_at_upload": "a", "input_kind": "simulated"}])
    assert champions(tmp_path) == []
    assert champions(tmp_path, "simulated") == [(IDS[0], "at_upload", "a", True)]


def test_where_nothing_is_released_there_is_no_champion(tmp_path: Path):
    assert released_champions(tmp_path, "provided").equals(CHAMPIONS_SCHEMA.empty_table())


def released(path: Path, input_kind: str) -> Path:
    files = '[{"file_kind": "videos", "source_file": "its.csv", "sha256": "0a", "byte_count": 1}]'
    with duckdb.connect(path) as released:
        released.execute("create schema marts")
        released.execute(
            "create table marts.releases as select ? as input_kind, ? as input_files, true as is_current",
            [input_kind, files],
        )
        released.execute(
            """
            create table marts.data_quality as
            from (values ('videos', 'its.csv', 'rows_accepted', 7::bigint), ('videos', 'its.csv', 'rows_rejected', 1))
            as data_quality (file_kind, source_file, check_name, row_count)
            """
        )
    return path


def test_the_input_files_of_the_last_release_are_returned_with_their_rows(tmp_path: Path):
    path = released(tmp_path / "claims.duckdb", "provided")
    assert released_files(path, "provided").to_pylist() == [
        {"file_kind": "videos", "source_file": "its.csv", "sha256": "0a", "accepted_rows": 7, "rejected_rows": 1}
    ]


def test_nothing_is_compared_with_the_sample_or_with_an_older_file(tmp_path: Path):
    sample = released(tmp_path / "sample.duckdb", "simulated")
    own = released(tmp_path / "own.duckdb", "provided")
    with duckdb.connect(tmp_path / "old.duckdb") as connection:
        connection.execute("create schema marts; create table marts.releases as select 1 as input_files")
    for path, input_kind in ((sample, "provided"), (sample, "simulated"), (own, "simulated")):
        assert released_files(path, input_kind).num_rows == 0
    assert released_files(tmp_path / "old.duckdb", "provided").equals(FILES_SCHEMA.empty_table())
    assert released_files(tmp_path / "none.duckdb", "provided").equals(FILES_SCHEMA.empty_table())


def test_input_files_that_are_no_list_are_reported_and_stop_no_build(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    path = released(tmp_path / "claims.duckdb", "provided")
    with duckdb.connect(path) as connection:
        connection.execute("update marts.releases set input_files = 'videos.csv, reports.csv'")
    assert released_files(path, "provided").num_rows == 0
    assert "releases.input_files cannot be read" in caplog.text
