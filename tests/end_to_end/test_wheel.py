"""The wheel is built from the sdist, holds the project and nothing of this machine, and builds without a checkout."""

import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, copy_project

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("wheel")]
# What a checkout has beside the package for those who build, by folder or file.
PROJECT = (
    "analyses",
    "dbt_project.yml",
    "docs/renamed.csv",
    "macros",
    "models",
    "profiles.yml",
    "seeds",
    "selectors.yml",
    "tests/dbt",
)
MADE_BY_USE = ("__pycache__", ".egg-info")


def files_below(folder: Path, *names: str) -> dict[str, bytes]:
    """Return the files of folders that are part of the project by their paths."""
    paths = [path for name in names for path in ((folder / name), *(folder / name).rglob("*")) if path.is_file()]
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in paths
        if not any(part.endswith(MADE_BY_USE) for part in path.parts)
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of sdist and wheel, as `make dist` builds them, with no network."""
    copy = tmp_path_factory.mktemp("dist") / "checkout"
    copy_project(copy)
    command = (
        f"{sys.prefix}/bin/uv build --quiet --no-build-isolation --offline --python {sys.executable} --out-dir dist"
    )
    if not Path(sys.prefix, "bin", "uv").exists():
        pytest.skip("uv is not installed")
    assert (
        command.replace(f"{sys.prefix}/bin/uv", "$(BIN)/uv").replace(sys.executable, "$(BIN)/python")
        in (ROOT / "Makefile").read_text()
    )
    subprocess.run(command.split(), cwd=copy, check=True)
    assert not (copy / "build" / "lib").exists()
    return copy / "dist"


@dataclass(frozen=True)
class Environment:
    """An environment that has the wheel, and the libraries of this one."""

    folder: Path

    def run(self, *command: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
        ours = ("CLAIMS_", "DBT_", "PYTHON")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return subprocess.run(
            [self.folder / "bin" / command[0], *command[1:]],
            cwd=folder,
            env={**inherited, **variables},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def environment(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    folder = tmp_path_factory.mktemp("environment") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    (wheel,) = built.glob("*.whl")
    install = f"{sys.prefix}/bin/uv pip install --quiet --offline --no-deps --python {folder}/bin/python {wheel}"
    subprocess.run(install.split(), check=True)
    (site_packages,) = folder.glob("lib/python*/site-packages")
    (site_packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    dbt = folder / "bin" / "dbt"
    dbt.write_text(f"#!{folder}/bin/python\nfrom dbt.cli.main import cli\ncli()\n")
    dbt.chmod(0o755)
    return Environment(folder)


def test_the_wheel_holds_the_package_and_the_project_and_nothing_else(built: Path):
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = {name: archive.read(name) for name in archive.namelist() if ".dist-info/" not in name}
    package = {name.removeprefix("python/"): content for name, content in files_below(ROOT, "python").items()}
    project = files_below(ROOT, *PROJECT)
    assert held == package | {f"claims_warehouse/project/{name}": content for name, content in project.items()}
    assert {name.split("/")[1] for name in project if name.startswith("tests/")} == {"dbt"}


def test_neither_file_holds_a_path_of_this_machine(built: Path):
    (wheel,), (sdist,) = built.glob("*.whl"), built.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        contents = [archive.read(name) for name in archive.namelist()]
    with tarfile.open(sdist) as archive:
        members = [member for member in archive.getmembers() if not member.isdir()]
        assert all(member.isfile() for member in members)
        contents += [file.read() for member in members if (file := archive.extractfile(member))]
    for path in (str(ROOT), str(built.parent), str(Path.home()) + "/", sys.prefix):
        assert not any(path.encode() in content for content in contents), path


@pytest.mark.builds
def test_a_project_of_another_version_is_renewed(environment: Environment, few_videos: list[str], tmp_path: Path):
    folder = tmp_path / "it's [a] project"
    assert environment.run("claims", "init", str(folder), folder=tmp_path).returncode == 0
    (folder / "videos.csv").write_text("".join(few_videos), encoding="utf-8")
    settings = folder / "dbt_project.yml"
    ours = settings.read_text()
    settings.write_text(re.sub(r"(?m)^version: .*", "version: 0.0.1", ours))
    build = ("dbt", "build", "--select", "+videos", "--exclude-resource-type", "unit_test")
    outdated = environment.run(*build, folder=folder, CLAIMS_VIDEOS="videos.csv")
    assert outdated.returncode != 0
    words = " ".join(outdated.stdout.split())
    assert "Traceback" not in words
    assert f"Renew the project's files, then build again: claims init {folder}" in words
    renewed = environment.run("claims", "init", folder=folder)
    assert renewed.returncode == 0, renewed.stderr
    assert settings.read_text() == ours
    assert "version: 0.0.1\n" in (folder / "project-0.0.1" / "dbt_project.yml").read_text()
    # From another folder, as a schedule does it.
    folders = ("--project-dir", str(folder), "--profiles-dir", str(folder))
    result = environment.run(*build, *folders, folder=tmp_path, CLAIMS_VIDEOS="videos.csv")
    assert result.returncode == 0, result.stdout[-3000:]
    assert (folder / "build" / "claims_build.duckdb").exists()
    assert not (tmp_path / "build").exists()


def test_a_folder_with_other_files_is_left_alone(environment: Environment, tmp_path: Path):
    (tmp_path / "mine.txt").write_text("mine")
    for command in ("demo", "init"):
        result = environment.run("claims", command, str(tmp_path), folder=tmp_path)
        assert (result.returncode, result.stderr) == (
            1,
            f"Error: {tmp_path}: the folder holds other files. Name a new one (CLM-135)\n",
        )
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.long
def test_the_sample_is_built_from_the_wheel_alone(environment: Environment, tmp_path: Path):
    result = environment.run("claims", "demo", folder=tmp_path)
    assert result.returncode == 0, result.stdout[-3000:]
    warehouse = tmp_path / "claims-demo" / "warehouse"
    assert f"Open in a browser: {warehouse}/dashboard/index.html\n" in result.stdout
    assert (warehouse / "dashboard" / "index.html").exists()
    with duckdb.connect(warehouse / "claims.duckdb", read_only=True) as released:
        assert released.execute("select count(*), min(input_kind) from marts.releases").fetchall() == [(1, "simulated")]
