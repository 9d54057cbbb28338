import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

PYTHON_MODEL = """Runtime Error in model published_snapshot (models/publication/published_snapshot.py)
  Python model failed:
  Traceback (most recent call last):
    File "published_snapshot.py", line 9, in model
  claims_warehouse.publication.snapshot.PublicationError: nothing was published
  """
SQL_MODEL = """Runtime Error in model raw_accepted_files (models/raw/raw_accepted_files.sql)
  Invalid Input Error: videos.csv: no such file.
  compiled code at target/run/raw_accepted_files.sql"""


def told(run_results: Path) -> str:
    command = [sys.executable, ROOT / "python" / "build_failures.py", run_results]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    ("status", "message", "words"),
    [
        ("error", PYTHON_MODEL, "claims_warehouse.publication.snapshot.PublicationError: nothing was published"),
        ("error", SQL_MODEL, "Invalid Input Error: videos.csv: no such file."),
        ("fail", "Got 1 result, configured to fail if != 0", "Got 1 result, configured to fail if != 0"),
    ],
)
def test_a_failure_is_told_in_words_alone(tmp_path: Path, status: str, message: str, words: str):
    path = tmp_path / "run_results.json"
    results = [
        {"unique_id": "model.claims_warehouse.videos", "status": "success", "message": "OK"},
        {"unique_id": "model.claims_warehouse.a_node", "status": status, "message": message},
        {"unique_id": "model.claims_warehouse.the_next", "status": "skipped", "message": None},
    ]
    path.write_text(json.dumps({"results": results}))
    assert told(path).splitlines()[1:] == [
        "The build failed, and readers go on with what they had:",
        f"- a_node: {words}",
    ]


def test_a_build_without_a_node_has_told_why_by_then(tmp_path: Path):
    assert told(tmp_path / "run_results.json") == ""
