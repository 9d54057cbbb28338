"""Files that a user may name: what is refused, in which words, and that what was released stays."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from conftest import Warehouse, copy_project
from inputs.writing import HEADER, shuffled_copy, write_rows

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("inputs")]


@pytest.fixture(scope="module")
def sample_rows(few_videos: list[str]) -> list[list[str]]:
    return list(csv.reader(few_videos))[1:]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory, trained_warehouse: Warehouse) -> Warehouse:
    """A warehouse with a released state, made from a small file under a name that only looks like a glob."""
    warehouse = Warehouse(tmp_path_factory.mktemp("inputs"))
    shutil.copytree(trained_warehouse.home, warehouse.home, symlinks=True, dirs_exist_ok=True)
    return warehouse


def refused(warehouse: Warehouse, videos: str, **variables: object) -> str:
    """Return the last lines of a build that is refused without a traceback and leaves the released file alone."""
    before = warehouse.released_file.stat()
    result = warehouse.dbt("build", videos=videos, **variables)
    after = warehouse.released_file.stat()
    assert result.returncode == 1
    assert "Traceback" not in result.stdout + result.stderr
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    return result.stdout


@pytest.mark.long
def test_order_of_rows_and_number_of_threads_change_no_table(trained_warehouse: Warehouse, tmp_path: Path):
    """The same rows shuffled, by more processes and threads; `make test-long` does it with the real file."""
    (videos,) = trained_warehouse.home.glob("*.csv")
    other = Warehouse(tmp_path)
    shuffled = shuffled_copy(videos, tmp_path / "shuffled")
    two_of_both = {"LOKY_MAX_CPU_COUNT": "2", "OMP_NUM_THREADS": "2"}
    other.build("--threads", "1", videos=str(shuffled), environment=two_of_both)
    other.holds_what(trained_warehouse)


def test_a_missing_file_is_named_with_what_to_give(warehouse: Warehouse):
    output = refused(warehouse, "no/such/file.csv")
    assert "no/such/file.csv: no such file. Give a CSV, Excel or Parquet file, or a glob of them" in output


@pytest.mark.long
def test_an_empty_file_is_named_with_what_it_should_hold(warehouse: Warehouse):
    path = warehouse.home / "empty.csv"
    path.touch()
    assert f"{path}: the file is empty; expected is a header with the columns' names" in refused(warehouse, str(path))


def test_a_missing_column_is_named_with_those_expected(warehouse: Warehouse, sample_rows: list[list[str]]):
    path = write_rows(warehouse.home / "narrow.csv", [row[:-1] for row in sample_rows], HEADER[:-1])
    output = refused(warehouse, path)
    assert f"{path}: has no column video_comment_count. Add it; expected are the columns #, claim_status" in output


def test_a_folder_whose_date_would_be_guessed_is_named(warehouse: Warehouse, sample_rows: list[list[str]]):
    path = write_rows(warehouse.home / "Delivered_On=31-01-26" / "videos.csv", sample_rows)
    output = refused(warehouse, f"{warehouse.home}/Delivered*/*.csv")
    assert f"{path}: lies in a folder delivered_on=31-01-26, which is not an ISO date or timestamp" in output
    assert "Rename the folder, as in delivered_on=2026-01-31 (CLM-046)." in output


@pytest.mark.long
def test_a_file_without_one_good_row_is_reported_with_the_reasons(warehouse: Warehouse, sample_rows: list[list[str]]):
    rows = [[*row[:7], "many", *row[8:]] for row in sample_rows]
    output = refused(warehouse, write_rows(warehouse.home / "bad.csv", rows))
    assert f"every one of the {len(rows)} rows of bad.csv is rejected: video_view_count is not a whole number" in output
    assert "Correct the file and build again" in output


@pytest.mark.long
def test_a_header_alone_is_reported(warehouse: Warehouse):
    output = refused(warehouse, write_rows(warehouse.home / "header.csv", []))
    assert "the input has a header only" in output


@pytest.mark.long
def test_a_missing_file_of_reports_is_named(warehouse: Warehouse):
    output = refused(warehouse, str(warehouse.home / "*small* file.csv"), reports="nowhere.csv")
    assert "nowhere.csv: no such file" in output


def test_a_path_is_never_a_query(warehouse: Warehouse):
    output = refused(warehouse, "'; drop schema marts cascade; --.csv")
    assert "no such file" in output


def test_a_file_may_be_named_by_the_environment(warehouse: Warehouse):
    result = warehouse.dbt("build", environment={"CLAIMS_VIDEOS": "elsewhere.csv"})
    assert "elsewhere.csv: no such file" in result.stdout


def test_the_sample_does_not_replace_real_videos(warehouse: Warehouse):
    """A build that names no videos, after one that did, ends with a message, and reports that it failed."""
    before = warehouse.released_file.stat()
    result = warehouse.dbt("--quiet", "build")
    after = warehouse.released_file.stat()
    assert result.returncode == 1
    assert "no videos are named, and the shipped sample, which is simulated, would replace the real" in result.stdout
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    report = json.loads((warehouse.released_file.parent / "last_build.json").read_text())
    (failure,) = report["failures"]
    assert (report["state"], failure["node"]) == ("failed", "raw_accepted_files")
    assert failure["message"].startswith("no videos are named")


def test_a_failing_data_test_keeps_the_released_file(warehouse: Warehouse, tmp_path: Path):
    """The same project with one test more, which fails on the last table before release."""
    project = tmp_path / "project"
    copy_project(project, "python")
    (project / "tests" / "dbt" / "fails.sql").write_text("select * from {{ ref('review_queue') }} limit 1")
    before = warehouse.released_file.stat()
    result = warehouse.dbt("build", videos=str(warehouse.home / "it's [small] file.csv"), project=project)
    after = warehouse.released_file.stat()
    assert result.returncode == 1
    assert "Failure in test fails" in result.stdout
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_quiet_build_shows_its_warnings_and_why_nothing_is_released(warehouse: Warehouse):
    result = warehouse.dbt(
        "--quiet", "build", "--select", "newest_input_is_recent", videos="*.csv", max_input_age_days=2
    )
    assert result.returncode == 0
    warning, reason = result.stdout.splitlines()
    assert warning == "Warning: no input file of videos has a date (CLM-082)"
    assert reason.startswith("Nothing is released: this build leaves out ")
    report = json.loads((warehouse.released_file.parent / "last_build.json").read_text())
    assert (report["state"], report["warnings"]) == ("not_released", ["no input file of videos has a date (CLM-082)"])
    assert reason == f"Nothing is released: {report['reason']}."


def test_a_misspelt_variable_is_reported_before_anything_is_built(warehouse: Warehouse):
    before = warehouse.released_file.stat()
    result = warehouse.dbt("--quiet", "build", review_capacity=10)
    after = warehouse.released_file.stat()
    assert result.returncode == 2
    assert "Traceback" not in result.stdout + result.stderr
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    report = json.loads((warehouse.released_file.parent / "last_build.json").read_text())
    (failure,) = report["failures"]
    assert (report["state"], failure["node"]) == ("failed", None)
    assert failure["message"].startswith("the variable review_capacity is '10'")
    assert failure["message"] in " ".join(result.stdout.split())
