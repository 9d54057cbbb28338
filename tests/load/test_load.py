"""Sixteen readers query the released file while builds and releases take each other's place.

`make test-load` runs for ten minutes and writes what it measured into `docs/benchmarks.md`; `make test-long` runs for
seconds.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT, SmallWarehouse

from claims_warehouse.release import folders

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("faults")]

SECONDS = int(os.environ.get("SECONDS_OF_LOAD", "12"))
REPORT = os.environ.get("REPORT")
READERS = 16
SECTION = "<!-- load -->\n{}\n<!-- /load -->"


@contextmanager
def readers(released_file: Path, folder: Path) -> Iterator[list[subprocess.Popen[str]]]:
    """Run the readers; at the end see that each has ended well."""
    command = [sys.executable, ROOT / "tests" / "load" / "reader.py", released_file]
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'python'}:{ROOT / 'tests'}"}
    started = []
    for number in range(READERS):
        with (folder / f"{number}.out").open("w") as output, (folder / f"{number}.error").open("w") as errors:
            started.append(
                subprocess.Popen(
                    [*command, str(number)],
                    stdin=subprocess.PIPE,
                    stdout=output,
                    stderr=errors,
                    text=True,
                    env=environment,
                )
            )
    try:
        yield started
    finally:
        for reader in started:
            reader.send_signal(signal.SIGCONT)
            assert reader.stdin is not None
            reader.stdin.close()
        codes = [reader.wait() for reader in started]
    assert codes == [0] * READERS, [(folder / f"{number}.error").read_text()[-1000:] for number in range(READERS)]


def build_seconds(warehouse: SmallWarehouse, number: int) -> float:
    """Build what no build before had, and see that it is released."""
    before = folders.current_id(warehouse.home / "warehouse")
    warehouse.provide(number)
    started = time.monotonic()
    warehouse.build(**warehouse.options)
    seconds = time.monotonic() - started
    assert folders.current_id(warehouse.home / "warehouse") != before
    return seconds


def turn_back_and_forth(folder: Path) -> None:
    """Show readers the release before the last one and the last one again, as a rollback does."""
    for release_id in folders.kept_ids(folder)[-2:]:
        with folders.changing(folder):
            folders.show(folder, release_id)
        time.sleep(0.25)


def rate_and_slowest(rows: list[tuple[float, float]], began: float, ended: float) -> tuple[float, float]:
    """Return the queries per second between two moments, and the 99th percentile of their seconds."""
    seconds = [taken for at, taken in rows if began <= at < ended]
    return len(seconds) / (ended - began), float(np.quantile(seconds, 0.99))


@pytest.mark.long
def test_readers_see_whole_releases_and_delay_no_build(small_warehouse: SmallWarehouse, tmp_path: Path):
    warehouse, number = small_warehouse, 1000
    without_readers = build_seconds(warehouse, number)
    with readers(warehouse.released_file, tmp_path) as started:
        time.sleep(4)
        alone = time.monotonic()
        time.sleep(SECONDS / 2)
        load = time.monotonic()
        built = turned = 0
        while time.monotonic() < load + SECONDS:
            number += 1
            build_seconds(warehouse, number)
            built += 1
            for _ in range(5):
                turn_back_and_forth(warehouse.home / "warehouse")
                turned += 2
        end = time.monotonic()
        # What they have open stays open, but they take no time from the build.
        for reader in started:
            reader.send_signal(signal.SIGSTOP)
        with_readers = build_seconds(warehouse, number + 1)
    lines = [line.split() for path in tmp_path.glob("*.out") for line in path.read_text().splitlines()]
    rows = [(float(at), float(taken)) for at, taken, _ in lines]
    seen = {release_id for *_, release_id in lines}
    rate_alone, slowest_alone = rate_and_slowest(rows, alone, load)
    rate, slowest = rate_and_slowest(rows, load, end)
    report = (
        f"{READERS} readers, {os.cpu_count()} cores; {end - load:.0f} s with {built} builds and {turned} turns of the "
        f"link: {len(rows):,} queries, no error, none mixed, {len(seen)} releases seen.\n\n"
        "| | alone | while builds release | ratio |\n| --- | ---: | ---: | ---: |\n"
        f"| queries per second | {rate_alone:.1f} | {rate:.1f} | {rate / rate_alone:.2f} |\n"
        f"| 99th percentile of a query, ms | {1000 * slowest_alone:.0f} | {1000 * slowest:.0f} "
        f"| {slowest / slowest_alone:.2f} |\n"
        f"| a build beside no reader and beside {READERS} that hold the file open, s | {without_readers:.1f} "
        f"| {with_readers:.1f} | {with_readers / without_readers:.2f} |"
    )
    print(report)
    assert len(seen) > built
    assert with_readers < 3 * without_readers
    if REPORT:
        path = Path(REPORT)
        before, _, rest = path.read_text().partition(SECTION.partition("\n")[0])
        _, _, after = rest.partition(SECTION.rpartition("\n")[2])
        path.write_text(before + SECTION.format(report) + after)
