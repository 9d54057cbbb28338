"""Builds over files that accumulate: each ends in the state of one full build, and works on the new rows alone."""

import csv
import re
from dataclasses import dataclass

import duckdb
import pytest
from conftest import ROOT, TABLES_OF_HISTORY, Warehouse
from inputs.writing import write_rows

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("increments")]
STATES = "select video_id, row_state, source_file, row_number from intermediate.int_video_rows"


@dataclass
class InputFiles:
    """A warehouse and the folder whose files it reads, with what the last build said."""

    warehouse: Warehouse
    rows: list[list[str]]
    output: str = ""

    def provide(self, name: str, rows: list[list[str]]) -> None:
        write_rows(self.warehouse.home / "videos" / name, rows)

    def withdraw(self, name: str) -> None:
        (self.warehouse.home / "videos" / name).unlink()

    def build(self, *arguments: str) -> None:
        """Build with the models that there are, and release nothing."""
        self.release("--exclude-resource-type", "test", "unit_test", *arguments)

    def release(self, *arguments: str) -> None:
        pattern = str(self.warehouse.home / "videos" / "**" / "*.csv")
        self.output = self.warehouse.build(*arguments, videos=pattern, retraining="never")

    def scored(self) -> int:
        """Return how many videos the last build scored, by what it said."""
        counts = re.findall(r"scored ([\d,]+) of \1 videos", self.output)
        return int(counts[-1].replace(",", "")) if counts else 0

    def query(self, query: str) -> list[tuple[int, ...]]:
        with duckdb.connect(self.warehouse.build_file, read_only=True) as connection:
            return connection.execute(query).fetchall()

    def versions(self, video_id: str) -> list[tuple[int, ...]]:
        return self.query(f"{STATES} where video_id = {video_id} order by source_file, row_number")

    def contents(self) -> dict[str, list[tuple[object, ...]]]:
        """Return the rows of every public table but those of history, and the state of every input row."""
        tables = re.findall(r'"(\w+)"', (ROOT / "macros" / "public_tables.sql").read_text())
        tables = sorted(set(tables) - TABLES_OF_HISTORY)
        found = {table: self.query(f"from marts.{table} order by all") for table in tables}
        return found | {"int_video_rows": self.query(f"{STATES} order by all")}


def changed(row: list[str], views: str) -> list[str]:
    return [*row[:7], views, *row[8:]]


@pytest.fixture(scope="module")
def kept_days(tmp_path_factory: pytest.TempPathFactory, trained_warehouse: Warehouse) -> InputFiles:
    """Copies of a warehouse after the rows of a first day, and after those of a third, which come before a second's."""
    with (ROOT / "seeds" / "sample" / "simulated_videos.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted((row for row in list(csv.reader(file))[1::20] if "#N/A" not in row), key=lambda row: row[2])
    input_files = InputFiles(Warehouse(tmp_path_factory.mktemp("increments") / "home"), rows)
    input_files.warehouse.begin_with(trained_warehouse)
    input_files.provide("day 1.csv", rows[:600])
    input_files.build()
    input_files.warehouse.keep("first day")
    input_files.provide("day 3.csv", third_day_of(rows))
    input_files.release()
    input_files.warehouse.keep("third day")
    return input_files


@pytest.fixture
def first_day(kept_days: InputFiles) -> InputFiles:
    kept_days.warehouse.bring_back("first day")
    return kept_days


@pytest.fixture
def third_day(kept_days: InputFiles) -> InputFiles:
    kept_days.warehouse.bring_back("third day")
    return kept_days


def third_day_of(rows: list[list[str]]) -> list[list[str]]:
    """Return thirty new rows, a correction of the first day's first and its second once more."""
    return [*rows[600:630], changed(rows[0], "999"), rows[1]]


def assert_a_full_build_ends_in_the_same_state(input_files: InputFiles) -> None:
    step_by_step = input_files.contents()
    input_files.release("--full-refresh")
    at_once = input_files.contents()
    for table, rows in step_by_step.items():
        assert rows == at_once[table], table
    assert "Unchanged: release" in input_files.output


@pytest.mark.long
def test_what_is_known_is_neither_read_nor_cleaned_nor_scored_again(first_day: InputFiles):
    """A mark on a stored row tells: reading the row's file again, or cleaning or scoring the row, would wipe it out."""
    marked = first_day.rows[500][2]
    with duckdb.connect(first_day.warehouse.build_file) as connection:
        connection.execute(f"update raw.raw_videos set running_number = '7777' where video_id = '{marked}'")
        connection.execute(
            f"update intermediate.int_cleaned_video_rows set running_number = 8888 where video_id = {marked}"
        )
        connection.execute(
            f"update intermediate.int_champion_scores set claim_probability = 0.125 where video_id = {marked}"
        )
    first_day.provide("day 3.csv", third_day_of(first_day.rows))
    first_day.build()
    assert first_day.query(f"select running_number from raw.raw_videos where video_id = '{marked}'") == [("7777",)]
    assert first_day.query(f"select running_number from marts.videos where video_id = {marked}") == [(8888,)]
    score = "select claim_probability from intermediate.int_champion_scores"
    assert first_day.query(f"{score} where video_id = {marked}") == [(0.125,)]
    # The champion looks at the phrase alone, which the correction of the views leaves as it is.
    assert first_day.scored() == 30
    first_day.build("--full-refresh")
    assert first_day.query("select count(*) from marts.videos where running_number in (7777, 8888)") == [(0,)]
    assert first_day.scored() == 630


@pytest.mark.long
def test_the_history_keeps_both_versions_of_a_corrected_row(third_day: InputFiles):
    corrected, repeated = (int(third_day.rows[position][2]) for position in (0, 1))
    assert third_day.versions(str(corrected)) == [
        (corrected, "superseded", "day 1.csv", 1),
        (corrected, "accepted", "day 3.csv", 31),
    ]
    assert third_day.versions(str(repeated)) == [
        (repeated, "accepted", "day 1.csv", 2),
        (repeated, "duplicate", "day 3.csv", 32),
    ]
    assert third_day.query(f"select video_view_count from marts.videos where video_id = {corrected}") == [(999,)]


@pytest.mark.long
def test_a_file_input_again_changes_nothing(third_day: InputFiles):
    (third_day.warehouse.home / "videos" / "day 3.csv").touch()
    third_day.release()
    assert third_day.scored() == 0
    assert "Unchanged: release" in third_day.output


def test_a_late_file_takes_its_place_among_the_earlier_ones(third_day: InputFiles):
    corrected, repeated = third_day.rows[0], third_day.rows[1]
    third_day.provide("day 2.csv", [*third_day.rows[630:640], changed(corrected, "5"), changed(repeated, "6")])
    third_day.release()
    # Between two days that agree there is another content now: what repeated the first is the last correction.
    states = [state for _, state, _, _ in third_day.versions(repeated[2])]
    assert states == ["superseded", "superseded", "accepted"]
    assert third_day.query(f"select source_file from marts.videos where video_id = {repeated[2]}") == [("day 3.csv",)]
    assert third_day.scored() == 10
    assert third_day.query("select table_name from duckdb_tables() where schema_name = 'main'") == [
        ("table_versions",)
    ], "left over"
    assert_a_full_build_ends_in_the_same_state(third_day)


@pytest.mark.long
def test_a_file_that_is_rolled_back_takes_its_rows_with_it(first_day: InputFiles):
    before = first_day.contents()
    first_day.warehouse.bring_back("third day")
    first_day.withdraw("day 3.csv")
    first_day.build()
    after = first_day.contents()
    for table, rows in before.items():
        assert after[table] == rows, table
    repeated = first_day.rows[1][2]
    assert first_day.query(f"select source_file from marts.videos where video_id = {repeated}") == [("day 1.csv",)]
    assert first_day.query(f"from marts.videos where video_id = {first_day.rows[605][2]}") == []


@pytest.mark.long
def test_a_file_with_other_bytes_is_read_again(third_day: InputFiles):
    third_day.provide("day 3.csv", [*third_day.rows[600:625], changed(third_day.rows[1], "7")])
    third_day.build()
    assert third_day.query("select count(*) from raw.raw_videos") == [(626,)]
    corrected = third_day.rows[1][2]
    assert third_day.query(f"select video_view_count from marts.videos where video_id = {corrected}") == [(7,)]
    assert third_day.scored() == 0


@pytest.mark.long
def test_a_folder_names_the_day_before_a_file_does(third_day: InputFiles):
    first = third_day.rows[2]
    for day, views in (("2026-02-02", "2"), ("2026-02-01", "1")):
        third_day.provide(f"delivered_on={day}/videos.csv", [changed(first, views)])
        third_day.release()
    assert third_day.query(f"select video_view_count from marts.videos where video_id = {first[2]}") == [(2,)]
    assert_a_full_build_ends_in_the_same_state(third_day)
