"""Measure builds of simulated videos beside the same work in pandas and in a hand-written DuckDB script.

Usage: python benchmarks/compare_at_scale.py --rows N [N ...] [--increment N] [--rounds N] [--builds-alone]

Each comparison runs in turn and in the same minutes. Figures go to benchmarks/results/ROWS.json; with them
`write_report.py` makes docs/benchmarks.md and its chart.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from measuring import built, measured

ROOT = Path(__file__).resolve().parents[1]
HERE = Path(__file__).parent
RESULTS = HERE / "results"
DBT = str(Path(sys.executable).with_name("dbt"))
PACKAGE = {"PYTHONPATH": str(ROOT / "python")}
SIMULATION = [str(Path(sys.executable).with_name("claims")), "simulate"]
# The part of a build that takes in what was in the file.
INTAKE = {
    "raw_files",
    "raw_accepted_files",
    "raw_videos",
    "stg_input__videos",
    "int_cleaned_video_rows",
    "int_repeated_videos",
    "int_video_rows",
    "int_assert_has_accepted_rows",
    "videos",
    "int_video_features",
    "int_champion_scores",
}
EMPTY_PROJECT = {
    "dbt_project.yml": "name: empty\nprofile: empty\n",
    "profiles.yml": (
        "empty:\n  target: duckdb\n  outputs:\n    duckdb: {type: duckdb, path: empty.duckdb, threads: 2}\n"
    ),
    "models/nothing.sql": "select 1 as nothing\n",
}


def dbt_build(home: Path, videos: str) -> dict[str, Any]:
    """Build in a home and return what it cost, by kind of node."""
    run = built(DBT, ROOT, home, videos)
    results = json.loads((home / "target" / "run_results.json").read_text())["results"]
    nodes = json.loads((home / "target" / "manifest.json").read_text())["nodes"]
    costs = {"SQL models": 0.0, "Python models": 0.0, "tests": 0.0, "intake": 0.0}
    slowest: dict[str, float] = {}
    for result in results:
        node = nodes.get(result["unique_id"])
        seconds = result["execution_time"]
        if node and node["resource_type"] == "model":
            costs["Python models" if node["language"] == "python" else "SQL models"] += seconds
            costs["intake"] += seconds if node["name"] in INTAKE else 0
            slowest[node["name"]] = round(seconds, 2)
        elif result["unique_id"].startswith(("test.", "unit_test.")):
            costs["tests"] += seconds
    costs["dbt itself"] = run.seconds - costs["SQL models"] - costs["Python models"] - costs["tests"]
    figures = {"seconds": run.seconds, "gibibytes": run.gibibytes, "nodes": len(results), **costs}
    return figures | {"slowest": dict(sorted(slowest.items(), key=lambda item: -item[1])[:12])}


def empty_build(home: Path) -> float:
    """Return the seconds of the second build of a dbt project with one model that selects a number."""
    for name, content in EMPTY_PROJECT.items():
        path = home / "empty" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    measured([DBT, "build", "--profiles-dir", "."], home / "empty")
    return measured([DBT, "build", "--profiles-dir", "."], home / "empty").seconds


def one_round(row_count: int, increment: int, home: Path, others: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """Run every comparison on so many rows, one after the other, and yield what each cost."""
    videos = home / "videos"
    videos.mkdir()
    simulated = measured([*SIMULATION, str(videos / "all.parquet"), "--rows", str(row_count)], home, PACKAGE)
    yield "simulation", {"seconds": simulated.seconds, "gibibytes": simulated.gibibytes}
    warehouse = home / "warehouse of dbt"
    warehouse.mkdir()
    pattern = str(videos / "*.parquet")
    build_file = str(warehouse / "build" / "claims_build.duckdb")
    yield "full build", dbt_build(warehouse, pattern)
    if others:
        yield compared(
            "DuckDB script", "duckdb_workflow.py", [str(home / "script.duckdb"), "--scores", build_file], home
        )
    yield "unchanged build", dbt_build(warehouse, pattern)
    if increment:
        new = [*SIMULATION, str(videos / "new.parquet"), "--rows", str(increment), "--seed", "7"]
        measured(new, home, PACKAGE)
        yield "build after new rows", dbt_build(warehouse, pattern) | {"new rows": increment}
    yield "empty dbt project", {"seconds": empty_build(home)}
    scoring = [sys.executable, str(HERE / "scoring_rate.py"), build_file]
    yield "scoring", json.loads(measured(scoring, home, PACKAGE).output)
    if others:
        yield compared("pandas", "pandas_workflow.py", [str(home / "pandas")], home)


def compared(name: str, script: str, arguments: list[str], home: Path) -> tuple[str, dict[str, Any]]:
    """Run another way of doing the work on the same file, and return its name with what it cost."""
    command = [sys.executable, str(HERE / script), str(home / "videos" / "all.parquet"), *arguments]
    memory_limit = "that of the build"
    try:
        run = measured(command, home, PACKAGE)
    except RuntimeError as error:
        # What does not get by with the build's memory is given what the machine has.
        print(error, file=sys.stderr)
        memory_limit = "16GB"
        run = measured(command, home, PACKAGE | {"CLAIMS_MEMORY_LIMIT": memory_limit})
    steps = [json.loads(line) for line in run.output.splitlines() if line.startswith("{")]
    cost = {"seconds": run.seconds, "gibibytes": run.gibibytes, "memory limit": memory_limit, "steps": steps}
    return name, cost


def middle(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the round whose full build took the median of the seconds."""
    seconds = [figures.get("full build", {"seconds": 0.0})["seconds"] for figures in rounds]
    return rounds[seconds.index(statistics.median_low(seconds))]


def main() -> None:
    """Run the comparisons and keep their figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", required=True)
    parser.add_argument("--increment", type=int, default=0, help="new rows of a last build")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--builds-alone", action="store_true", help="leave pandas and the script out")
    arguments = parser.parse_args()
    RESULTS.mkdir(exist_ok=True)
    for row_count in arguments.rows:
        rounds: list[dict[str, Any]] = []
        for _ in range(arguments.rounds):
            rounds.append({})
            with tempfile.TemporaryDirectory() as folder:
                for name, cost in one_round(row_count, arguments.increment, Path(folder), not arguments.builds_alone):
                    rounds[-1][name] = cost
                    print(f"{row_count:,} rows, {name}: {cost}", file=sys.stderr)
                    # What has been measured stays, whatever becomes of the rest.
                    whole = [figures for figures in rounds if figures.keys() == rounds[0].keys()]
                    result = middle(whole) | {"rounds": len(whole), "rows": row_count}
                    (RESULTS / f"{row_count}.json").write_text(json.dumps(result, indent=2) + "\n")


main()
