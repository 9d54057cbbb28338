"""The copies of input files: each file has one, and it goes with the file, with its rows and with the variable."""

import os
import shutil
from pathlib import Path

import pytest
from conftest import ROOT
from inputs.kept_files import COLUMNS, OTHER, TABLE, Input, damaged_in_a_late_page, state, texts

from claims_warehouse.intake import quarantine
from claims_warehouse.intake.files import inspect_files
from claims_warehouse.release import sample_guard


@pytest.fixture
def given(tmp_path: Path) -> Input:
    given = Input(tmp_path)
    given.write("good.csv", TABLE)
    return given


def test_copies_are_private_and_go_with_their_files(given: Input):
    for name in ("gone.csv", "linked.csv"):
        given.write(name, TABLE + "3,three\n")
    given.inspect()
    assert len(given.copies()) == 3
    assert given.kept.stat().st_mode & 0o777 == 0o700 & ~_umask()
    (given.folder / "gone.csv").unlink()
    given.write("linked.csv", "").unlink()
    (given.folder / "linked.csv").symlink_to("good.csv")
    assert given.inspect()["linked.csv"]["skip_rule"] == "same_file"
    assert given.copies() == given.copies("good.csv") != []
    given.inspect(policy="stop")
    assert not given.copies()


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask


def test_a_build_that_ends_keeps_the_copies(given: Input, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    given.write("b.csv", TABLE)
    given.write("reviews", TABLE)
    given.inspect(others="reviews")
    before = given.copies()
    assert len(before) == 3
    # A glob finds nothing for a night.
    for pattern, others in (("nothing*.csv", "reviews"), ("**/*.csv", "nothing*")):
        assert "stopped" in map(state, given.inspect(pattern, others=others).values())
    assert given.copies() == before
    # The variable is forgotten while a file is set aside, whose problem is seen at once or when its rows are read.
    given.write("b.csv", "")
    assert state(given.inspect(policy="stop", others="reviews")["b.csv"]) == "stopped"
    damaged_in_a_late_page(given.folder / "b.csv")
    assert state(given.inspect(policy="stop", others="reviews")["b.csv"]) == "read"
    assert given.copies() == before
    # All variables are forgotten: the shipped sample is refused.
    current = [{"is_current": True, "input_kind": "provided", "release_id": "r"}]
    monkeypatch.setattr(sample_guard.history, "released_before", lambda _: current)
    files = inspect_files({"videos": f"{given.folder}/good.csv"}, ROOT, {"videos": COLUMNS})
    refused = sample_guard.guarded(files, tmp_path)
    assert refused["problem"].null_count == 0
    for policy in ("stop", "quarantine"):
        quarantine.forget_copies(refused, given.kept.parents[1], policy, {"videos": COLUMNS})
    assert given.copies() == before
    assert texts(given.inspect(others="reviews")["b.csv"]) == ["one", "two"]


def test_rows_that_are_erased_leave_the_copy_with_the_next_build_that_reads_the_file(given: Input):
    path = given.write("b.csv", TABLE + "3,zyxomma\n")
    given.inspect()

    def is_held() -> bool:
        return any(b"zyxomma" in copy.read_bytes() for copy in given.copies())

    path.write_text("")
    given.inspect()
    assert is_held()
    path.write_text(TABLE)
    given.inspect()
    assert not is_held()
    assert len(given.copies("b.csv")) == 1


def test_files_of_one_name_have_copies_of_their_own(given: Input):
    for month in ("jan", "feb"):
        given.write(f"{month}/videos.csv", TABLE if month == "jan" else OTHER)
    given.inspect("jan/videos.csv")
    given.write("feb/videos.csv", "")
    given.write("feb/good.csv", TABLE)
    # Below the fixed part of either pattern, its name is the same.
    assert given.inspect("feb/*.csv")["videos.csv"]["skip_rule"] == "quarantined"


def test_what_a_killed_build_left_is_removed(given: Input):
    path = given.write("b.csv", TABLE + "3,erased\n")
    given.inspect()
    (earlier,) = given.copies("b.csv")
    content = earlier.read_bytes()
    path.write_text(TABLE)
    given.inspect()
    (copy,) = given.copies("b.csv")

    def kill() -> None:
        earlier.write_bytes(content)
        os.utime(earlier, (1, 1))
        copy.with_name("new").write_text("half")

    kill()
    given.inspect()
    assert given.copies("b.csv") == [copy]
    # The later of two is the one that stands for the file.
    kill()
    path.write_text("")
    assert texts(given.inspect()["b.csv"]) == ["one", "two"]


def test_a_damaged_copy_is_not_read_and_is_made_again(given: Input):
    path = given.write("b.csv", TABLE)
    given.inspect()
    for damage in (OTHER, ""):
        (copy,) = given.copies("b.csv")
        copy.write_text(damage)
        path.write_text("")
        found = given.inspect()
        assert (found["b.csv"]["quarantine_code"], found["b.csv"]["skip_rule"]) == ("CLM-026", "quarantined")
        path.write_text(TABLE)
        given.inspect()
        path.write_text("")
        assert texts(given.inspect()["b.csv"]) == ["one", "two"]


def test_what_others_leave_among_the_copies_is_removed(given: Input):
    given.inspect()
    before = given.copies()
    (place,) = given.kept.iterdir()
    for folder in (given.kept, place, before[0].parent):
        (folder / ".DS_Store").write_text("")
        (folder / "folder").mkdir()
    given.inspect()
    assert given.copies() == before
    assert [path.name for path in given.kept.iterdir()] == [place.name]


@pytest.mark.parametrize("error", [FileNotFoundError(2, "No such file"), OSError(28, "No space left on device")])
def test_where_no_copy_can_be_made_the_earlier_one_stays(
    given: Input, error: OSError, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    path = given.write("b.csv", TABLE)
    given.inspect()
    before = given.copies()

    def fail(_: Path, new: Path) -> None:
        new.write_text("half")
        raise error

    path.write_text(TABLE + "3,three\n")
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", fail)
        assert state(given.inspect()["b.csv"]) == "read"
    assert given.copies() == before
    assert f"no copy of {path} can be kept: {error.strerror} (CLM-049)" in caplog.text
    given.inspect()
    assert len(given.copies("b.csv")) == 1
    assert given.copies("b.csv") != before


def test_a_copy_is_on_the_disk_before_it_takes_the_place_of_another(given: Input, monkeypatch: pytest.MonkeyPatch):
    written: list[list[str]] = []
    monkeypatch.setattr(os, "fsync", lambda _: written.append([path.name for path in given.copies()]))
    given.inspect()
    assert written == [["new"]]
