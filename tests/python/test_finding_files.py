"""What a path or a pattern finds, and what is said of what cannot be looked at."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from inputs.small_files import COLUMNS, CSV, inspect, read

from claims_warehouse.intake.files import inspect_files
from claims_warehouse.intake.finding import find_matches


def files_of(pattern: str, root: Path) -> list[str]:
    return [match.name for match in find_matches(pattern, root) if match.skip_rule is None]


@pytest.mark.parametrize("name", ["plain.csv", "it's [1].csv", "a*b.csv", "with space.csv", "q?.csv", 'say "hi".csv'])
def test_a_file_that_exists_is_taken_as_it_is_named(tmp_path: Path, name: str):
    (tmp_path / name).write_text(CSV)
    assert find_matches(name, tmp_path) == [(name, tmp_path / name, None)]
    assert find_matches(str(tmp_path / name), Path("/")) == [(name, tmp_path / name, None)]


def test_a_glob_finds_files_at_any_depth_ordered_by_name(tmp_path: Path):
    for name in ("b/2.csv", "a/1.csv", "a/deep/0.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(CSV)
    assert files_of("**/*.csv", tmp_path) == ["a/1.csv", "a/deep/0.csv", "b/2.csv"]
    assert files_of(f"{tmp_path}/a/*.csv", Path("/")) == ["1.csv"]


def test_a_glob_may_end_with_a_plain_name(tmp_path: Path):
    for day in ("1", "2"):
        (tmp_path / f"day {day}").mkdir()
        (tmp_path / f"day {day}" / "videos.csv").write_text(CSV)
    assert files_of("day */videos.csv", tmp_path) == ["day 1/videos.csv", "day 2/videos.csv"]


def test_what_is_not_there_and_what_is_a_folder_are_reported(tmp_path: Path):
    (missing,) = inspect("nothing-*.csv", tmp_path)
    assert "nothing-*.csv: no such file. Give a CSV, Excel or Parquet file" in str(missing["problem"])
    (tmp_path / "folder").mkdir()
    (folder,) = inspect("folder", tmp_path)
    assert "is a directory. Name the files in it with a glob" in str(folder["problem"])


def test_no_pattern_means_no_files(tmp_path: Path):
    assert inspect("", tmp_path) == []


def test_a_name_of_digits_that_yaml_takes_for_a_number_is_a_name(tmp_path: Path):
    (tmp_path / "2026").write_text(CSV)
    files = inspect_files({"videos": 2026, "reviews": None}, tmp_path, {"videos": COLUMNS}).to_pylist()
    assert [(file["source_file"], file["problem"]) for file in files] == [("2026", None)]


def test_a_glob_below_a_folder_whose_name_looks_like_one(tmp_path: Path):
    folder = tmp_path / "[2026] *?" / "it's"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text(CSV)
    (folder / ".hidden.csv").write_text(CSV)
    assert files_of(f"{folder}/*.csv", Path("/")) == ["a.csv"]
    assert files_of("[2026] *?/**/*.csv", tmp_path) == ["it's/a.csv"]


def test_a_path_may_go_upwards(tmp_path: Path):
    (tmp_path / "below").mkdir()
    (tmp_path / "a.csv").write_text(CSV)
    assert [row["text"] for row in read("../a.csv", tmp_path / "below")] == ["one", "two"]
    assert [row["text"] for row in read("../*.csv", tmp_path / "below")] == ["one", "two"]


def test_what_cannot_be_input_features_is_reported(tmp_path: Path):
    (long_name,) = inspect("x" * 300 + ".csv", tmp_path)
    assert str(long_name["problem"]).endswith(": cannot be read (File name too long). Provide it again (CLM-030).")
    os.mkfifo(tmp_path / "pipe.csv")
    (pipe,) = inspect("pipe.csv", tmp_path)
    assert str(pipe["problem"]).endswith(": is no regular file. Provide a file (CLM-025).")


@pytest.fixture
def input_files() -> Iterator[Path]:
    """A folder into which everybody may look, unlike the test's own."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@contextmanager
def somebody() -> Iterator[None]:
    """The superuser reads everything; another user does not."""
    user = os.geteuid()
    os.seteuid(user or 65534)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.mark.parametrize("mode", [0o000, 0o444, 0o111])
@pytest.mark.parametrize("pattern", ["**/*.csv", "*/*.csv", "closed/*.csv", "op*/**", "*/**/*.csv"])
def test_a_folder_without_read_permission_is_reported(input_files: Path, mode: int, pattern: str):
    for folder in ("open/below", "closed", "lost+found"):
        (input_files / folder).mkdir(parents=True)
        (input_files / folder / "a.csv").write_text(CSV)
    (input_files / "closed").chmod(mode)
    (input_files / "lost+found").chmod(mode)
    with somebody():
        files = inspect(pattern, input_files)
    (input_files / "closed").chmod(0o755)
    (input_files / "lost+found").chmod(0o755)
    problems = {file["path"]: file["problem"] for file in files if file["problem"]}
    if pattern == "op*/**":
        assert problems == {}
    else:
        # A pattern within a folder that cannot be looked into is told as it was given.
        ((path, problem),) = problems.items()
        assert path in {f"{input_files}/closed", f"{input_files}/{pattern}"}
        assert (
            problem == f"{path}: cannot be read by the user who builds. Give that user permission to read it (CLM-024)."
        )


def test_a_file_that_is_found_in_several_ways_is_one(tmp_path: Path):
    (tmp_path / "below" / "further").mkdir(parents=True)
    (tmp_path / "below" / "further" / "a.csv").write_text(CSV)
    assert len(inspect("**/**/*.csv", tmp_path)) == 1


def test_a_file_without_read_permission_is_reported(tmp_path: Path):
    path = tmp_path / "videos.csv"
    path.write_text(CSV)
    path.chmod(0)
    with somebody():
        (file,) = inspect("videos.csv", tmp_path)
    assert (
        file["problem"]
        == f"{path}: cannot be read by the user who builds. Give that user permission to read it (CLM-024)."
    )


@pytest.mark.parametrize("pattern", ["*.csv", "**/*.csv"])
def test_a_match_of_a_glob_without_read_permission_is_reported(input_files: Path, pattern: str):
    """A file of another user, and a link into a folder of another user."""
    (input_files / "a.csv").write_text(CSV)
    (input_files / "b.csv").write_text(CSV)
    (input_files / "b.csv").chmod(0)
    with TemporaryDirectory() as closed:
        (Path(closed) / "c.csv").write_text(CSV)
        (input_files / "c.csv").symlink_to(Path(closed) / "c.csv")
        Path(closed).chmod(0)
        with somebody():
            files = inspect(pattern, input_files)
    problems = {str(file["source_file"]): file["problem"] for file in files}
    remedy = "cannot be read by the user who builds. Give that user permission to read it (CLM-024)."
    assert problems == {
        "a.csv": None,
        "b.csv": f"{input_files}/b.csv: {remedy}",
        "c.csv": f"{input_files}/c.csv: {remedy}",
    }
