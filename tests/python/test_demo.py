"""The project in a folder of its own, as an installed package writes it; test_wheel.py installs one."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import build_file_plugin
from claims_warehouse import locations
from claims_warehouse.command_line import main

# What dbt is here: it notes its environment, and fails if it is told so.
DBT = f"""#!{sys.executable}
import json, os, pathlib, sys
pathlib.Path("called.json").write_text(json.dumps([sys.argv[1:], dict(os.environ)]))
sys.exit(int(os.environ.get("FAILS", 0)))
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package that carries version 0.2.0 of a small project; the current folder is empty."""
    carried = tmp_path / "package" / "project"
    (carried / "models").mkdir(parents=True)
    (carried / "models" / "new.sql").write_text("select 2")
    (carried / "dbt_project.yml").write_text("name: claims_warehouse\nversion: 0.2.0\n")
    monkeypatch.setattr(locations, "CARRIED", carried)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "dbt").write_text(DBT)
    (tmp_path / "bin" / "dbt").chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for name in ("CLAIMS_HOME", "DBT_PROJECT_DIR"):
        # So that what a test sets is gone after it.
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    return carried


def claims(*arguments: str, **variables: str) -> Result:
    result = CliRunner().invoke(main, list(arguments), env=variables)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_an_installed_package_works_where_dbt_finds_its_project(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    assert locations.home() == locations.project_root() == tmp_path / "here"
    monkeypatch.setenv("DBT_PROJECT_DIR", str(tmp_path / "there"))
    assert locations.home() == locations.project_root() == tmp_path / "there"
    assert locations.own_project() == installed


def test_the_project_is_written_into_a_folder_and_renewed_there(installed: Path, tmp_path: Path):
    folder = tmp_path / "here"
    assert claims("init").output == f"The project is in {folder}\n"
    build_file_plugin.use_project(folder)
    (folder / "models" / "mine.sql").write_text("select 1")
    (folder / "warehouse").mkdir()
    (installed / "dbt_project.yml").write_text("name: claims_warehouse\nversion: 0.3.0\n")
    with pytest.raises(RuntimeError) as outdated:
        build_file_plugin.use_project(folder)
    assert str(outdated.value) == (
        f"{folder} holds version 0.2.0 of the project, and version 0.3.0 is installed. "
        f"Renew the project's files, then build again: claims init {folder} (CLM-069)"
    )
    assert claims("init", str(folder)).exit_code == 0
    build_file_plugin.use_project(folder)
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()) == [
        "dbt_project.yml",
        "models/new.sql",
        "project-0.2.0/dbt_project.yml",
        "project-0.2.0/models/mine.sql",
        "project-0.2.0/models/new.sql",
    ]
    assert (folder / "warehouse").is_dir()


@pytest.mark.usefixtures("installed")
def test_kept_files_are_not_overwritten(tmp_path: Path):
    claims("init")
    (tmp_path / "here" / "project-0.2.0").mkdir()
    result = claims("init")
    assert (result.exit_code, "still there. Move them away first" in result.output) == (1, True)
    assert (tmp_path / "here" / "models" / "new.sql").exists()


@pytest.mark.usefixtures("installed")
def test_the_sample_is_built_in_a_new_folder_without_settings_of_other_builds(tmp_path: Path):
    others = {"CLAIMS_VIDEOS": "a.csv", "CLAIMS_SCHEMA": "alice", "DBT_TARGET": "spark", "CLAIMS_MEMORY_LIMIT": "1GB"}
    result = claims("demo", "new", **others)
    folder = tmp_path / "here" / "new"
    arguments, environment = json.loads((folder / "called.json").read_text())
    assert arguments == ["build"]
    ours = {name: value for name, value in environment.items() if name.startswith(("CLAIMS_", "DBT_"))}
    assert ours == {
        "CLAIMS_HOME": str(folder),
        "CLAIMS_MEMORY_LIMIT": "1GB",
        "DBT_PROJECT_DIR": str(folder),
        "DBT_PROFILES_DIR": str(folder),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }
    assert (folder / "models" / "new.sql").exists()
    assert result.output.splitlines()[-3:] == [
        f"Open in a browser: {folder}/warehouse/dashboard/index.html",
        f"Open read-only in any DuckDB client: {folder}/warehouse/claims.duckdb",
        "Build your own file: cd new, then dbt build --vars '{videos: /path/to/file.csv}'",
    ]


@pytest.mark.usefixtures("installed")
def test_a_failed_build_and_a_used_folder_end_with_one_line(tmp_path: Path):
    result = claims("demo", "new", FAILS="1")
    assert (result.exit_code, result.output) == (1, "Error: dbt build failed; new/logs/dbt.log says more (CLM-136)\n")
    result = claims("demo", "new")
    assert (result.exit_code, result.output) == (
        1,
        "Error: new: the folder holds other files. Name a new one (CLM-135)\n",
    )
    (tmp_path / "bin" / "dbt").unlink()
    result = claims("demo", "newer")
    assert (result.exit_code, "dbt is not installed there" in result.output) == (1, True)


def test_a_checkout_builds_the_sample_with_its_own_project(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(locations, "CARRIED", installed / "none")
    assert claims("demo", "new").exit_code == 0
    _, environment = json.loads((tmp_path / "here" / "new" / "called.json").read_text())
    assert environment["DBT_PROJECT_DIR"] == str(locations.own_project())
    assert not (tmp_path / "here" / "new" / "models").exists()
    result = claims("init", "new")
    assert (result.exit_code, "is a checkout, which holds the project itself" in result.output) == (1, True)
