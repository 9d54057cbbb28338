"""What the documents tell people to type, and a copy of the project in which it is typed."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import ROOT, copy_project

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
COMMAND = re.compile(
    r"(?:[A-Z_]+=\S+ )*(?:make|dbt|claims(?= )|duckdb|python|source|export|\.venv[\w.-]*/bin/[\w-]+)(?: [^…]+)?(?<!\.)"
)
# What a reader types on a machine of theirs, by what stands for it here.
STANDS_FOR = {"/srv/tickets": "tickets", "PROJECT": ".", "--rows 10000000": "--rows 1000", "FOLDER/": ""}


def code_in_text(document: Path) -> set[str]:
    text = re.sub(r"(?ms)^ *```.*?^ *```", "", document.read_text())
    return {code for code in re.findall(r"`([^`\n]+)`", text) if COMMAND.fullmatch(code)}


def blocks(document: str, language: str) -> list[str]:
    found = re.findall(rf"(?ms)^( *)```{language}\n(.*?)^ *```", (ROOT / document).read_text())
    return [re.sub(rf"^{indent}", "", code, flags=re.MULTILINE) for indent, code in found]


def links(document: Path) -> list[str]:
    """Return the addresses of a document's links within the project."""
    text = re.sub(r"(?ms)^ *```.*?^ *```", "", document.read_text())
    return [address for address in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in address]


def headings(document: Path) -> set[str]:
    """Return the headings of a document as addresses name them."""
    found = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in found}


@dataclass(frozen=True)
class Checkout:
    """A copy of the project that has been built from a small file, with the environment of these tests."""

    folder: Path
    videos: Path

    def run(self, command: str, variables: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        ours = ("CLAIMS_", "DBT_", "PYTHON", "MAKE")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        programs = f"{self.folder / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
        for theirs, here in STANDS_FOR.items():
            command = command.replace(theirs, here)
        return subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env={**inherited, "PATH": programs, "CLAIMS_VIDEOS": str(self.videos), **(variables or {})},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def succeeds(self, command: str, variables: Mapping[str, str] | None = None) -> str:
        result = self.run(command, variables)
        assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-4000:]
        return result.stdout


def copy_of_the_project(folder: Path) -> Path:
    """Copy what is part of the project, with the times of the files, and point to this environment."""
    if not Path(sys.prefix, ".installed-dev").exists():
        pytest.skip("make test has not made this environment")
    copy_project(folder)
    (folder / ".venv").symlink_to(sys.prefix)
    return folder
