"""The engine reads a format when a row is written by it: where nothing is warned of, a wrong one is not seen."""

import re

import duckdb
import pytest

from claims_warehouse.locations import project_root

FORMAT = re.compile(r"\bformat\('([^']+)'")
FORMATS = sorted(
    {
        (path.stem, pattern)
        for folder in ("models", "macros", "tests/dbt")
        for path in (project_root() / folder).rglob("*.sql")
        for pattern in FORMAT.findall(path.read_text())
    }
)


@pytest.mark.parametrize(("query", "pattern"), FORMATS)
def test_the_engine_writes_a_number_by_each_format(query: str, pattern: str):
    written = duckdb.execute("select format($1, $2)", [pattern, 0.25]).fetchall()
    assert written != [(pattern,)], query
