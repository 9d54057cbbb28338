"""Faults of the machine: a build stops with words that an operator can act on, and the next one needs no help."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import SmallWarehouse
from published import whole_snapshot

pytestmark = pytest.mark.xdist_group("faults")

MEBIBYTE = 1 << 20


@contextmanager
def small_disk(folder: Path, mebibytes: int) -> Iterator[None]:
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.decode().strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def failed(warehouse: SmallWarehouse, *arguments: str, **options: Any) -> str:
    """See that a build fails, and return its last words."""
    result = warehouse.dbt("build", *arguments, **options, **warehouse.options)
    assert result.returncode != 0
    assert "Traceback" not in result.stdout + result.stderr
    _, heading, after = result.stdout.partition("What failed (")
    return (heading + after if heading else result.stdout.partition("Encountered an error")[2]).strip()


@pytest.fixture
def moved(small_warehouse: SmallWarehouse, tmp_path: Path) -> Iterator[SmallWarehouse]:
    """A copy of the small warehouse on a disk of its own, with a new delivery."""
    folder = tmp_path / "disk"
    with small_disk(folder, 128):
        shutil.copytree(small_warehouse.home, folder, symlinks=True, dirs_exist_ok=True)
        warehouse = SmallWarehouse(folder)
        warehouse.deliver(20)
        yield warehouse


def test_a_full_disk_stops_the_build_and_nothing_has_to_be_repaired(moved: SmallWarehouse):
    before, _ = whole_snapshot(moved.published_file)
    left = shutil.disk_usage(moved.home).free
    (moved.home / "filler").write_bytes(b"0" * (left - MEBIBYTE))
    told = failed(moved)
    assert told.startswith(f"What failed (readers have publication {before}):\n- ")
    assert "No space left on device. Free space on that disk and build again; nothing has to be repaired." in told
    assert whole_snapshot(moved.published_file)[0] == before
    (moved.home / "filler").unlink()
    assert moved.dbt("build", **moved.options).returncode == 0
    assert whole_snapshot(moved.published_file)[0] != before


def test_a_disk_that_can_only_be_read_is_told(moved: SmallWarehouse, tmp_path: Path):
    subprocess.run(["mount", "-o", "remount,ro", moved.home], check=True)
    # dbt's own files go elsewhere: it is the warehouse that cannot be written.
    told = failed(moved, "--target-path", str(tmp_path), "--log-path", str(tmp_path))
    assert f"the build file {moved.build_file} cannot be opened: " in told
    assert "Read-only file system. Let the user who builds write there, and build again." in told


def test_too_little_memory_is_told_with_the_setting(small_warehouse: SmallWarehouse):
    told = failed(small_warehouse, environment={"CLAIMS_MEMORY_LIMIT": "20MB"})
    assert "Out of Memory Error: " in told
    assert told.endswith("Give the engine more by CLAIMS_MEMORY_LIMIT, or the machine, and build again.")
    assert "is 'lots'; it is a size such as 4GB" in failed(small_warehouse, environment={"CLAIMS_MEMORY_LIMIT": "lots"})


def test_a_damaged_build_file_is_told_with_how_to_build_it_anew(small_warehouse: SmallWarehouse, tmp_path: Path):
    damaged = SmallWarehouse(tmp_path)
    damaged.build_file.parent.mkdir()
    damaged.build_file.write_bytes(b"\x00" * 4096 + small_warehouse.build_file.read_bytes()[4096:])
    told = failed(damaged)
    assert f"the build file {damaged.build_file} cannot be opened: " in told
    assert told.endswith("Remove it and build again: it is made anew from the input")
