"""Judge the last build by its report, as monitoring asks for it: one line, and an exit code."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from claims_warehouse.release import folders
from claims_warehouse.sentences.wording import plural

OK, WARNING, CRITICAL, UNKNOWN = range(4)
STATUSES = ("OK", "WARNING", "CRITICAL", "UNKNOWN")


def judge(warehouse: Path, max_age: timedelta, now: datetime | None = None) -> tuple[int, list[str]]:
    """Judge the last build.

    Parameters
    ----------
    warehouse : Path
        The folder of `last_build.json`.
    max_age : timedelta
        From when on the end of a build is too long ago; a build that was killed reports nothing.
    now : datetime or None
        With a zone; None for the time.

    Returns
    -------
    tuple of int and list of str
        The exit code that Nagios and its like take (0 ok, 1 warning, 2 critical, 3 unknown), and lines: what is to be
        said first, then each failure and warning.
    """
    try:
        report = json.loads((warehouse / "last_build.json").read_text())
        ended_at = datetime.fromisoformat(report["ended_at"])
        details = [_failure(failure) for failure in report["failures"]] + list(report["warnings"])
        state, reason, release_id = report["state"], report["reason"], report["release_id"] or "none"
    except (OSError, ValueError, KeyError, TypeError) as error:
        return UNKNOWN, [f"UNKNOWN: {warehouse / 'last_build.json'} tells of no build: {error} (CLM-097)"]
    age = (now or datetime.now(UTC)) - ended_at
    incomplete = "not complete, " if report.get("is_complete") is False else ""
    said = f"{incomplete}build {state.replace('_', ' ')} at {ended_at:%Y-%m-%d %H:%M} UTC"
    current_id = folders.current_id(warehouse)
    since = " (rolled back since)" if current_id not in (None, release_id) else ""
    said += f", readers have release {current_id or release_id}{since}"
    problems = []
    if state in ("failed", "not_released"):
        problems.append(reason or plural(len(report["failures"]), "failure"))
    if age > max_age:
        hours, most = (time / timedelta(hours=1) for time in (age, max_age))
        problems.append(f"{hours:.0f} hours ago, more than {most:.0f} (CLM-097)")
    code = CRITICAL if problems else WARNING if details else OK
    if code == WARNING:
        problems.append(plural(len(details), "warning"))
    return code, [": ".join([STATUSES[code], "; ".join([said, *problems])]), *details]


def _failure(failure: Mapping[str, Any]) -> str:
    return f"{failure['node']}: {failure['message']}" if failure["node"] else str(failure["message"])
