"""Read a file of simulated videos as a build does, and hold it against DuckDB's own reader.

Usage: python benchmarks/compare_reading.py [--rows N] [--rounds N]

A build inspects a file (its hash, encoding and repeated headers), reads it as text with the number of each row,
hashes it again, and writes a table. DuckDB makes a table of the same file. Both write into an empty file of DuckDB.
"""

import argparse
import csv
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
from measuring import machine, write_table

from claims_warehouse.intake import files, records
from claims_warehouse.intake.columns import input_columns
from claims_warehouse.simulation.videos import write_videos

ROOT = Path(__file__).resolve().parents[1]
READERS = {"csv": "read_csv(?, all_varchar = true)", "parquet": "read_parquet(?)"}
HEADINGS = ["file", "MB", "build, seconds", "DuckDB, seconds", "ratio, median (least to most)", "ratio of core-seconds"]

with (ROOT / "seeds" / "vocabulary" / "input_columns.csv").open(encoding="utf-8", newline="") as seed:
    COLUMNS = input_columns(csv.DictReader(seed))


def read_as_a_build(path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """Inspect a file and write its records into a table, as `raw_files` and `raw_videos` do."""
    inspected = files.inspect_files({"videos": str(path)}, ROOT, COLUMNS).to_pylist()
    connection.register("video_records", records.read_records(inspected, COLUMNS["videos"]))
    connection.execute("create table raw_videos as from video_records")


def read_by_duckdb(path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """Make a table of a file."""
    connection.execute(f"create table raw_videos as from {READERS[path.suffix[1:]]}", [str(path)])


def timed(read: Callable[[Path, duckdb.DuckDBPyConnection], None], path: Path) -> tuple[float, float]:
    """Return the seconds, and the seconds of processors, that a file took."""
    with tempfile.TemporaryDirectory() as folder:
        started, busy = time.perf_counter(), time.process_time()
        with duckdb.connect(Path(folder, "tables.duckdb"), config={"memory_limit": "1800MB"}) as connection:
            read(path, connection)
        return time.perf_counter() - started, time.process_time() - busy


def row(path: Path, rounds: int) -> list[str]:
    """Read a file in both ways in turn, and return the cells of its row."""
    pairs = [(timed(read_as_a_build, path), timed(read_by_duckdb, path)) for _ in range(rounds)]
    ratios = sorted(build[0] / own[0] for build, own in pairs)
    return [
        path.suffix[1:],
        f"{path.stat().st_size / 1e6:.0f}",
        f"{statistics.median(build[0] for build, _ in pairs):.1f}",
        f"{statistics.median(own[0] for _, own in pairs):.1f}",
        f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})",
        f"{statistics.median(build[1] / own[1] for build, own in pairs):.2f}",
    ]


def main() -> None:
    """Measure both formats and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"videos.{suffix}") for suffix in READERS]
        for path in paths:
            write_videos(path, arguments.rows, 20_240_229)
        rows = [row(path, arguments.rounds) for path in paths]
    write_table("reading", HEADINGS, rows, f"{arguments.rows:,} rows, {arguments.rounds} rounds. {machine()}")


main()
