"""A file that cannot be read is set aside: its rows stay as they were, and every match has exactly one state."""

import gzip
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from conftest import ROOT
from inputs.corpus import CASES

from claims_warehouse.intake import quarantine
from claims_warehouse.intake.columns import InputColumn
from claims_warehouse.intake.files import inspect_files
from claims_warehouse.intake.records import read_records

COLUMNS = [InputColumn("video_id", ("video_id",), is_required=True), InputColumn("text", ("text",), is_required=True)]
TABLE = "video_id,text\n1,one\n2,two\n"


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

    def inspect(self, pattern: str = "**/*.csv") -> dict[str, dict[str, Any]]:
        patterns = {"videos": f"{self.folder}/{pattern}"}
        kept = quarantine.kept_input(self.kept.parents[1], "quarantine")
        columns = {"videos": COLUMNS}
        self.before = inspect_files(patterns, ROOT, columns, inspected_before=self.before, kept_input=kept)
        return {file["source_file"]: file for file in self.before.to_pylist()}


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
        (batch,) = read_records([now], COLUMNS)
        assert batch["text"].to_pylist() == ["one", "two", "three"]
    path.write_text(TABLE)
    assert state(given.inspect()[name]) == "read"
    assert [len(list(place.rglob("*"))) for place in given.kept.iterdir() if name == "b.csv"] == [1, 1] * (
        name == "b.csv"
    )


def test_what_can_be_opened_and_not_read_to_its_end_is_set_aside(given: Input):
    given.write("cut.csv", gzip.compress((TABLE + "3,x\n" * 10_000).encode())[:-20])
    assert given.inspect()["cut.csv"]["quarantine_code"] == "CLM-030"


def test_a_file_without_permission_or_behind_a_dead_link_is_set_aside(given: Input):
    (given.folder / "link.csv").symlink_to("nowhere.csv")
    assert given.inspect()["link.csv"]["quarantine_code"] == "CLM-023"


def test_without_any_file_to_read_the_build_ends(given: Input):
    given.write("good.csv", "")
    (file,) = given.inspect().values()
    assert "the file is empty" in file["problem"]
    assert file["quarantine_code"] is None
    (file,) = given.inspect("nothing*.csv").values()
    assert "no such file" in file["problem"]


def test_copies_are_private_and_go_with_their_files(given: Input):
    given.write("gone.csv", TABLE)
    given.inspect()
    assert len(list(given.kept.iterdir())) == 2
    assert given.kept.stat().st_mode & 0o777 == 0o700 & ~_umask()
    (given.folder / "gone.csv").unlink()
    given.inspect()
    assert len(list(given.kept.iterdir())) == 1
    assert quarantine.kept_input(given.kept.parents[1], "stop") is None
    assert not given.kept.exists()


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask


def test_a_damaged_copy_is_not_read(given: Input):
    path = given.write("b.csv", TABLE)
    given.inspect()
    for copy in given.kept.rglob("*"):
        if copy.is_file():
            copy.write_text("video_id,text\n9,other\n")
    path.write_text("")
    found = given.inspect()
    assert (found["b.csv"]["quarantine_code"], found["b.csv"]["skip_rule"]) == ("CLM-026", "quarantined")


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
