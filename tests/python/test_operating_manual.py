"""What the operator's pages say of codes and of erasing holds."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT

from claims_warehouse.messages import MESSAGES


@pytest.mark.parametrize("document", sorted(ROOT.glob("docs/*.md")), ids=lambda path: path.name)
def test_a_code_of_a_document_is_one_of_the_project(document: Path):
    assert set(re.findall(r"CLM-\d{3}", document.read_text())) <= MESSAGES.keys()


def test_no_page_of_the_operator_is_longer_than_two_screens():
    """Two screens of 50 lines; the table of messages is looked things up in."""
    for name in ("operate.md", "input.md", "runbook.md"):
        assert len((ROOT / "docs" / name).read_text().splitlines()) <= 100, name


@pytest.mark.parametrize("home", ["~/it's  [a] home", "{folder}/it's  [a] home/"])
def test_make_clean_erases_the_build_file_where_builds_have_it(tmp_path: Path, home: str):
    """The manual erases a video by it; a tilde in a service's settings is expanded by no shell."""
    build = tmp_path / "it's  [a] home" / "build"
    build.mkdir(parents=True)
    (build / "claims_build.duckdb").touch()
    environment = os.environ | {"HOME": str(tmp_path), "CLAIMS_HOME": home.format(folder=tmp_path)}
    # In a folder without a checkout's own `target` and `logs`.
    subprocess.run(["make", "--file", ROOT / "Makefile", "clean"], cwd=tmp_path, env=environment, check=True)
    assert list(build.iterdir()) == []
