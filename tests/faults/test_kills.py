"""A build that is killed at any moment leaves readers one whole release, and the next build needs no help.

`make test-kills` makes a hundred attempts, `make test-long` ten: a build that ends before its moment is not killed.
"""

import hashlib
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest
from conftest import SmallWarehouse
from released import whole_release

from claims_warehouse.release import folders

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("faults")]

KILLS = int(os.environ.get("KILLS", "10"))


def input_rows(warehouse: SmallWarehouse) -> set[str]:
    return {hashlib.sha256(path.read_bytes()).hexdigest() for path in (warehouse.videos, warehouse.reports)}


def release_starts(warehouse: SmallWarehouse, process: subprocess.Popen[str]) -> bool:
    """Wait until a build makes the folder of its release, or ends."""
    releases = warehouse.home / "warehouse" / folders.RELEASES_FOLDER
    while process.poll() is None:
        if any(releases.glob(f"{folders.NEW}*")):
            return True
        time.sleep(0.005)
    return False


def seconds_of_a_build(warehouse: SmallWarehouse) -> tuple[float, float]:
    """Return how long a build takes, and how long from the moment at which it begins to release."""
    started = time.monotonic()
    with warehouse.start("build", environment={"TMPDIR": "/no/such/folder"}, **warehouse.options) as process:
        assert release_starts(warehouse, process)
        releasing = time.monotonic()
        process.communicate()
    assert process.returncode == 0
    return time.monotonic() - started, time.monotonic() - releasing


def leftovers(folder: Path) -> list[Path]:
    return [*folder.glob(".*"), *folder.glob(f"{folders.RELEASES_FOLDER}/.*")]


@pytest.mark.long
def test_a_killed_build_leaves_one_whole_release_and_the_next_needs_no_help(small_warehouse: SmallWarehouse):
    warehouse = small_warehouse
    moments = random.Random(2026)
    warehouse.provide(1)
    whole, releasing = seconds_of_a_build(warehouse)
    seen = {"old": 0, "new": 0, "ended before": 0}
    for number in range(KILLS):
        old, old_input = whole_release(warehouse.released_file)
        assert old_input == input_rows(warehouse)
        warehouse.provide(number + 2)
        # Two of five are killed while they release, the others at any moment.
        delay = moments.uniform(0, releasing) if number % 5 in {1, 3} else moments.uniform(0, whole)
        with warehouse.start("build", **warehouse.options) as process:
            if number % 5 in {1, 3}:
                assert release_starts(warehouse, process)
            try:
                process.wait(delay)
                seen["ended before"] += 1
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        found, found_input = whole_release(warehouse.released_file)
        assert found_input == (old_input if found == old else input_rows(warehouse))
        seen["old" if found == old else "new"] += 1

        result = warehouse.dbt("build", **warehouse.options)
        assert result.returncode == 0, result.stdout[-4000:]
        built, built_input = whole_release(warehouse.released_file)
        assert built_input == input_rows(warehouse)
        assert found in {old, built}
        assert leftovers(warehouse.home / "warehouse") == []
    print(f"{KILLS} attempts in {whole:.1f} s of a build, {releasing:.1f} s of them releasing: readers saw {seen}")
    assert seen["old"] > 0
