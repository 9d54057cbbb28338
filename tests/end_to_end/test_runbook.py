"""The runbook is performed: what was lost comes back from a backup, and what a person asks to erase is gone."""

import csv
import io
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, Warehouse, copy_project
from searching import ARCHIVE, files_with

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("runbook")]

RUNBOOK = (ROOT / "docs" / "runbook.md").read_text()
# A word that nothing else says, in a text that is released and trained on, and a name. The copy of the project holds
# this module, too: neither stands in it as it is looked for.
WORD = "".join(["zyxomma", "quark"])
REVIEWER = " ".join(["Zenobia", "Quill"])


def commands(heading: str) -> list[str]:
    """Return the commands of a chapter, block by block."""
    chapter = RUNBOOK.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    indented = re.findall(r"(?ms)^( *)```sh\n(.*?)^ *```", chapter)
    assert indented
    return [re.sub(rf"^{indent}", "", block, flags=re.MULTILINE) for indent, block in indented]


@dataclass(frozen=True)
class Operator:
    """Somebody who types the runbook's commands in a checkout whose environment is active."""

    folder: Path

    @property
    def warehouse(self) -> Warehouse:
        return Warehouse(self.folder / "claims")

    @property
    def videos(self) -> Path:
        return self.folder / "videos.csv"

    @property
    def reviews(self) -> Path:
        return self.folder / "reviews.csv"

    def prepare(self) -> None:
        copy_project(self.folder / "project", "docs", "benchmarks")
        (self.folder / "backup").mkdir()
        (self.folder / "bin").mkdir()
        claims = self.folder / "bin" / "claims"
        program = "from claims_warehouse.command_line import main; main()"
        claims.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{program}" "$@"\n')
        claims.chmod(0o755)
        variables = f"videos: {self.videos}\nreviews: {self.reviews}\nevaluation_repeats: 1\npublish_reviewers: true\n"
        (self.folder / "variables.yml").write_text(variables)

    def types(self, command: str) -> str:
        for theirs, here in {"/srv/backup": "backup", "/etc/claims": "."}.items():
            command = command.replace(theirs, str(self.folder / here))
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("CLAIMS_", "DBT_"))}
        result = subprocess.run(
            ["bash", "-e", "-c", command],
            cwd=self.folder / "project",
            env=inherited
            | {
                "PATH": os.pathsep.join(
                    [str(self.folder / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]]
                ),
                "PYTHONPATH": str(self.folder / "project" / "python"),
                "CLAIMS_HOME": str(self.warehouse.home),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-4000:]
        return result.stdout

    def build(self) -> str:
        return self.types(commands("The disk is gone")[2].splitlines()[1])


def tables_with(path: Path, text: str) -> set[str]:
    """Return the tables of a file that hold a text, or a model in whose archive it stands."""
    found = set()
    with duckdb.connect(path, read_only=True) as connection:
        names = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        for schema, table in names:
            rows = connection.execute(f'select * from "{schema}"."{table}"').fetchall()
            if any(holds(value, text) for row in rows for value in row):
                found.add(str(table))
    return found


def holds(value: object, text: str) -> bool:
    if isinstance(value, bytes):
        if text.encode() in value or not value.startswith(ARCHIVE):
            return text.encode() in value
        with zipfile.ZipFile(io.BytesIO(value)) as archive:
            return any(text.encode() in archive.read(name) for name in archive.namelist())
    return text.casefold() in str(value).casefold()


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory, few_videos: list[str]) -> Operator:
    """An operator whose warehouse is built, backed up, lost and restored."""
    operator = Operator(tmp_path_factory.mktemp("runbook"))
    operator.prepare()
    rows = list(csv.reader(few_videos))
    text, video = rows[0].index("video_transcription_text"), rows[0].index("video_id")
    for row in rows[1:6]:
        row[text] = f"{row[text]} {WORD}"
    with operator.videos.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    operator.reviews.write_text(
        "video_id,decision,reviewed_at,reviewer\n"
        f"{rows[1][video]},claim,2026-02-01,{REVIEWER}\n{rows[9][video]},opinion,2026-02-01,Ann\n"
    )
    operator.build()
    operator.types("claims queue")
    backup, restore, build = commands("The disk is gone")
    operator.types(backup)
    operator.warehouse.home.rename(operator.folder / "lost")
    operator.types(restore)
    restored = operator.warehouse.released_file.resolve().parent.name
    assert restored == Warehouse(operator.folder / "lost").released_file.resolve().parent.name
    operator.types(build)
    # The next test erases from it.
    operator.warehouse.keep("restored")
    return operator


def test_what_was_lost_comes_back(operator: Operator):
    Warehouse(operator.folder / "restored").holds_what(Warehouse(operator.folder / "lost"))


def test_what_a_person_asks_to_erase_is_found_nowhere(operator: Operator):
    warehouse = operator.warehouse
    for word in (WORD, REVIEWER):
        # It is where it has to be looked for.
        assert tables_with(warehouse.released_file, word)
        assert len(tables_with(warehouse.build_file, word)) > 1
    assert files_with(warehouse.home / "warehouse", [WORD])
    with operator.videos.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    (video_id, *_) = [row[rows[0].index("video_id")] for row in rows if WORD in ",".join(row)]
    rows = [row for row in rows if WORD not in ",".join(row)]
    with operator.videos.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    decisions = operator.reviews.read_text().splitlines(keepends=True)
    operator.reviews.write_text("".join(line for line in decisions if REVIEWER not in line))
    find, erase = commands("A person asks to be erased")
    find = find.replace("7017666017", video_id)
    assert "accepted" in operator.types(find)
    operator.types(erase)
    assert "accepted" not in operator.types(find)
    for word in (WORD, REVIEWER):
        for path in (warehouse.released_file, warehouse.build_file):
            assert tables_with(path, word) == set()
        for folder in (warehouse.home, operator.folder / "project"):
            assert files_with(folder, [word]) == []
    assert len(list((warehouse.home / "warehouse" / "releases").iterdir())) == 1


def test_each_night_has_its_commands():
    assert commands("A bad release is out") == ["claims rollback\nclaims queue\n"]
