"""What people type every day beside `dbt build`: it works, or one message says what to do."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, Warehouse, copy_project

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("daily")]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A home without a build file, under a name that would end a literal of SQL."""
    warehouse = Warehouse(tmp_path_factory.mktemp("it's a [home] #1 of 100%"))
    (warehouse.home / "videos.csv").write_text("claim_status\n", encoding="utf-8")
    return warehouse


def refused(warehouse: Warehouse, *arguments: str, **options: object) -> str:
    """Return the words of dbt where it ends at once, without a traceback."""
    result = warehouse.dbt(*arguments, **options)
    assert result.returncode == 2, result.stdout[-2000:]
    assert "Traceback" not in result.stdout + result.stderr
    return " ".join(result.stdout.split())


def test_a_part_is_built_on_a_fresh_file_and_shown(tmp_path: Path, few_videos: list[str]):
    """With the tests that the part can answer, from a checkout whose path would end a literal."""
    project = tmp_path / "it's [a] 100% chéckout"
    copy_project(project)
    warehouse = Warehouse(tmp_path)
    (tmp_path / "videos.csv").write_text("".join(few_videos), encoding="utf-8")
    arguments = ("--exclude-resource-type", "unit_test")
    result = warehouse.dbt(
        "build", "--select", "+videos", *arguments, videos=str(tmp_path / "videos.csv"), project=project
    )
    assert result.returncode == 0, result.stdout[-2000:]
    assert "ERROR=0 SKIP=0" in result.stdout
    shown = warehouse.dbt("show", "--select", "videos", videos=str(tmp_path / "videos.csv"), project=project)
    assert "not verified" in shown.stdout
    words = refused(warehouse, "build", "--empty", videos=str(tmp_path / "videos.csv"), project=project)
    assert "would empty the build file" in words
    with duckdb.connect(warehouse.build_file, read_only=True) as connection:
        assert connection.execute("select count(*) > 400 from marts.videos").fetchall() == [(True,)]


def test_a_part_that_reads_what_is_not_built_names_it(tmp_path: Path):
    words = refused(Warehouse(tmp_path), "build", "--select", "videos")
    assert "the build file does not hold int_videos yet, which videos reads. Build everything" in words
    assert "--select +videos" in words


def test_retry_asks_for_a_build(fresh: Warehouse):
    """After the file of a failed build was put in its place; files are inspected by a node that had succeeded."""
    videos = str(fresh.home / "late.csv")
    assert fresh.dbt("build", "--select", "+raw_accepted_files", videos=videos).returncode == 1
    shutil.copy(ROOT / "seeds" / "sample" / "simulated_videos.csv", videos)
    words = refused(fresh, "retry", videos=videos)
    assert "Run dbt build again: what has not changed is not computed again (CLM-062)" in words


@pytest.mark.parametrize("profile", ["the project's", "another"])
def test_a_profile_in_the_users_folder_is_named(tmp_path: Path, profile: str):
    """As dbt finds it where the current directory has none; that of the project, copied, finds no Python there."""
    folder = tmp_path / ".dbt"
    folder.mkdir()
    if profile == "another":
        outputs = f"{{dev: {{type: duckdb, path: {tmp_path}/other.duckdb}}}}"
        (folder / "profiles.yml").write_text(f"claims_warehouse: {{target: dev, outputs: {outputs}}}\n")
    else:
        shutil.copy(ROOT / "profiles.yml", folder)
    command = [Path(sys.executable).with_name("dbt"), "--no-use-colors", "build", "--select", "input_columns"]
    folders = ["--project-dir", ROOT, "--profiles-dir", folder, "--target-path", tmp_path, "--log-path", tmp_path]
    environment = os.environ | {"CLAIMS_HOME": str(tmp_path)}
    result = subprocess.run(
        [*command, *folders], cwd=tmp_path, env=environment, check=False, capture_output=True, text=True
    )
    words = " ".join(result.stdout.split())
    assert result.returncode == 2
    assert "Traceback" not in words
    assert f"the profile claims_warehouse in {folder} is not the project's own" in words
    assert f"--profiles-dir {ROOT}" in words
    assert not (tmp_path / "build").exists()


def test_a_second_invocation_in_one_process_says_what_failed(fresh: Warehouse):
    script = (
        "from dbt.cli.main import dbtRunner\n"
        "for _ in range(2):\n"
        "    dbtRunner().invoke(['build', '--select', '+raw_accepted_files', '--exclude-resource-type', 'test', "
        f"'--target-path', {str(fresh.home / 'target')!r}, '--log-path', {str(fresh.home / 'logs')!r}])\n"
    )
    environment = os.environ | {"CLAIMS_HOME": str(fresh.home), "CLAIMS_VIDEOS": str(fresh.home / "none.csv")}
    command = [sys.executable, "-c", script]
    output = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
    assert output.count("What failed (nothing is released yet):") == 2
    assert output.count("- raw_accepted_files: ") == 2


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Undo what a shell does that starts the tests in the background: their children would ignore an interrupt."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_is_reported_in_one_line(fresh: Warehouse):
    process = fresh.start("build", "--select", "+int_assert_has_accepted_rows")
    output = ""
    while "START seed" not in output:
        line = process.stdout.readline()  # type: ignore[union-attr]
        assert line, output
        output += line
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate()
    assert "Interrupted (nothing is released yet). Nothing has to be repaired: build again (CLM-007)" in rest
    assert "Traceback" not in output + rest + errors
    assert "Encountered an error" not in rest
