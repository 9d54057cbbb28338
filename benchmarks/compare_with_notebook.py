"""Time cold and second builds of the real file beside the notebook baseline, in turn, and write docs/benchmarks.md.

Usage: python benchmarks/compare_with_notebook.py SHARED [--rounds N], where SHARED holds
`bench/notebook_baseline.py` and `data/tiktok_dataset.csv`.
"""

import argparse
import re
import statistics
import sys
import tempfile
from pathlib import Path

from measuring import Run, built, machine, measured

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "docs" / "benchmarks.md"
SECTION = re.compile(r"<!-- notebook -->.*<!-- /notebook -->", re.DOTALL)


def one_round(shared: Path) -> dict[str, Run]:
    """Run the baseline, a cold build and a second one, one after the other."""
    videos = str(shared / "data" / "tiktok_dataset.csv")
    dbt = str(Path(sys.executable).with_name("dbt"))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        return {
            "notebook": measured([sys.executable, str(shared / "bench" / "notebook_baseline.py"), videos], home),
            "cold build": built(dbt, ROOT, home, videos),
            "second build": built(dbt, ROOT, home, videos),
        }


def report(rounds: list[dict[str, Run]]) -> str:
    """Return the figures as Markdown."""
    lines = [
        "<!-- notebook -->",
        f"{len(rounds)} rounds, the three in turn; {machine()}",
        "",
        "| | seconds, median (least to most) | ratio to the notebook, median | aim |",
        "| --- | ---: | ---: | ---: |",
    ]
    for name, aim in (("notebook", ""), ("cold build", "0.45"), ("second build", "")):
        seconds = [runs[name].seconds for runs in rounds]
        ratio = statistics.median(runs[name].seconds / runs["notebook"].seconds for runs in rounds)
        spread = f"{statistics.median(seconds):.1f} ({min(seconds):.1f} to {max(seconds):.1f})"
        lines.append(f"| {name} | {spread} | {ratio:.3f} | {aim} |")
    peak = max(run.gibibytes for runs in rounds for run in runs.values())
    return "\n".join([*lines, "", f"The processes of one together held {peak:.2f} GiB at most.", "<!-- /notebook -->"])


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
