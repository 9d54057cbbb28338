"""Dagster itself runs the job of deploy/, with a script that ends as it is told."""

import os
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT

PYTHON = ROOT / ".venv-clients" / "dagster" / "bin" / "python"
RUN = """
import sys
sys.path.insert(0, sys.argv[1])
import claims_dagster
job = claims_dagster.defs.resolve_job_def("nightly_build")
result = job.execute_in_process(raise_on_error=False)
(schedule,) = claims_dagster.defs.schedules
print("succeeded" if result.success else "failed", len(result.get_step_success_events()), schedule.cron_schedule)
"""


@pytest.mark.parametrize(
    ("exit_code", "printed", "end"),
    [
        (0, "", "succeeded 1 15 4 * * *"),
        (0, "it warns", "succeeded 1 15 4 * * *"),
        (1, "it broke", "failed 0 15 4 * * *"),
    ],
)
def test_dagster_runs_the_script_as_one_task(tmp_path: Path, exit_code: int, printed: str, end: str):
    if not PYTHON.exists():
        pytest.skip("dagster has no environment; make test-dagster makes it")
    script = tmp_path / "deploy" / "claims-build"
    script.parent.mkdir()
    script.write_text(f"#!/bin/sh\nprintf '%s' '{printed}'\nexit {exit_code}\n")
    script.chmod(0o755)
    result = subprocess.run(
        [PYTHON, "-c", RUN, ROOT / "deploy"],
        env=os.environ | {"CLAIMS_PROJECT": str(tmp_path), "DAGSTER_HOME": str(tmp_path), "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.splitlines()[-1] == end
    assert printed in result.stderr
