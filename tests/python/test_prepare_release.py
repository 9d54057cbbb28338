"""A release is held against what readers were promised, and written into the files that name it."""

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from conftest import ROOT
from prepare_release import RefusedError, allowed_versions, prepare, tag_text

RELEASED = {"videos": {"video_id": "bigint", "is_claim": "boolean"}, "curves": {"threshold": "double"}}
ADDED = {**RELEASED, "reviews": {"video_id": "bigint"}}
RETYPED = {**RELEASED, "videos": {"video_id": "varchar", "is_claim": "boolean"}}
WITHOUT_A_COLUMN = {**RELEASED, "videos": {"video_id": "bigint"}}
WITHOUT_A_TABLE = {"videos": RELEASED["videos"]}
CHANGELOG = "# Changelog\n\n## Unreleased\n\n- {}\n\n## {} (2026-01-01)\n\n- The first one.\n"


def checkout(folder: Path, said: str = "News.", last: str = "0.1.0", renamed: str = "") -> Path:
    """Write the files that a release changes, as the last release left them."""
    for name in ("tests", "docs"):
        (folder / name).mkdir(parents=True)
    (folder / "CHANGELOG.md").write_text(CHANGELOG.format(said, last))
    (folder / "tests" / "released_schema.json").write_text(json.dumps(RELEASED))
    (folder / "docs" / "renamed.csv").write_text(f"old_table,old_column,new_table,new_column\n{renamed}")
    (folder / "pyproject.toml").write_text(f'[project]\nversion = "{last}"\n')
    (folder / "dbt_project.yml").write_text(f"name: claims_warehouse\nversion: {last}\nconfig-version: 2\n")
    return folder


def prepared(root: Path, version: str, now: dict[str, dict[str, str]]) -> dict[str, str]:
    files = prepare(root, version, now, date(2026, 12, 1))
    return {path.relative_to(root).as_posix(): text for path, text in files.items()}


@pytest.mark.parametrize(
    ("last", "now", "allowed"),
    [
        ((0, 1, 0), RELEASED, [(0, 1, 1), (0, 2, 0), (1, 0, 0)]),
        ((0, 1, 0), ADDED, [(0, 1, 1), (0, 2, 0), (1, 0, 0)]),
        ((0, 1, 3), RETYPED, [(0, 2, 0), (1, 0, 0)]),
        ((0, 1, 3), WITHOUT_A_COLUMN, [(0, 2, 0), (1, 0, 0)]),
        ((1, 4, 2), RELEASED, [(1, 4, 3), (1, 5, 0), (2, 0, 0)]),
        ((1, 4, 2), ADDED, [(1, 5, 0), (2, 0, 0)]),
        ((1, 4, 2), WITHOUT_A_TABLE, [(2, 0, 0)]),
        ((1, 4, 2), RETYPED, [(2, 0, 0)]),
    ],
)
def test_the_version_follows_from_what_changed_for_readers(last, now, allowed):
    assert allowed_versions(last, RELEASED, now) == allowed


def test_a_release_is_written_into_the_files_that_name_it(tmp_path: Path):
    files = prepared(checkout(tmp_path), "0.1.1", ADDED)
    assert files["CHANGELOG.md"] == (
        "# Changelog\n\n## Unreleased\n\n## 0.1.1 (2026-12-01)\n\n- News.\n\n"
        "## 0.1.0 (2026-01-01)\n\n- The first one.\n"
    )
    assert json.loads(files["tests/released_schema.json"]) == ADDED
    assert files["pyproject.toml"] == '[project]\nversion = "0.1.1"\n'
    assert files["dbt_project.yml"] == "name: claims_warehouse\nversion: 0.1.1\nconfig-version: 2\n"
    assert tag_text(files["CHANGELOG.md"], "0.1.1") == "claims-warehouse 0.1.1\n\n- News.\n"


def test_what_was_written_is_the_beginning_of_the_next_release(tmp_path: Path):
    root = checkout(tmp_path)
    for name, text in prepared(root, "0.1.1", ADDED).items():
        (root / name).write_text(text)
    with pytest.raises(RefusedError, match="says nothing under '## Unreleased'"):
        prepare(root, "0.1.2", ADDED, date(2026, 12, 2))
    changelog = (root / "CHANGELOG.md").read_text()
    (root / "CHANGELOG.md").write_text(changelog.replace("## Unreleased\n", "## Unreleased\n\n- More.\n"))
    assert "## 0.1.2 (2026-12-02)" in prepare(root, "0.1.2", ADDED, date(2026, 12, 2))[root / "CHANGELOG.md"]


def test_the_first_release_promises_for_the_first_time(tmp_path: Path):
    root = checkout(tmp_path)
    (root / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n\n- All of it.\n")
    files = prepared(root, "0.1.0", WITHOUT_A_TABLE)
    assert files["CHANGELOG.md"] == "# Changelog\n\n## Unreleased\n\n## 0.1.0 (2026-12-01)\n\n- All of it.\n"


@pytest.mark.parametrize(
    ("version", "now", "problem"),
    [
        ("0.1", RELEASED, "the version is '0.1'; it is three numbers, such as 0.2.0"),
        ("", RELEASED, "the version is ''; it is three numbers"),
        ("0.3.0", RELEASED, "after 0.1.0 comes 0.1.1 or 0.2.0 or 1.0.0, not 0.3.0: no promise is broken"),
        ("0.1.0", RELEASED, "after 0.1.0 comes 0.1.1"),
        ("0.1.1", WITHOUT_A_COLUMN, "comes 0.2.0 or 1.0.0, not 0.1.1: the column videos.is_claim is gone"),
        ("0.2.0", WITHOUT_A_COLUMN, "videos.is_claim is gone, and docs/renamed.csv does not say what took its place"),
        ("0.2.0", WITHOUT_A_TABLE, "the table curves is gone, and CHANGELOG.md does not say so"),
        ("0.2.0", RETYPED, "the column videos.video_id was bigint and is varchar, and CHANGELOG.md does not say so"),
    ],
)
def test_a_release_that_would_surprise_readers_is_refused(tmp_path: Path, version, now, problem):
    with pytest.raises(RefusedError) as refusal:
        prepare(checkout(tmp_path), version, now, date(2026, 12, 1))
    assert problem in str(refusal.value)


@pytest.mark.parametrize(
    ("now", "said", "renamed"),
    [
        (WITHOUT_A_COLUMN, "`videos.is_claim` is now `status`.", "marts.videos,is_claim,marts.videos,status\n"),
        (WITHOUT_A_TABLE, "The table `curves` is gone.", "marts.curves,*,,\n"),
        (RETYPED, "`videos.video_id` is a text.", ""),
    ],
)
def test_a_broken_promise_is_released_where_documents_name_it(tmp_path: Path, now, said, renamed):
    files = prepared(checkout(tmp_path, said, renamed=renamed), "0.2.0", now)
    assert json.loads(files["tests/released_schema.json"]) == now


@pytest.mark.parametrize(
    ("name", "problem"),
    [("CHANGELOG.md", "has no heading '## Unreleased'"), ("pyproject.toml", "stands on 0 lines, not on one")],
)
def test_a_file_without_its_place_for_the_version_is_named(tmp_path: Path, name: str, problem: str):
    root = checkout(tmp_path)
    (root / name).write_text("nothing of it\n")
    with pytest.raises(RefusedError, match=problem):
        prepare(root, "0.1.1", RELEASED, date(2026, 12, 1))


def test_the_command_writes_only_if_it_is_to_and_commits_nothing(tmp_path: Path):
    root = checkout(tmp_path)
    for name in ("tests/released_schema.py", "tools/prepare_release.py"):
        (root / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    columns = {name: {"name": name, "data_type": data_type} for name, data_type in ADDED["reviews"].items()}
    nodes = {
        table: {
            "name": table,
            "access": "public",
            "columns": {name: {"data_type": kind} for name, kind in held.items()},
        }
        for table, held in RELEASED.items()
    }
    (root / "target").mkdir()
    (root / "target" / "manifest.json").write_text(
        json.dumps({"nodes": {**nodes, "reviews": {"name": "reviews", "access": "public", "columns": columns}}})
    )
    (root / ".gitignore").write_text("target/\n__pycache__/\n")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "all"]):
        subprocess.run([*git, *command], cwd=root, check=True)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "tools/prepare_release.py", *arguments, "0.1.1", "target/manifest.json"]
        return subprocess.run(
            command,
            cwd=root,
            env={"PYTHONPATH": "tests", "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )

    def changed() -> set[str]:
        status = subprocess.run([*git, "status", "--porcelain"], cwd=root, capture_output=True, text=True, check=True)
        return {line[3:] for line in status.stdout.splitlines()}

    tried = run("--dry-run")
    assert (tried.returncode, changed()) == (0, set())
    assert "would be written" in tried.stdout
    done = run()
    assert done.returncode == 0, done.stderr
    assert changed() == {"CHANGELOG.md", "dbt_project.yml", "pyproject.toml", "tests/released_schema.json"}
    tag = "git tag --annotate --cleanup=whitespace --file target/tag-0.1.1.txt v0.1.1"
    assert tag in done.stdout
    subprocess.run([*git, "commit", "--quiet", "--all", "--message", "Release"], cwd=root, check=True)
    subprocess.run([*git, *tag.split()[1:]], cwd=root, check=True)
    (root / "CHANGELOG.md").write_text("x")
    again = run()
    assert again.returncode == 1
    assert again.stderr == "No release: commit these changes first, or undo them:\n M CHANGELOG.md\n"
