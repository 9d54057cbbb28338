"""The operator's manual names messages that the project can give, in the words in which it gives them."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT

ROW = re.compile(r"^\| `([^`]+)` \| .+ \| .+ \|$", re.MULTILINE)
CHAPTER = (ROOT / "docs" / "operate.md").read_text().split("## What a message asks for")[1].split("\n## ")[0]
SOURCES = (
    "\n".join(
        path.read_text()
        for folder in ("python", "macros", "models")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".sql"}
    )
    + (ROOT / "Makefile").read_text()
)


@pytest.mark.parametrize("message", ROW.findall(CHAPTER))
def test_a_message_of_the_manual_is_one_of_the_project(message: str):
    # A message is put together at its values (…), its colon and its full stop.
    for part in re.split(r"…|: |[.] ", message):
        assert part.strip(" .:'()") in SOURCES


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
