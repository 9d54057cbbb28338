"""Report the last build, released or not, in two machine-readable files."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from claims_warehouse.release import folders, history

STATES = ("released", "unchanged", "not_released", "failed")


def build_report(
    facts: Mapping[str, Any],
    warehouse: Path,
    *,
    failures: Sequence[Mapping[str, str | None]],
    python_warnings: Sequence[str],
    is_success: bool,
    started_at: datetime,
    ended_at: datetime,
) -> dict[str, Any]:
    """Return the report of a build.

    Parameters
    ----------
    facts : mapping
        What `macros/build_summary.sql` tells; empty where the build ended before its last hook, or ran no node.
    warehouse : Path
        The folder of what readers open.
    failures : sequence of mapping
        `node` and `message` of what failed.
    python_warnings : sequence of str
        What the package has warned of.
    is_success : bool
        Whether dbt ends without an error.
    started_at, ended_at : datetime
        In UTC, without a zone.

    Returns
    -------
    dict
        What `docs/operate.md` describes, as JSON can hold it.
    """
    released = {True: "released", False: "unchanged", None: "not_released"}[facts.get("is_new_release")]
    state = released if is_success else "failed"
    hashes = facts.get("video_files_sha256")
    return {
        "state": state,
        "reason": f"{facts.get('refusal') or 'this build ran no node'} (CLM-077)" if state == "not_released" else None,
        "release_id": folders.current_id(warehouse),
        "started_at": f"{started_at.isoformat(timespec='milliseconds')}Z",
        "ended_at": f"{ended_at.isoformat(timespec='milliseconds')}Z",
        "is_complete": facts.get("is_complete"),
        "input_kind": history.input_kind([{"sha256": sha256} for sha256 in hashes]) if hashes else None,
        "counts": facts.get("counts", {}),
        "warnings": [*facts.get("summary_warnings", []), *facts.get("warnings", []), *python_warnings],
        "failures": list(failures),
        "command": "dbt build",
        "versions": history.library_versions(),
    }


def write(report: Mapping[str, Any], warehouse: Path) -> None:
    """Put `last_build.json` and `last_build.prom` in place, each in one step."""
    # ASCII only, so that a file name or a message stays plain text to any reader.
    texts = {"json": json.dumps(report, indent=2) + "\n", "prom": "".join(prometheus_text(report))}
    # A build that is refused may end while another one does.
    with folders.changing(warehouse):
        for extension, text in texts.items():
            folders.put_in_place(warehouse / f"last_build.{extension}", partial(Path.write_text, data=text))


def prometheus_text(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield a report in the text format of Prometheus, of which its node exporter collects files."""
    info = {"release_id": report["release_id"] or "", "input_kind": report["input_kind"] or ""}
    rows = [
        ({"file_kind": file_kind, "state": state}, count)
        for file_kind, counts in report["counts"].items()
        for state, count in counts.items()
    ]
    states = [({"state": state}, int(state == report["state"])) for state in STATES]
    yield from _metric("info", "Release that readers have after the last build, and kind of its input", [(info, 1)])
    yield from _metric("state", "1 for the state in which the last build ended, 0 for others", states)
    for scoring_stage in ("started", "ended"):
        seconds = datetime.fromisoformat(report[f"{scoring_stage}_at"]).astimezone(UTC).timestamp()
        yield from _metric(
            f"{scoring_stage}_timestamp_seconds", f"Time at which the last build {scoring_stage}", [({}, seconds)]
        )
    is_incomplete = int(report["is_complete"] is False)
    yield from _metric("incomplete", "1 if an input file is set aside, so that not all is there", [({}, is_incomplete)])
    yield from _metric("rows", "Input rows of the last build by kind of file and state", rows)
    for what in ("warnings", "failures"):
        yield from _metric(what, f"Number of {what} of the last build", [({}, len(report[what]))])


def _metric(name: str, description: str, samples: Iterable[tuple[Mapping[str, str], float]]) -> Iterator[str]:
    name = f"claims_last_build_{name}"
    yield f"# HELP {name} {description}.\n# TYPE {name} gauge\n"
    for labels, value in samples:
        pairs = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        yield f"{name}{{{pairs}}} {value}\n" if pairs else f"{name} {value}\n"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
