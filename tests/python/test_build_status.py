"""Monitoring asks how the last build ended, by one line and an exit code."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from claims_warehouse.command_line import main
from claims_warehouse.release import build_status, folders

ENDED = datetime(2026, 11, 27, 4, 20, tzinfo=UTC)
RELEASED = {
    "state": "released",
    "reason": None,
    "release_id": "20261127T042000Z-abc",
    "ended_at": "2026-11-27T04:20:00.000Z",
    "warnings": [],
    "failures": [],
}
FAILED = {"state": "failed", "failures": [{"node": "videos", "message": "it broke (CLM-001)"}]}


def judged(folder: Path, report: dict[str, object], hours: float = 1) -> tuple[int, list[str]]:
    (folder / "last_build.json").write_text(json.dumps(RELEASED | report))
    return build_status.judge(folder, timedelta(hours=36), ENDED + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("build", "code", "first", "others"),
    [
        (({}, 1), 0, "OK: build released at 2026-11-27 04:20 UTC, readers have release 20261127T042000Z-abc", []),
        (({"state": "unchanged"}, 36), 0, "OK: build unchanged at ", []),
        (({"warnings": ["a", "b"]}, 1), 1, "2 warnings", ["a", "b"]),
        ((FAILED, 1), 2, "1 failure", ["videos: it broke (CLM-001)"]),
        (({"state": "not_released", "reason": "a part (CLM-077)"}, 1), 2, "a part (CLM-077)", []),
        (({"release_id": None}, 37), 2, "readers have release none; 37 hours ago, more than 36 (CLM-097)", []),
    ],
)
def test_each_end_has_its_exit_code(
    tmp_path: Path, build: tuple[dict[str, object], float], code: int, first: str, others: list[str]
):
    exit_code, lines = judged(tmp_path, *build)
    assert exit_code == code
    assert lines[0].startswith(build_status.STATUSES[code])
    assert first in lines[0]
    assert lines[1:] == others


def test_a_release_that_was_put_back_is_the_one_that_readers_have(tmp_path: Path):
    for release_id in ("20261126T042000Z-def", RELEASED["release_id"]):
        (tmp_path / "releases" / str(release_id)).mkdir(parents=True)
    folders.show(tmp_path, "20261126T042000Z-def")
    _, lines = judged(tmp_path, {})
    assert lines[0].endswith("readers have release 20261126T042000Z-def (rolled back since)")
    folders.show(tmp_path, str(RELEASED["release_id"]))
    assert judged(tmp_path, {})[1][0].endswith("readers have release 20261127T042000Z-abc")


@pytest.mark.parametrize("content", [None, "", "{}", '{"ended_at": null}', "[]"])
def test_what_cannot_be_judged_is_unknown(tmp_path: Path, content: str | None):
    if content is not None:
        (tmp_path / "last_build.json").write_text(content)
    exit_code, lines = build_status.judge(tmp_path, timedelta(hours=36))
    assert exit_code == build_status.UNKNOWN
    assert len(lines) == 1


def test_the_command_ends_with_the_exit_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CLAIMS_HOME", str(tmp_path))
    (tmp_path / "warehouse").mkdir()
    assert CliRunner().invoke(main, ["status"]).exit_code == build_status.UNKNOWN
    now = RELEASED | {"ended_at": f"{datetime.now(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"}
    (tmp_path / "warehouse" / "last_build.json").write_text(json.dumps(now))
    result = CliRunner().invoke(main, ["status"])
    assert (result.exit_code, result.output.count("\n")) == (0, 1)
    assert CliRunner().invoke(main, ["status", "--max-age", "0"]).exit_code == build_status.CRITICAL
