"""Running a command to its end, with the seconds that it took and the memory that it and its children held."""

import json
import os
import platform
import re
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

REPORT = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
SECONDS_BETWEEN_LOOKS = 0.25


@dataclass(frozen=True)
class Run:
    """What a command cost.

    Parameters
    ----------
    seconds : float
        From its start to its end.
    gibibytes : float
        The most that the whole tree of processes held at any look, each page that several share counted once.
    output : str
        What it wrote on standard output.
    """

    seconds: float
    gibibytes: float
    output: str


def measured(command: Sequence[str], cwd: Path, environment: Mapping[str, str] | None = None) -> Run:
    """Run a command, which has to succeed, and look at its memory four times a second (on Linux)."""
    output = cwd / "benchmark_output.txt"
    started = time.perf_counter()
    most = 0
    with output.open("w+", encoding="utf-8") as written:
        process = subprocess.Popen(command, cwd=cwd, env={**os.environ, **(environment or {})}, stdout=written)
        while process.poll() is None:
            most = max(most, sum(proportional_kibibytes(pid) for pid in descendants(process.pid)))
            time.sleep(SECONDS_BETWEEN_LOOKS)
        seconds = time.perf_counter() - started
        written.seek(0)
        text = written.read()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{text[-4000:]}")
    return Run(seconds, most / 2**20, text)


def descendants(pid: int) -> Iterator[int]:
    """Yield a process and all that it has started; those that have ended meanwhile are left out."""
    yield pid
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return
    for child in children:
        yield from descendants(child)


def proportional_kibibytes(pid: int) -> int:
    """Return a process's memory with its share of what others map as well; 0 if it has ended meanwhile."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def machine() -> str:
    """Describe where figures come from, in one sentence."""
    names = ("duckdb", "dbt-core", "dbt-duckdb", "pandas", "scikit-learn")
    libraries = ", ".join(f"{name} {version(name)}" for name in names)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {system}; {libraries}."


def write_table(section: str, headings: Sequence[str], rows: Sequence[Sequence[str]], sentence: str) -> None:
    """Print a table, and put it into its place in the report."""
    lines = [headings, ["---", *["---:"] * (len(headings) - 1)], *rows]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    written = f"<!-- {section} -->\n{sentence}\n\n{table}\n<!-- /{section} -->"
    print(written)
    place = re.compile(f"<!-- {section} -->.*<!-- /{section} -->", re.DOTALL)
    REPORT.write_text(place.sub(lambda _: written, REPORT.read_text()))


def built(dbt: str, project: Path, home: Path, videos: str) -> Run:
    """Build the project in a home, with its package on the path."""
    (home / "build").mkdir(exist_ok=True)
    folders = ["--project-dir", str(project), "--profiles-dir", str(project), "--target-path", str(home / "target")]
    command = [dbt, "build", *folders, "--log-path", str(home / "logs"), "--vars", json.dumps({"videos": videos})]
    return measured(command, home, {"CLAIMS_HOME": str(home), "PYTHONPATH": str(project / "python")})
