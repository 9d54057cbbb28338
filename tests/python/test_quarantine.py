"""A file that cannot be read is set aside: its rows stay as they were, and every match has exactly one state."""

import gzip
import os
import shutil
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ROOT
from inputs.corpus import CASES

from claims_warehouse.intake import quarantine
from claims_warehouse.intake.columns import InputColumn
from claims_warehouse.intake.files import inspect_files
from claims_warehouse.intake.input_file import InputFile
from claims_warehouse.intake.records import read_records
from claims_warehouse.release import sample_guard

COLUMNS = [InputColumn("video_id", ("video_id",), is_required=True), InputColumn("text", ("text",), is_required=True)]
TABLE = "video_id,text\n1,one\n2,two\n"
OTHER = "video_id,text\n9,other\n"


class Input:
    """A folder of input files and the copies of them."""

    def __init__(self, folder: Path):
        self.folder = folder / "input"
        self.kept = folder / "build" / quarantine.FOLDER
        self.folder.mkdir()
        self.before: pa.Table | None = None

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def inspect(
        self, pattern: str = "**/*.csv", policy: str = "quarantine", others: str = ""
    ) -> dict[str, dict[str, Any]]:
        """Do what a build does to its input files; a later one knows what an earlier one has inspected."""
        patterns = {"videos": f"{self.folder}/{pattern}", "reviews": others and f"{self.folder}/{others}"}
        home = self.kept.parents[1]
        columns = {"videos": COLUMNS, "reviews": COLUMNS}
        kept = quarantine.kept_input(home, policy)
        self.before = inspect_files(patterns, ROOT, columns, inspected_before=self.before, kept_input=kept)
        quarantine.forget_copies(self.before, home, policy, columns)
        return {file["source_file"]: file for file in self.before.to_pylist()}

    def copies(self, name: str | None = None) -> list[Path]:
        """Return all copies, or those of a file."""
        file = InputFile("videos", str(name), f"{self.folder}/{name}")
        folder = quarantine._place(self.kept, file) if name else self.kept
        return sorted(path for path in folder.rglob("*") if not path.is_dir())


def texts(file: dict[str, Any]) -> list[str]:
    return [text for batch in read_records([file], COLUMNS) for text in batch["text"].to_pylist()]


def state(file: dict[str, Any]) -> str:
    states = [
        ("stopped", file["problem"] is not None),
        ("quarantined", file["quarantine_code"] is not None),
        ("skipped", file["skip_rule"] is not None and file["quarantine_code"] is None),
        ("read", not (file["problem"] or file["quarantine_code"] or file["skip_rule"])),
    ]
    (only,) = [name for name, holds in states if holds]
    return only


@pytest.fixture
def given(tmp_path: Path) -> Input:
    given = Input(tmp_path)
    given.write("good.csv", TABLE)
    return given


def test_a_file_that_was_never_read_is_left_out_with_its_code(given: Input):
    given.write("bad.csv", "%PDF-1.7")
    found = given.inspect()
    assert {name: state(file) for name, file in found.items()} == {"good.csv": "read", "bad.csv": "quarantined"}
    bad = found["bad.csv"]
    assert (bad["quarantine_code"], bad["skip_rule"], bad["problem"]) == ("CLM-027", "quarantined", None)


@pytest.mark.parametrize("name", ["b.csv", "delivered_on=2026-01-31/b.csv"])
def test_a_file_that_was_read_before_stays_as_it_was(given: Input, name: str):
    path = given.write(name, TABLE + "3,three\n")
    before = given.inspect()[name]
    for damage in ("", "video_id\n1\n"):
        path.write_text(damage)
        now = given.inspect()[name]
        assert now["quarantine_code"] == ("CLM-041" if damage else "CLM-026")
        assert now["skip_rule"] is None
        same = before.keys() - {"path", "quarantine_code"}
        assert {key: now[key] for key in same} == {key: before[key] for key in same}
        assert texts(now) == ["one", "two", "three"]
    path.write_text(TABLE)
    assert state(given.inspect()[name]) == "read"
    assert len(given.copies("good.csv")) == len(given.copies(name)) == 1
    assert len(given.copies()) == 2


def test_what_can_be_opened_and_not_read_to_its_end_is_set_aside(given: Input):
    given.write("cut.csv", gzip.compress((TABLE + "3,x\n" * 10_000).encode())[:-20])
    assert given.inspect()["cut.csv"]["quarantine_code"] == "CLM-030"


def damaged_in_a_late_page(path: Path) -> None:
    """Write a Parquet file whose first rows can be read, and not its last. Numbers are not searched for headers."""
    pq.write_table(pa.table({"video_id": range(100), "text": ["some text"] * 100}), path, row_group_size=50)
    content = bytearray(path.read_bytes())
    place = pq.read_metadata(path).row_group(1).column(0).data_page_offset
    content[place : place + 20] = bytes(20)
    path.write_bytes(content)


@pytest.mark.parametrize("policy", ["stop", "quarantine"])
def test_what_an_earlier_build_knows_is_read_to_its_end_all_the_same(given: Input, policy: str):
    damaged_in_a_late_page(given.folder / "late.csv")
    # With `quarantine`, this build ends, since there is no other file of videos.
    first = given.inspect("late.csv", policy)
    assert state(first["late.csv"]) == ("read" if policy == "stop" else "stopped")
    found = given.inspect()
    assert {name: state(file) for name, file in found.items()} == {"good.csv": "read", "late.csv": "quarantined"}
    assert not given.copies("late.csv")


def test_a_file_behind_a_dead_link_is_set_aside(given: Input):
    (given.folder / "link.csv").symlink_to("nowhere.csv")
    assert given.inspect()["link.csv"]["quarantine_code"] == "CLM-023"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read any file")
def test_a_file_without_permission_is_set_aside(given: Input):
    given.write("closed.csv", TABLE).chmod(0)
    assert given.inspect()["closed.csv"]["quarantine_code"] == "CLM-024"


@pytest.mark.parametrize("is_kept", [False, True])
def test_without_any_file_to_read_the_build_ends(given: Input, *, is_kept: bool):
    if is_kept:
        given.inspect()
        assert given.copies()
    given.write("good.csv", "")
    (file,) = given.inspect().values()
    assert "the file is empty" in file["problem"]
    assert file["quarantine_code"] is None
    (file,) = given.inspect("nothing*.csv").values()
    assert "no such file" in file["problem"]


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


def test_a_code_in_the_name_of_a_file_is_not_that_of_its_problem(given: Input):
    given.write("x (CLM-020).csv", "")
    found = given.inspect()["x (CLM-020).csv"]
    assert (state(found), found["quarantine_code"]) == ("quarantined", "CLM-026")


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


@pytest.mark.parametrize(
    ("count", "warning", "line"),
    [
        (1, "1 input file cannot be read and is set aside: 0.csv", "1  file cannot be read and is set aside:"),
        (2, "2 input files cannot be read and are set aside: 0.csv", "2  files cannot be read and are set aside:"),
    ],
)
def test_the_summary_counts_in_words(count: int, warning: str, line: str):
    rows = [SimpleNamespace(source_file=f"{number}.csv", detail="CLM-026") for number in range(count)]
    said: list[str] = []
    facts: dict[str, Any] = {"summary_warnings": []}
    context = {
        "run_query": lambda _: SimpleNamespace(rows=rows),
        "log": lambda text, **_: said.append(text),
        "log_summary_line": lambda _, text: said.append(text.strip()),
    }
    text = (ROOT / "macros" / "summarise_files.sql").read_text()
    template = jinja2.Environment(extensions=["jinja2.ext.do"]).from_string(text, context)  # noqa: S701 - no page
    template.module.summarise_files_set_aside("data_quality", facts)  # type: ignore[attr-defined]
    assert facts["summary_warnings"][0].startswith(f"not complete: {warning} (CLM-026)")
    assert said[0] == line


def test_every_file_of_the_corpus_has_one_state(given: Input):
    refused = [case for case in CASES if case.refused is not None]
    for case in refused:
        case.write(given.folder)
    given.write(".hidden", TABLE)
    found = given.inspect("*")
    states = Counter(state(file) for file in found.values())
    assert states["quarantined"] >= len(refused)
    assert states["read"] >= 1
    assert states["stopped"] == 0
    assert sum(states.values()) == len(found)
