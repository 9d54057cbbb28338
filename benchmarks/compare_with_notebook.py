"""Time cold and second builds of the real file beside the notebook baseline, in turn, and write docs/benchmarks.md.

Usage: python benchmarks/compare_with_notebook.py SHARED [--rounds N], where SHARED holds
`bench/notebook_baseline.py` and `data/tiktok_dataset.csv`.
"""

import argparse
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "docs" / "benchmarks.md"
SECTION = re.compile(r"<!-- notebook -->.*<!-- /notebook -->", re.DOTALL)


def timed(command: list[str], home: Path) -> float:
    """Run a command to its end and return the seconds it took."""
    environment = os.environ | {"CLAIMS_HOME": str(home), "DBT_LOG_PATH": str(home / "logs")}
    start = time.perf_counter()
    subprocess.run(command, check=True, env=environment, cwd=home, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def one_round(shared: Path) -> dict[str, float]:
    """Return the seconds of the baseline, of a cold build and of a second one, one after the other."""
    videos = shared / "data" / "tiktok_dataset.csv"
    dbt = str(Path(sys.executable).with_name("dbt"))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "build").mkdir()
        build = [dbt, "build", "--project-dir", str(ROOT), "--profiles-dir", str(ROOT)]
        build += ["--target-path", str(home / "target"), "--vars", f"{{videos: '{videos}'}}"]
        return {
            "notebook": timed([sys.executable, str(shared / "bench" / "notebook_baseline.py"), str(videos)], home),
            "cold build": timed(build, home),
            "second build": timed(build, home),
        }


def report(rounds: list[dict[str, float]]) -> str:
    """Return the figures as Markdown."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "dbt-core", "dbt-duckdb", "scikit-learn"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    lines = [
        "<!-- notebook -->",
        f"{len(rounds)} rounds, the three in turn; {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} "
        f"{platform.machine()}, Python {platform.python_version()}; {versions}.",
        "",
        "| | seconds, median (least to most) | ratio to the notebook, median | bound |",
        "| --- | ---: | ---: | ---: |",
    ]
    for name, bound in (("notebook", ""), ("cold build", "1/2"), ("second build", "1/10")):
        seconds = [figures[name] for figures in rounds]
        ratio = statistics.median(figures[name] / figures["notebook"] for figures in rounds)
        spread = f"{statistics.median(seconds):.1f} ({min(seconds):.1f} to {max(seconds):.1f})"
        lines.append(f"| {name} | {spread} | {ratio:.3f} | {bound} |")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    return "\n".join([*lines, "", f"The largest process of all held {peak:.2f} GiB.", "<!-- /notebook -->"])


def main() -> None:
    """Run the rounds and put their figures into the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    section = report([one_round(arguments.shared.resolve()) for _ in range(arguments.rounds)])
    REPORT.write_text(SECTION.sub(lambda _: section, REPORT.read_text()))
    print(section)


main()
