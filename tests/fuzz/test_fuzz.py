"""What `make fuzz` found is read as promised from then on, and a short run finds nothing new."""

import subprocess
import sys
from pathlib import Path

import fuzz
import pytest
from conftest import ROOT


@pytest.mark.parametrize("case", sorted(path.name for path in fuzz.CASES.iterdir()))
def test_what_was_found_once_is_read_as_promised(case: str):
    path = Path(fuzz.CASES, case)
    fuzz.reader_of(path)(path)


def test_a_short_run_finds_nothing():
    command = [sys.executable, ROOT / "tests" / "fuzz" / "fuzz.py", "4", "--seed", "1"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr[-2000:]
    assert "none of which broke a promise" in result.stdout
