"""The files of deploy/ do what they say: the script with a dbt that ends as it is told, the others by their readers."""

import ast
import configparser
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

from claims_warehouse.release import build_report

DEPLOY = ROOT / "deploy"
SCRIPT = "/opt/claims-warehouse/deploy/claims-build"
# What stands in for dbt prints, reports and ends as a build would.
DBT = """#!/bin/sh
echo "$@" >> "$CLAIMS_HOME/arguments"
echo "Warning: what dbt printed"
mkdir -p "$CLAIMS_HOME/warehouse"
cp "$CLAIMS_HOME/report.json" "$CLAIMS_HOME/warehouse/last_build.json"
exit "$(cat "$CLAIMS_HOME/result")"
"""
CLAIMS = f"""#!/bin/sh
if [ "$1" = queue ]; then echo "queue written"; exit "$(cat "$CLAIMS_HOME/queue")"; fi
PYTHONPATH={ROOT / "python"} exec {sys.executable} -c "from claims_warehouse.command_line import main; main()" "$@"
"""


class Machine:
    """A machine with the script, a variables file, and a dbt that ends as it is told."""

    def __init__(self, folder: Path):
        self.home = folder / "it's a home"
        self.project = folder / "a project"
        self.variables = folder / "variables.yml"
        self.home.mkdir()
        (self.project / ".venv" / "bin").mkdir(parents=True)
        for name, text in {"dbt": DBT, "claims": CLAIMS}.items():
            program = self.project / ".venv" / "bin" / name
            program.write_text(text)
            program.chmod(0o755)
        self.variables.write_text("videos: /data/*.csv\n")

    def environment(self, **others: str) -> dict[str, str]:
        return os.environ | {
            "CLAIMS_PROJECT": str(self.project),
            "CLAIMS_HOME": str(self.home),
            "CLAIMS_VARIABLES": str(self.variables),
            "CLAIMS_LOCK_WAIT": "0",
            **others,
        }

    def ends_with(self, result: int, state: str, *, queue: int = 0, warnings: tuple[str, ...] = ()) -> None:
        ended_at = f"{datetime.now(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"
        failures = [{"node": "videos", "message": "it broke (CLM-009)"}] if state == "failed" else []
        report = {"state": state, "reason": None, "release_id": "r", "ended_at": ended_at, "failures": failures}
        (self.home / "report.json").write_text(json.dumps(report | {"warnings": warnings}))
        (self.home / "result").write_text(str(result))
        (self.home / "queue").write_text(str(queue))

    def run(self, **others: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [DEPLOY / "claims-build"], env=self.environment(**others), capture_output=True, text=True, check=False
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.mark.parametrize("state", ["released", "unchanged"])
def test_a_night_without_trouble_is_silent(machine: Machine, state: str):
    machine.ends_with(0, state)
    result = machine.run()
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert (machine.home / "arguments").read_text() == "--quiet --no-use-colors build --vars videos: /data/*.csv\n"
    assert "queue written" in (machine.home / "build.log").read_text()


def test_a_warning_is_told_and_fails_nothing(machine: Machine):
    machine.ends_with(0, "released", warnings=("a feature drifts (CLM-083)",))
    result = machine.run()
    assert result.returncode == 0
    assert "WARNING: build released" in result.stdout
    assert "a feature drifts (CLM-083)" in result.stdout


def test_a_failed_build_is_told_with_its_exit_code_and_writes_no_queue(machine: Machine):
    machine.ends_with(2, "failed")
    result = machine.run()
    assert result.returncode == 2
    assert "Warning: what dbt printed" in result.stdout
    assert "videos: it broke (CLM-009)" in result.stdout
    assert "queue written" not in result.stdout


def test_a_build_that_released_nothing_fails_the_night(machine: Machine):
    machine.ends_with(0, "not_released")
    result = machine.run()
    assert result.returncode == 2
    assert "CRITICAL: build not released" in result.stdout


def test_a_queue_that_fails_fails_the_night(machine: Machine):
    machine.ends_with(0, "released", queue=1)
    result = machine.run()
    assert result.returncode == 1
    assert "queue written" in result.stdout


def test_a_second_build_waits_and_says_that_it_gave_up(machine: Machine):
    machine.ends_with(0, "released")
    with (machine.home / "build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = machine.run()
    assert result.returncode == 75
    assert "another build has held" in result.stdout
    assert not (machine.home / "arguments").exists()
    assert machine.run().returncode == 0


@pytest.mark.parametrize("missing", ["CLAIMS_PROJECT", "CLAIMS_VARIABLES"])
def test_what_is_not_there_is_told(machine: Machine, tmp_path: Path, missing: str):
    machine.ends_with(0, "released")
    result = machine.run(**{missing: str(tmp_path / "not there")})
    assert result.returncode == 1
    assert "not there" in result.stderr
    assert f"in {missing}\n" in result.stderr
    assert not (machine.home / "arguments").exists()


def test_the_line_of_cron_runs_the_script_each_night():
    lines = [line for line in (DEPLOY / "claims.cron").read_text().splitlines() if not line.startswith("#")]
    settings = dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))
    (entry,) = [line.split(maxsplit=6) for line in lines if not re.match(r"[A-Z_]+=", line)]
    assert settings.keys() == {"MAILTO", "CLAIMS_HOME", "CLAIMS_VARIABLES", "CLAIMS_MEMORY_LIMIT"}
    assert (entry[:5], entry[5:]) == (["15", "4", "*", "*", "*"], ["claims", SCRIPT])


def unit(name: str) -> configparser.ConfigParser:
    # `Environment` stands there several times, of which the parser would keep the last.
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[method-assign, assignment]
    parser.read(DEPLOY / name)
    return parser


def test_the_units_of_systemd_run_the_script_each_night():
    service, timer = unit("claims-build.service"), unit("claims-build.timer")
    assert service["Service"]["Type"] == "oneshot"
    assert service["Service"]["ExecStart"] == SCRIPT
    assert service["Service"]["ReadWritePaths"].split() == ["/opt/claims-warehouse", "/var/lib/claims"]
    assert (timer["Timer"]["OnCalendar"], timer["Timer"]["Persistent"]) == ("*-*-* 04:15", "true")
    assert timer["Install"]["WantedBy"] == "timers.target"


def test_systemd_takes_its_units(tmp_path: Path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not there: the units are only parsed")
    for name in ("claims-build.service", "claims-build.timer"):
        # It looks for the program, which lies elsewhere here.
        text = (DEPLOY / name).read_text().replace(f"ExecStart={SCRIPT}", f"ExecStart={DEPLOY / 'claims-build'}")
        (tmp_path / name).write_text(text)
    units = [tmp_path / "claims-build.service", tmp_path / "claims-build.timer"]
    command = ["systemd-analyze", "verify", "--man=no", *units]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    # It also looks at the machine's own units.
    assert [line for line in (result.stdout + result.stderr).splitlines() if "claims-build" in line] == []
    assert (
        subprocess.run(["systemd-analyze", "calendar", "*-*-* 04:15"], capture_output=True, check=False).returncode == 0
    )


def test_the_rules_of_prometheus_ask_for_metrics_that_a_build_writes():
    (group,) = yaml.safe_load((DEPLOY / "claims-alerts.yml").read_text())["groups"]
    report = {
        "state": "released",
        "release_id": None,
        "input_kind": None,
        "is_complete": True,
        "counts": {},
        "warnings": [],
        "failures": [],
        "started_at": "2026-11-27T04:15:00.000Z",
        "ended_at": "2026-11-27T04:20:00.000Z",
    }
    written = "".join(build_report.prometheus_text(report))
    for rule in group["rules"]:
        (metric,) = re.findall(r"claims_\w+", rule["expr"])
        assert f"# TYPE {metric} gauge" in written
        for state in re.findall(r'state=~"([^"]+)"', rule["expr"]):
            assert set(state.split("|")) <= set(build_report.STATES)


def test_the_job_of_dagster_is_one_task_that_runs_the_script():
    """`make test-dagster` runs it by Dagster itself."""
    tree = ast.parse((DEPLOY / "claims_dagster.py").read_text())
    decorated = [
        (decorator.id, function.name)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Name)
    ]
    assert decorated == [("op", "build_warehouse"), ("job", "nightly_build")]
    assert "'deploy', 'claims-build'" in ast.unparse(tree)
    assert "cron_schedule='15 4 * * *'" in ast.unparse(tree)
