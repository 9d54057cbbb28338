"""Say in words what failed in a build, tracebacks left out: `python build_failures.py RUN_RESULTS`."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HEADING_OF_TRACEBACK = "Traceback (most recent call last):"


def failures(run_results: Mapping[str, Any]) -> list[str]:
    """Return one text per failed node of dbt's `run_results.json`: its name and the words of its error."""
    failed = [result for result in run_results["results"] if result["status"] in {"error", "fail", "runtime error"}]
    return [f"{result['unique_id'].split('.')[2]}: {_words(result['message'])}" for result in failed]


def _words(message: str) -> str:
    lines = [line.strip() for line in message.splitlines()]
    if HEADING_OF_TRACEBACK in lines:
        return [line for line in lines if line][-1]
    # dbt's first line names the node again, and its last the file of the compiled query.
    told = [line for line in lines if not line.startswith("compiled code at")]
    return " ".join(told[1:] or told)


def main() -> None:
    """Print what failed; dbt has told what ended a build before its first node."""
    path = Path(sys.argv[1])
    if path.exists():
        print("\nThe build failed, and readers go on with what they had:")
        for failure in failures(json.loads(path.read_text())):
            print(f"- {failure}")


if __name__ == "__main__":
    main()
