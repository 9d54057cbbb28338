"""Prepare a release: check it, write version and date, note the public schema, and say which commands publish it.

Usage: python tools/prepare_release.py [--dry-run] VERSION target/manifest.json. `make release VERSION=…` calls it, and
builds the wheel and the sdist. It commits and pushes nothing.
"""

import argparse
import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeAlias

import released_schema
from released_schema import Schema, broken_promises, public_schema

Version: TypeAlias = tuple[int, int, int]
VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
UNRELEASED = "## Unreleased"
RELEASE_HEADING = re.compile(rf"## ({VERSION.pattern}) \((\d{{4}}-\d\d-\d\d)\)")
# Where the version stands, as the beginning of its line.
VERSIONED_FILES = {"pyproject.toml": 'version = "{}"', "dbt_project.yml": "version: {}"}


class RefusedError(Exception):
    """What has to be mended before a release."""


@dataclass(frozen=True)
class Changelog:
    """CHANGELOG.md: what comes before the heading of what is not released, what follows it, and the releases."""

    introduction: str
    unreleased: str
    released: str

    @classmethod
    def parse(cls, text: str) -> "Changelog":
        """Divide the text at its headings."""
        introduction, heading, rest = text.partition(f"{UNRELEASED}\n")
        if not heading:
            raise RefusedError(f"CHANGELOG.md has no heading '{UNRELEASED}'")
        first = RELEASE_HEADING.search(rest)
        end = first.start() if first else len(rest)
        return cls(introduction, rest[:end].strip(), rest[end:])

    @property
    def last_version(self) -> Version | None:
        """The last version that was released."""
        heading = RELEASE_HEADING.match(self.released)
        return parse_version(heading[1]) if heading else None

    def with_release(self, version: str, day: date) -> str:
        """Return the text in which what was not released stands under a version."""
        parts = [f"{UNRELEASED}\n", f"## {version} ({day})\n", f"{self.unreleased}\n", self.released]
        return self.introduction + "\n".join(part for part in parts if part)


def parse_version(text: str) -> Version:
    """Return a version of three numbers."""
    found = VERSION.fullmatch(text)
    if not found:
        raise RefusedError(f"the version is '{text}'; it is three numbers, such as 0.2.0")
    return int(found[1]), int(found[2]), int(found[3])


def allowed_versions(last: Version, released: Schema, now: Schema) -> list[Version]:
    """Return the versions that may follow the last one, the smallest step first.

    Removing, renaming or retyping what is public needs the next first number, adding to it the next second one. Before
    1.0 each step is one place further back.
    """
    first, second, third = last
    steps = [(first, second, third + 1), (first, second + 1, 0), (first + 1, 0, 0)]
    if any(broken_promises(released, now)):
        return steps[1:] if first == 0 else steps[2:]
    is_larger = any(now[table].keys() - released.get(table, {}).keys() for table in now)
    return steps[1:] if is_larger and first > 0 else steps


def gone_names(released: Schema, now: Schema) -> Iterator[tuple[str, str]]:
    """Return table and column of each public column that is gone, and of each column of a table that is gone."""
    for table, columns in released.items():
        yield from ((table, column) for column in columns if column not in now.get(table, {}))


def unexplained(released: Schema, now: Schema, renamed: Sequence[Mapping[str, str]], unreleased: str) -> Iterator[str]:
    """Name what old queries miss without being told so, by the map of names and by the changelog."""
    # A star stands for all columns of a table.
    told = {(row["old_table"].rpartition(".")[2], row["old_column"]) for row in renamed}
    for table, column in gone_names(released, now):
        if {(table, column), (table, "*")}.isdisjoint(told):
            yield f"{table}.{column} is gone, and docs/renamed.csv does not say what took its place"
    words = set(re.findall(r"\w+", unreleased))
    for promise in broken_promises(released, now):
        name = re.findall(r"[\w.]+", promise)[2]
        if not set(name.split(".")) <= words:
            yield f"{promise}, and CHANGELOG.md does not say so"


def check(
    version: str, changelog: Changelog, released: Schema, now: Schema, renamed: Sequence[Mapping[str, str]]
) -> None:
    """Refuse a release whose version or documents do not say what has changed for readers."""
    wanted, last = parse_version(version), changelog.last_version
    if not changelog.unreleased:
        raise RefusedError(f"CHANGELOG.md says nothing under '{UNRELEASED}'")
    if last is None:
        # The first release promises something for the first time.
        return
    allowed = allowed_versions(last, released, now)
    if wanted not in allowed:
        broken = "; ".join(broken_promises(released, now)) or "no promise is broken"
        names = " or ".join(".".join(map(str, numbers)) for numbers in allowed)
        raise RefusedError(f"after {'.'.join(map(str, last))} comes {names}, not {version}: {broken}")
    problems = list(unexplained(released, now, renamed, changelog.unreleased))
    if problems:
        raise RefusedError("\n".join(problems))


def with_version(text: str, line: str, version: str) -> str:
    """Return a file's text with another version on the line that begins as given."""
    pattern = re.escape(line).replace(r"\{\}", VERSION.pattern)
    changed, count = re.subn(rf"(?m)^{pattern}$", line.format(version), text)
    if count != 1:
        raise RefusedError(f"'{line.format('…')}' stands on {count} lines, not on one")
    return changed


def prepare(root: Path, version: str, now: Schema, day: date) -> dict[Path, str]:
    """Return the files that a release changes with their new texts, after checking it.

    Parameters
    ----------
    root : Path
        The folder of the checkout.
    version : str
        Of the new release.
    now : Schema
        The public schema of the checkout.
    day : date
        Of the release.
    """
    changelog = Changelog.parse((root / "CHANGELOG.md").read_text(encoding="utf-8"))
    note = root / "tests" / released_schema.RELEASED.name
    released = json.loads(note.read_text(encoding="utf-8"))
    with (root / "docs" / "renamed.csv").open(encoding="utf-8", newline="") as file:
        check(version, changelog, released, now, list(csv.DictReader(file)))
    return {
        root / "CHANGELOG.md": changelog.with_release(version, day),
        note: json.dumps(now, indent=2) + "\n",
        **{
            root / name: with_version((root / name).read_text(encoding="utf-8"), line, version)
            for name, line in VERSIONED_FILES.items()
        },
    }


def tag_text(changelog: str, version: str) -> str:
    """Return the text of the tag of a version, from the changelog that names it."""
    found = re.search(rf"(?ms)^## {re.escape(version)} \(.*?\)\n(.*?)(?=^## |\Z)", changelog)
    if not found:
        raise RefusedError(f"CHANGELOG.md has no heading for {version}")
    return f"claims-warehouse {version}\n\n{found[1].strip()}\n"


def main() -> None:
    """Prepare a release of the checkout that this file is part of."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("version")
    parser.add_argument("manifest", type=Path)
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    given = parser.parse_args()
    root = Path(__file__).resolve().parents[1]
    changes = subprocess.run(
        ["git", "status", "--porcelain"],  # noqa: S607 - the user's own git
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    try:
        if changes:
            raise RefusedError(f"commit these changes first, or undo them:\n{changes.rstrip()}")
        now = public_schema(json.loads(given.manifest.read_text(encoding="utf-8")))
        files = prepare(root, given.version, now, datetime.now(UTC).date())
        text = tag_text(files[root / "CHANGELOG.md"], given.version)
    except RefusedError as refusal:
        sys.exit(f"No release: {refusal}")
    notes = root / "target" / f"tag-{given.version}.txt"
    if not given.dry_run:
        for path, content in {**files, notes: text}.items():
            path.write_text(content, encoding="utf-8")
    written = "would be written" if given.dry_run else "are written"
    names = ", ".join(str(path.relative_to(root)) for path in files)
    sys.stdout.write(
        f"{text}\n{names} {written}. Read the changes and run the tests, then publish:\n"
        f"  git commit --all --message 'Release {given.version}'\n"
        f"  git tag --annotate --cleanup=whitespace --file {notes.relative_to(root)} v{given.version}\n"
        f"  git push origin HEAD v{given.version}\n"
    )


if __name__ == "__main__":
    main()
