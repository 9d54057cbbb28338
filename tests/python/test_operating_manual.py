"""The operator's manual names messages that the project can give, in the words in which it gives them."""

import re

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
