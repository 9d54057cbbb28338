"""The list of the releases: what each was made from, and when there is nothing new to release."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from claims_warehouse import locations
from claims_warehouse.release import folders, history
from claims_warehouse.release.rollback import roll_back
from claims_warehouse.release.writing import write_release

FILES = [{"file_kind": "videos", "source_file": "videos.csv", "byte_count": 7, "sha256": "abc"}]
CHAMPIONS = [
    {"scoring_stage": "at_upload", "model_id": "text-1"},
    {"scoring_stage": "with_engagement", "model_id": "rule-1"},
]


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A build with one public table, in a home of its own."""
    monkeypatch.setenv("CLAIMS_HOME", str(tmp_path))
    with duckdb.connect(tmp_path / "build.duckdb") as connection:
        connection.execute("create schema marts; create table marts.videos as select range as video_id from range(3)")
        yield connection


def audited(build: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    row_count = build.execute("select count(*) from marts.videos").fetchall()[0][0]
    return [{"table_name": "videos", "schema_name": "marts", "row_count": row_count, "masked_columns": []}]


def list_releases(build: duckdb.DuckDBPyConnection, files: list[dict[str, Any]] = FILES) -> list[dict[str, Any]]:
    """List the releases as the build does, with the table of the list made anew."""
    listed: pa.Table = history.releases(build, audited(build), files, CHAMPIONS)
    build.execute("create or replace table marts.releases as from listed")
    rows: list[dict[str, Any]] = listed.to_pylist()
    return rows


def release_next(build: duckdb.DuckDBPyConnection, files: list[dict[str, Any]] = FILES) -> list[dict[str, Any]]:
    rows = list_releases(build, files)
    write_release(build, audited(build), rows, locations.warehouse(), releases_kept=5, write_files=lambda *_: None)
    return rows


def set_clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return now.replace(tzinfo=tz)

    monkeypatch.setattr(history, "datetime", Clock)


def test_a_release_says_what_it_was_made_from(build: duckdb.DuckDBPyConnection):
    (row,) = release_next(build)
    assert row["is_current"]
    assert row["release_id"] == f"{row['released_at']:%Y-%m-%dT%H%M%SZ}-{row['content_sha256'][:8]}"
    assert abs(row["released_at"].replace(tzinfo=UTC) - datetime.now(UTC)).total_seconds() < 60
    assert json.loads(row["input_files"]) == FILES
    assert json.loads(row["row_counts"]) == {"videos": 3}
    assert (row["champion_at_upload"], row["champion_with_engagement"]) == ("text-1", "rule-1")
    assert json.loads(row["library_versions"])["duckdb"] == duckdb.__version__
    assert folders.current_id(locations.warehouse()) == row["release_id"]
    assert history.released_before(locations.warehouse()) == [row]


def test_a_text_that_is_masked_from_now_on_is_something_new(build: duckdb.DuckDBPyConnection):
    build.execute("alter table marts.videos add column text varchar default 'spoken'")
    release_next(build)
    masked = [audited(build)[0] | {"masked_columns": ["text"]}]
    listed = history.releases(build, masked, FILES, CHAMPIONS).to_pylist()
    assert [row["is_current"] for row in listed] == [False, True]


def test_the_shipped_sample_counts_as_simulated_wherever_it_lies(build: duckdb.DuckDBPyConnection):
    sample = locations.project_root() / "seeds" / "sample" / "simulated_videos.csv"
    with sample.open("rb") as content:
        sha256 = history.hashlib.file_digest(content, "sha256").hexdigest()
    (simulated,) = list_releases(build, [FILES[0] | {"sha256": sha256}])
    (input_rows,) = list_releases(build)
    assert (simulated["input_kind"], input_rows["input_kind"]) == ("simulated", "provided")


def test_where_nothing_but_the_time_differs_the_release_stays(
    build: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
):
    first = release_next(build)
    set_clock(monkeypatch, datetime(2100, 1, 1))
    # The same rows in another order are the same content.
    build.execute("create or replace table marts.videos as select 2 - range as video_id from range(3)")
    assert release_next(build) == first
    assert len(folders.kept_ids(locations.warehouse())) == 1


@pytest.mark.parametrize(
    "change",
    [
        "insert into marts.videos values (0)",
        "update marts.videos set video_id = 9 where video_id = 0",
        "alter table marts.videos rename video_id to id",
        "comment on table marts.videos is 'described'",
        "comment on column marts.videos.video_id is 'described'",
    ],
)
def test_what_readers_see_makes_a_new_release(build: duckdb.DuckDBPyConnection, change: str):
    (first,) = release_next(build)
    build.execute(change)
    rows = release_next(build)
    assert [row["is_current"] for row in rows] == [False, True]
    assert rows[0] == first | {"is_current": False}


def test_another_input_or_code_makes_a_new_release(build: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch):
    release_next(build)
    assert len(release_next(build, [FILES[0] | {"sha256": "def"}])) == 2
    monkeypatch.setattr(history, "_code_sha256", lambda: "other code")
    assert len(release_next(build, [FILES[0] | {"sha256": "def"}])) == 3


def test_ids_rise_though_the_clock_is_set_back(build: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch):
    set_clock(monkeypatch, datetime(2026, 11, 24, 12))
    release_next(build)
    set_clock(monkeypatch, datetime(2020, 1, 1))
    build.execute("insert into marts.videos values (3)")
    rows = release_next(build)
    assert [f"{row['released_at']}" for row in rows] == ["2026-11-24 12:00:00", "2026-11-24 12:00:01"]


def test_a_withdrawn_release_stays_in_the_list(build: duckdb.DuckDBPyConnection):
    release_next(build)
    build.execute("insert into marts.videos values (3)")
    _, withdrawn = release_next(build)
    roll_back(locations.warehouse())
    build.execute("insert into marts.videos values (4)")
    rows = release_next(build)
    assert [row["is_rolled_back"] for row in rows] == [False, True, False]
    assert [row["is_current"] for row in rows] == [False, False, True]
    assert rows[1]["release_id"] == withdrawn["release_id"]


def test_a_build_that_may_not_release_lists_what_is_released(build: duckdb.DuckDBPyConnection):
    assert history.releases(build, [], FILES, CHAMPIONS).num_rows == 0
    first = release_next(build)
    build.execute("insert into marts.videos values (3)")
    assert history.releases(build, [], FILES, CHAMPIONS).to_pylist() == first


def test_a_comparison_with_the_last_release_makes_no_release_new(build: duckdb.DuckDBPyConnection):
    """It is with the release before when one is made, and with that one at the next build, which has nothing new."""
    compared = {"table_name": "champion_comparison", "schema_name": "marts", "row_count": 1, "masked_columns": []}
    build.execute("create table marts.champion_comparison as select 'nothing_released' as verdict_code")
    first = history.releases(build, [*audited(build), compared], FILES, CHAMPIONS).to_pylist()
    build.register("listed", pa.Table.from_pylist(first, schema=history.SCHEMA))
    build.execute("create table marts.releases as from listed")
    tables = [*audited(build), compared]
    write_release(build, tables, first, locations.warehouse(), releases_kept=5, write_files=lambda *_: None)
    build.execute("update marts.champion_comparison set verdict_code = 'same_model'")
    build.execute("insert into marts.champion_comparison values ('too_few_rows')")
    again = history.releases(build, [*audited(build), compared | {"row_count": 2}], FILES, CHAMPIONS).to_pylist()
    assert [row["release_id"] for row in again] == [row["release_id"] for row in first]
