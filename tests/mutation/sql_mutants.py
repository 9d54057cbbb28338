"""Change the SQL of cleaning, a place at a time, and see whether a test fails.

Usage: PYTHONPATH=python:tests python tests/mutation/sql_mutants.py [--part 1/2]

For each change the corpus is built up to the marts of cleaning, with every unit test, data test and contract on the
way, and held against what its cases say of their rows. What passes all that has the properties of test_row_states.py to
pass as well, and at last the tests of refused inputs and of several input files with reports and decisions. The changes
that nothing notices are printed.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
from conftest import ROOT, Warehouse, copy_project
from end_to_end import test_corpus, test_row_states
from inputs.cleaning import Cleaning

SOURCES = ("models/staging", "models/intermediate/intake", "macros/intake")
WHOLE_BUILDS = ("tests/end_to_end/test_several_files.py", "tests/end_to_end/test_inputs.py")
BUILT = ("resource_type:seed", "path:models/raw", "path:models/staging", "path:models/*/cleaning")
# What is written, and what is written instead of it.
CHANGES = [
    (r"\band\b", "or"),
    (r"\bor\b", "and"),
    (r"(?<=\s)<=(?=\s)", "<"),
    (r"(?<=\s)>=(?=\s)", ">"),
    (r"(?<=\s)<(?=\s)", "<="),
    (r"(?<=\s)>(?=\s)", ">="),
    (r"(?<=\s)=(?=\s)", "!="),
    (r"(?<=\s)!=(?=\s)", "="),
    (r"\bis null\b", "is not null"),
    (r"\bis not null\b", "is null"),
    (r"\bnot (?!null)", ""),
    (r"\bdesc\b", "asc"),
    (r"\bmin\(", "max("),
    (r"\bmax\(", "min("),
    (r"\bleft join\b", "inner join"),
    (r"\banti join\b", "semi join"),
    (r"\btrue\b", "false"),
    (r"\bfalse\b", "true"),
    (r"(?<=[\s(=,])(\d+)(?=[,)\s])", lambda match: str(int(match[1]) + 1)),
]
# Where the engine is Spark, where dbt is told something, and where a person is.
LEFT_OUT = re.compile(r"^\s*(--|\{#|\{\{ config|\{%)|materialized|run_query|macro spark__")


@dataclass(frozen=True)
class Mutant:
    """A changed line of a file."""

    path: Path
    line_number: int
    line: str
    changed: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line_number}: {self.line.strip()}  ->  {self.changed.strip()}"


def mutants() -> Iterator[Mutant]:
    for folder in SOURCES:
        for path in sorted((ROOT / folder).glob("*.sql")):
            is_for_spark = is_comment = False
            for number, line in enumerate(path.read_text().splitlines(), start=1):
                is_for_spark = "macro spark__" in line or (is_for_spark and "endmacro" not in line)
                is_comment = line.lstrip().startswith("{#") or is_comment
                if not (is_for_spark or is_comment or LEFT_OUT.search(line)):
                    for pattern, instead in CHANGES:
                        for match in re.finditer(pattern, line):
                            written = instead(match) if callable(instead) else instead
                            changed = line[: match.start()] + written + line[match.end() :]
                            yield Mutant(path.relative_to(ROOT), number, line, changed)
                is_comment = is_comment and "#}" not in line


def noticed_by(warehouse: Warehouse, project: Path, folder: Path) -> str | None:
    """Return what fails in a changed project, or None."""
    selected = ("--select", *BUILT, "--indirect-selection", "buildable")
    result = warehouse.dbt("build", "--full-refresh", *selected, videos=f"{folder}/*", project=project, unit_tests=True)
    if result.returncode:
        return f"dbt build: {result.stdout.splitlines()[-1] if result.stdout else result.stderr}"
    with duckdb.connect(warehouse.build_file, read_only=True) as connection:
        quality = test_corpus.counts_of_files(connection.execute(test_corpus.COUNTS).fetchall())
    try:
        for case in test_corpus.READ:
            test_corpus.test_every_row_of_a_file_is_accounted_for(quality, case)
        cleaning = Cleaning(warehouse.compiled_models)
        for name, test in vars(test_row_states).items():
            if name.startswith("test_") and name != "test_a_csv_of_any_strings_is_read_as_it_was_written":
                test(cleaning=cleaning)
    except (AssertionError, duckdb.Error) as error:
        return type(error).__name__
    tests = (sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly", "-m", "long or not long", *WHOLE_BUILDS)
    tested = subprocess.run(tests, cwd=project, capture_output=True, text=True, check=False)
    failed = [line for line in tested.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return (failed or ["pytest: it ended without a word"])[0] if tested.returncode else None


def main() -> None:
    """Try each change of one part of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", default="1/1")
    number, parts = map(int, parser.parse_args().part.split("/"))
    tried = list(mutants())[number - 1 :: parts]
    survivors = []
    with tempfile.TemporaryDirectory() as temporary:
        home, project, folder, Warehouse.parses = (
            Path(temporary) / name for name in ("home", "project", "corpus", "parses")
        )
        for new in (home, folder, Warehouse.parses):
            new.mkdir()
        copy_project(project)
        for case in test_corpus.READ:
            case.write(folder)
        warehouse = Warehouse(home)
        unchanged = noticed_by(warehouse, project, folder)
        if unchanged:
            sys.exit(f"the project as it is fails: {unchanged}")
        for mutant in tried:
            path = project / mutant.path
            lines = path.read_text().split("\n")
            lines[mutant.line_number - 1] = mutant.changed
            path.write_text("\n".join(lines))
            killer = noticed_by(warehouse, project, folder)
            shutil.copy(ROOT / mutant.path, path)
            print(f"{killer or 'NOT NOTICED'}: {mutant}", flush=True)
            if killer is None:
                survivors.append(mutant)
    print(f"{len(tried) - len(survivors)} of {len(tried)} changes are noticed")


if __name__ == "__main__":
    main()
