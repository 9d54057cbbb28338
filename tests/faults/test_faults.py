"""Faults of the machine: a build stops with words that an operator can act on, and the next one needs no help."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import SmallWarehouse
from released import whole_release

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("faults")]

MEBIBYTE = 1 << 20


@contextmanager
def mounted(*arguments: str | Path) -> Iterator[None]:
    """Mount something at the last argument, where this user may."""
    result = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if result.returncode:
        pytest.skip(f"nothing can be mounted here: {result.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", arguments[-1]], check=True)


def failed(warehouse: SmallWarehouse, *arguments: str, **options: Any) -> str:
    """See that a build fails, and return its last words."""
    result = warehouse.dbt("build", *arguments, **options, **warehouse.options)
    assert result.returncode != 0
    assert "Traceback" not in result.stdout + result.stderr
    _, heading, after = result.stdout.partition("What failed (")
    return (heading + after if heading else result.stdout.partition("Encountered an error")[2]).strip()


@pytest.mark.long
def test_a_full_disk_stops_the_build_and_nothing_has_to_be_repaired(small_warehouse: SmallWarehouse, tmp_path: Path):
    before, _ = whole_release(small_warehouse.released_file)
    with mounted("-t", "tmpfs", "-o", "size=128m", "tmpfs", tmp_path):
        shutil.copytree(small_warehouse.home, tmp_path, symlinks=True, dirs_exist_ok=True)
        moved = SmallWarehouse(tmp_path)
        moved.provide(20)
        # What dbt writes of its own, its log and what it has parsed, still fits: else its own trace is on the screen.
        (moved.home / "filler").write_bytes(b"0" * (shutil.disk_usage(moved.home).free - 4 * MEBIBYTE))
        message = failed(moved)
        assert message.startswith(f"What failed (readers have release {before}):\n- ")
        assert (
            "No space left on device. Free space on that disk and build again; nothing has to be repaired (CLM-002)."
            in message
        )
        assert whole_release(moved.released_file)[0] == before
        (moved.home / "filler").unlink()
        moved.build(**moved.options)
        assert whole_release(moved.released_file)[0] != before


def test_a_folder_that_cannot_be_written_is_reported(small_warehouse: SmallWarehouse):
    folder = small_warehouse.build_file.parent
    with mounted("--bind", folder, folder):
        subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
        message = failed(small_warehouse)
    assert f"the build file {small_warehouse.build_file} cannot be opened: " in message
    assert message.endswith("Read-only file system. Let the user who builds write there, and build again (CLM-005).")


@pytest.mark.long
def test_too_little_memory_is_reported_with_the_setting(small_warehouse: SmallWarehouse):
    message = failed(small_warehouse, environment={"CLAIMS_MEMORY_LIMIT": "20MB"})
    assert "Out of Memory Error: " in message
    assert message.endswith("Give the engine more by CLAIMS_MEMORY_LIMIT, and build again (CLM-003).")
    assert "is 'lots'; it is a size such as 4GB (CLM-011)" in failed(
        small_warehouse, environment={"CLAIMS_MEMORY_LIMIT": "lots"}
    )


def test_a_damaged_build_file_is_reported_with_how_to_build_it_anew(small_warehouse: SmallWarehouse, tmp_path: Path):
    damaged = SmallWarehouse(tmp_path)
    damaged.build_file.parent.mkdir()
    damaged.build_file.write_bytes(b"\x00" * 4096 + small_warehouse.build_file.read_bytes()[4096:])
    message = failed(damaged)
    assert f"the build file {damaged.build_file} cannot be opened: " in message
    assert message.endswith("Remove it and build again: it is made anew from the input (CLM-004)")
