"""The SQL tables of a build, written by hand without dbt, with the seconds and the memory of each statement.

Usage: python benchmarks/duckdb_workflow.py VIDEOS OUTPUT_FILE [--scores BUILD_FILE]

VIDEOS is one Parquet file without dates of input file. With the build file of a build of the same videos, its scores
become predictions and a review queue. The engine is set as in `profiles.yml`, with two threads.
"""

import argparse
import json
import os
import resource
import time
from pathlib import Path

import duckdb

FOLDER = Path(__file__).parent
SETTINGS = {
    "threads": 2,
    "memory_limit": os.environ.get("CLAIMS_MEMORY_LIMIT", "1800MB"),
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "preserve_insertion_order": True,
}


def run_statements(connection: duckdb.DuckDBPyConnection, script: Path) -> None:
    """Run a script and print for each statement, named by what it creates, its seconds and the peak of memory."""
    for statement in connection.extract_statements(script.read_text()):
        code = (line for line in statement.query.splitlines() if line and not line.startswith("--"))
        start = time.perf_counter()
        connection.execute(statement)
        seconds = round(time.perf_counter() - start, 3)
        step = " ".join(next(code).partition("(")[0].split()[:3])
        peak_gib = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 3)
        print(json.dumps({"step": step, "seconds": seconds, "peak_gib": peak_gib}), flush=True)


def main() -> None:
    """Make all tables in a new file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("videos", type=Path)
    parser.add_argument("output_file", type=Path)
    parser.add_argument("--scores", type=Path, metavar="BUILD_FILE")
    arguments = parser.parse_args()
    arguments.output_file.unlink(missing_ok=True)
    with duckdb.connect(arguments.output_file, config=SETTINGS) as connection:
        connection.execute("set variable videos = $path", {"path": str(arguments.videos)})
        run_statements(connection, FOLDER / "duckdb_cleaning.sql")
        run_statements(connection, FOLDER / "duckdb_statistics.sql")
        if arguments.scores:
            path = str(arguments.scores).replace("'", "''")
            connection.execute(f"attach '{path}' as build (read_only)")
            run_statements(connection, FOLDER / "duckdb_predictions.sql")


main()
