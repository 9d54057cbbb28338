"""Whatever goes wrong while a release is made, readers keep the one that they have, whole."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pytest
from inputs.releases import FIRST, SECOND, THIRD, names, release_as, small_build, video_count

from claims_warehouse import locations
from claims_warehouse.release import folders
from failure_messages import format_error


@pytest.fixture
def build(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with small_build(tmp_path) as connection:
        yield connection


# Runs a release in a process that is killed, or short of space, at a moment of it.
FAULTY_RELEASE = """
import os, pathlib, resource, signal, sys
import duckdb
from claims_warehouse.release import contents, folders, history, writing

build_file, warehouse, release_id, row_count, fault = sys.argv[1:]

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def die_before(owner, name):
    setattr(owner, name, die)

def die_after(owner, name):
    original = getattr(owner, name)
    setattr(owner, name, lambda *values, **named: (original(*values, **named), die()))

if fault == "while it copies":
    die_after(writing, "_copy_table")
elif fault == "once it has copied":
    die_after(writing, "_write_file")
elif fault == "before the folder has its name":
    die_before(pathlib.Path, "rename")
elif fault == "once the folder has its name":
    die_after(pathlib.Path, "rename")
elif fault == "before the link is replaced":
    die_before(pathlib.Path, "replace")
elif fault == "once the link is replaced":
    die_after(pathlib.Path, "replace")
elif fault == "no space":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
with duckdb.connect(build_file) as build:
    tables = [{"table_name": "videos", "schema_name": "marts", "row_count": int(row_count), "masked_columns": []}]
    sha256 = history.content_sha256({}, contents.fingerprints(build, {"videos": []}))
    releases = [{"release_id": release_id, "is_current": True, "content_sha256": sha256}]
    folder = pathlib.Path(warehouse)
    writing.write_release(build, tables, releases, folder, releases_kept=5, write_files=lambda *_: None)
"""


def release_faultily(
    build: duckdb.DuckDBPyConnection, warehouse: Path, fault: str, command: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    ((build_file,),) = build.execute("select path from duckdb_databases() where not internal").fetchall()
    row_count = build.execute("select count(*) from marts.videos").fetchall()[0][0]
    build.close()
    return subprocess.run(
        [*command, sys.executable, "-c", FAULTY_RELEASE, build_file, warehouse, SECOND, str(row_count), fault],
        env=os.environ | {"PYTHONPATH": str(locations.project_root() / "python")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("moment", "seen"),
    [
        ("while it copies", FIRST),
        ("once it has copied", FIRST),
        ("before the folder has its name", FIRST),
        ("once the folder has its name", FIRST),
        ("before the link is replaced", FIRST),
        ("once the link is replaced", SECOND),
    ],
)
def test_readers_of_a_killed_build_see_one_whole_release(
    build: duckdb.DuckDBPyConnection, tmp_path: Path, moment: str, seen: str
):
    release_as(build, FIRST, tmp_path)
    build.execute("insert into marts.videos values (11)")
    assert release_faultily(build, tmp_path, moment).returncode == -signal.SIGKILL
    assert folders.current_id(tmp_path) == seen
    assert video_count(tmp_path) == {FIRST: 11, SECOND: 12}[seen]
    with duckdb.connect(tmp_path / "build file.duckdb") as next_build:
        release_as(next_build, THIRD, tmp_path)
    assert folders.current_id(tmp_path) == THIRD
    assert video_count(tmp_path) == 13
    assert not [name for name in names(tmp_path / "releases") | names(tmp_path) if name.startswith(".")]


def test_a_full_disk_leaves_the_release_and_gives_back_its_space(build: duckdb.DuckDBPyConnection, tmp_path: Path):
    release_as(build, FIRST, tmp_path)
    build.execute("insert into marts.videos from range(11, 200_000)")
    result = release_faultily(build, tmp_path, "no space")
    assert result.returncode == 1
    assert "File too large" in result.stderr
    assert folders.current_id(tmp_path) == FIRST
    assert video_count(tmp_path) == 11
    assert names(tmp_path / "releases") == {FIRST}


def test_where_nobody_may_write_the_release_stays(build: duckdb.DuckDBPyConnection, tmp_path: Path):
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("root may write anywhere, and there is no setpriv to take that from it")
    release_as(build, FIRST, tmp_path)
    (tmp_path / "releases").chmod(0o555)
    without_privilege = ["setpriv", "--bounding-set", "-dac_override"] if os.geteuid() == 0 else []
    result = release_faultily(build, tmp_path, "none", command=without_privilege)
    assert result.returncode == 1
    assert format_error(result.stderr).endswith("Let the user who builds write there, and build again (CLM-005).")
    assert "Permission denied: " in format_error(result.stderr)
    assert folders.current_id(tmp_path) == FIRST
    assert video_count(tmp_path) == 11
