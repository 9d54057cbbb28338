"""What a build came to: shown with `--quiet` too, and written for machines."""

import json
import logging
import re
from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from dbt import flags
from dbt.events.types import (
    CommandCompleted,
    JinjaLogDebug,
    JinjaLogInfo,
    MainEncounteredError,
    RunResultError,
    StatsLine,
)
from dbt_common.events.base_types import EventLevel
from dbt_common.events.event_manager_client import add_logger_to_manager, cleanup_event_logger, get_event_manager
from dbt_common.events.functions import fire_event, get_stdout_config
from dbt_common.events.logger import LineFormat

from build_report_plugin import FACTS, Plugin
from claims_warehouse import locations
from claims_warehouse.release import build_report, folders

ROOT = locations.project_root()
RELEASE = "2026-11-21T120000Z-0123abcd"
WHOLE = {
    "refusal": "",
    "warnings": [],
    "summary_warnings": ["7 of 484 rows of videos are rejected (CLM-080)"],
    "counts": {"videos": {"read": 484, "accepted": 477, "rejected": 7}},
    "video_files_sha256": ["abc"],
    "is_new_release": True,
}
SAMPLE = (
    r"""^claims_last_build_[a-z_]+(\{[a-z_]+="([^"\\\n]|\\["\\n])*"(,[a-z_]+="([^"\\\n]|\\["\\n])*")*\})? [0-9.]+$"""
)


class Invocation:
    """An invocation of dbt with the plugin, on a screen that is read, in a home of its own."""

    def __init__(self, home: Path, level: EventLevel | None, command: str = "build") -> None:
        self.warehouse = home / "warehouse"
        self.screen = StringIO()
        flags.set_flags(Namespace(WHICH=command))
        cleanup_event_logger()
        if level:
            config = get_stdout_config(LineFormat.PlainText, False, level, False)
            config.output_stream = self.screen
            add_logger_to_manager(config)
        self.plugin = Plugin("build_report_plugin", {})

    def end(self, *, success: bool = True) -> dict[str, Any]:
        fire_event(
            CommandCompleted(command="dbt build", success=success, completed_at="2026-11-21T12:01:00Z", elapsed=60)
        )
        return json.loads((self.warehouse / "last_build.json").read_text())

    def tell_facts(self, **facts: object) -> None:
        fire_event(JinjaLogDebug(msg=FACTS + json.dumps(WHOLE | facts)))


def fail(node: str, message: str) -> None:
    fire_event(RunResultError(msg=message, node_info={"node_name": node}))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("CLAIMS_HOME", str(tmp_path))
    before, handlers = flags.get_flags(), logging.getLogger("claims_warehouse").handlers[:]
    yield tmp_path
    flags.set_flags(before)
    logging.getLogger("claims_warehouse").handlers = handlers
    cleanup_event_logger()


def test_the_macro_and_the_plugin_have_the_same_words():
    assert f'log("{FACTS}"' in (ROOT / "macros" / "build_summary.sql").read_text()


@pytest.mark.parametrize("level", [EventLevel.INFO, EventLevel.WARN, EventLevel.ERROR])
def test_what_a_build_came_to_is_shown_once_at_every_level(home: Path, level: EventLevel):
    build = Invocation(home, level)
    fire_event(JinjaLogInfo(msg="Rows accepted  477"))
    for _ in range(2):
        logging.getLogger("claims_warehouse.release").warning("nothing is compared\x1b[2J\n")
    build.tell_facts()
    build.end()
    shown = [line[10:] if line[2:3] == ":" else line for line in build.screen.getvalue().splitlines()]
    assert shown == ["Rows accepted  477", "Warning: nothing is compared [2J "]


def test_what_a_build_came_to_is_shown_where_dbt_shows_nothing_at_all(home: Path, capsys: pytest.CaptureFixture[str]):
    build = Invocation(home, None)
    fire_event(JinjaLogInfo(msg="Rows accepted  477"))
    logging.getLogger("claims_warehouse.release").warning("nothing is compared")
    build.tell_facts()
    build.end()
    assert capsys.readouterr().out == "Rows accepted  477\nWarning: nothing is compared\n"


def test_what_failed_is_shown_where_dbt_shows_nothing_at_all(home: Path, capsys: pytest.CaptureFixture[str]):
    """As with `--log-level none`: a line in the mail of a nightly job is better than its code alone."""
    Invocation(home, None)
    fail("raw_accepted_files", "Runtime Error in model raw_accepted_files (a.sql)\n  videos.csv: no such file")
    fire_event(StatsLine(stats=dict.fromkeys(("pass", "warn", "error", "skip", "noop", "total"), 0)))
    fire_event(MainEncounteredError(exc="Compilation Error in operation hook\n  the variable videos is empty"))
    assert capsys.readouterr().out.splitlines() == [
        "What failed (nothing is released yet):",
        "- raw_accepted_files: videos.csv: no such file (CLM-001)",
        "the variable videos is empty (CLM-001)",
    ]


@pytest.mark.parametrize(
    ("facts", "success", "state", "reason"),
    [
        ({}, True, "released", None),
        ({"is_new_release": False}, True, "unchanged", None),
        ({"is_new_release": None, "refusal": "a part"}, True, "not_released", "a part (CLM-077)"),
        ({}, False, "failed", None),
        ({"is_new_release": None}, False, "failed", None),
    ],
)
def test_each_end_has_its_state(home: Path, facts: dict[str, object], success: bool, state: str, reason: str | None):
    build = Invocation(home, EventLevel.ERROR)
    build.tell_facts(**facts)
    report = build.end(success=success)
    assert (report["state"], report["reason"]) == (state, reason)
    assert f'claims_last_build_state{{state="{state}"}} 1\n' in (build.warehouse / "last_build.prom").read_text()


def test_a_report_has_counts_warnings_and_versions(home: Path):
    build = Invocation(home, EventLevel.ERROR)
    build.warehouse.joinpath("releases", RELEASE).mkdir(parents=True)
    folders.show(build.warehouse, RELEASE)
    build.tell_facts(warnings=["a feature drifts"])
    report = build.end()
    assert report["counts"] == WHOLE["counts"]
    assert report["warnings"] == ["7 of 484 rows of videos are rejected (CLM-080)", "a feature drifts"]
    assert (report["release_id"], report["input_kind"], report["failures"]) == (RELEASE, "provided", [])
    assert report["ended_at"] == "2026-11-21T12:01:00.000Z"
    assert datetime.fromisoformat(report["started_at"]).tzinfo
    assert {"python", "duckdb", "dbt-core"} <= report["versions"].keys()
    assert build.screen.getvalue() == ""


def test_what_failed_is_reported_before_any_node_ran_and_after(home: Path):
    build = Invocation(home, EventLevel.ERROR)
    fail("videos", "Runtime Error in model videos (videos.sql)\n  first \x00 node")
    fire_event(MainEncounteredError(exc="Runtime Error\n  the build file is held"))
    report = build.end(success=False)
    assert report["failures"] == [
        {"node": "videos", "message": "first \x00 node (CLM-001)"},
        {"node": None, "message": "the build file is held (CLM-001)"},
    ]
    assert "claims_last_build_failures 2\n" in (build.warehouse / "last_build.prom").read_text()
    assert {path.name for path in build.warehouse.iterdir()} == {"last_build.json", "last_build.prom", "releases"}


def test_a_build_that_ran_no_node_says_so(home: Path):
    build = Invocation(home, EventLevel.ERROR)
    assert build.end()["reason"] == "this build ran no node (CLM-077)"
    assert build.screen.getvalue() == "Nothing is released: this build ran no node (CLM-077).\n"


def test_another_invocation_of_the_process_starts_anew(home: Path):
    build = Invocation(home, EventLevel.ERROR)
    fire_event(MainEncounteredError(exc="Runtime Error\n  the build file is held"))
    build.end(success=False)
    cleanup_event_logger()
    for _ in range(2):
        build.plugin.configure_cursor(None)
    assert get_event_manager().callbacks.count(build.plugin.listen) == 1
    build.tell_facts()
    report = build.end()
    assert (report["state"], report["failures"]) == ("released", [])


def test_other_commands_leave_the_report_of_the_last_build(home: Path):
    Invocation(home, EventLevel.ERROR).end()
    before = (home / "warehouse" / "last_build.json").read_text()
    run = Invocation(home, EventLevel.ERROR, "run")
    run.tell_facts(is_new_release=None, refusal="only dbt build releases, not dbt run")
    run.end()
    assert (home / "warehouse" / "last_build.json").read_text() == before
    assert run.screen.getvalue() == ""
    parse = Invocation(home, EventLevel.ERROR, "parse")
    fire_event(JinjaLogInfo(msg="anything"))
    assert parse.screen.getvalue() == ""


def test_a_report_that_cannot_be_written_is_reported(home: Path):
    (home / "warehouse").write_text("a file where the folder belongs")
    build = Invocation(home, EventLevel.ERROR)
    build.tell_facts()
    fire_event(CommandCompleted(command="dbt build", success=True, completed_at="2026-11-21T12:01:00Z", elapsed=60))
    assert build.screen.getvalue().startswith("Warning: the report of this build cannot be written: ")


def test_every_line_for_prometheus_is_one_that_its_exporter_reads():
    report = {
        "state": "released",
        "release_id": 'a "quoted" \\ name\nin two lines',
        "input_kind": None,
        "is_complete": False,
        "started_at": "2026-11-21T12:00:00.500Z",
        "ended_at": "2026-11-21T12:01:00.000Z",
        "counts": WHOLE["counts"],
        "warnings": ["one"],
        "failures": [],
    }
    lines = "".join(build_report.prometheus_text(report)).splitlines()
    described: list[str] = []
    for line in lines:
        if line.startswith("# "):
            described.append(line.split()[2])
            assert line.startswith(f"# HELP {described[-1]} ") or line == f"# TYPE {described[-1]} gauge"
        else:
            assert re.match(SAMPLE, line), line
            assert re.match(r"\w+", line)[0] == described[-1]  # type: ignore[index]
    assert described[::2] == described[1::2] == list(dict.fromkeys(described))
    assert r'claims_last_build_info{release_id="a \"quoted\" \\ name\nin two lines",input_kind=""} 1' in lines
    assert "claims_last_build_started_timestamp_seconds 1795262400.5" in lines
    assert 'claims_last_build_rows{file_kind="videos",state="accepted"} 477' in lines
