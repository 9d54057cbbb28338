"""A file that cannot be read is set aside: its rows stay as they were, and every match has exactly one state."""

import gzip
import os
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest
from conftest import ROOT
from inputs.corpus import CASES
from inputs.kept_files import TABLE, Input, damaged_in_a_late_page, state, texts


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


def test_a_code_in_the_name_of_a_file_is_not_that_of_its_problem(given: Input):
    given.write("x (CLM-020).csv", "")
    found = given.inspect()["x (CLM-020).csv"]
    assert (state(found), found["quarantine_code"]) == ("quarantined", "CLM-026")


@pytest.mark.parametrize(
    ("count", "warning", "line"),
    [
        (1, "1 input file cannot be read and is set aside: 0.csv", "1  file cannot be read and is set aside:"),
        (2, "2 input files cannot be read and are set aside: 0.csv", "2  files cannot be read and are set aside:"),
        (10, "10 input files cannot be read and are set aside: 0.csv", "10  files cannot be read and are set aside:"),
        (12, "12 input files cannot be read and are set aside: 0.csv", "12  files cannot be read and are set aside:"),
    ],
)
def test_the_summary_counts_in_words_and_names_ten_at_most(count: int, warning: str, line: str):
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
    named = [f"{number}.csv (CLM-026)" for number in range(9 if count > 10 else count)]
    assert [text.strip() for text in said[1:]] == named + ["and 3 more in data_quality"] * (count > 10)


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
