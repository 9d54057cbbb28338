"""A Dagster job that builds the warehouse each night: dagster dev -f deploy/claims_dagster.py.

It is one op: with one task for each model, none of them would be a whole build, and nothing would be released.
"""

import os
import subprocess
from pathlib import Path

from dagster import Definitions, Failure, OpExecutionContext, ScheduleDefinition, job, op

SCRIPT = Path(os.environ.get("CLAIMS_PROJECT", "/opt/claims-warehouse"), "deploy", "claims-build")


@op
def build_warehouse(context: OpExecutionContext) -> None:
    """Run the script that cron and systemd run; it may be run again at any time."""
    result = subprocess.run([SCRIPT], capture_output=True, text=True, check=False)  # noqa: S603 - the project's script
    printed = result.stdout + result.stderr
    if result.returncode:
        raise Failure(printed)
    if printed:
        context.log.warning(printed)


@job
def nightly_build() -> None:
    """Build and release, or leave readers what they have."""
    build_warehouse()


defs = Definitions(jobs=[nightly_build], schedules=[ScheduleDefinition(job=nightly_build, cron_schedule="15 4 * * *")])
