"""Which names of earlier versions a query or a file of variables holds, and what they are called now."""

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

ANY_TABLE = "*"
VARIABLES = "variables"


def read_map(project: Path) -> list[dict[str, str]]:
    """Return the rows of the map of old to new names."""
    with (project / "docs" / "renamed.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def renamed_names(text: str, renamed: list[dict[str, str]]) -> list[str]:
    """Return a line for each old name in a text.

    Parameters
    ----------
    text : str
        SQL, variables, or names alone. A column is found beside the name of its old or its new table.
    renamed : list of mapping
        `old_table`, `old_column`, `new_table` and `new_column`; the new ones are empty if nothing took their place.
    """
    words = set(re.findall(r"\w+", text.casefold()))
    lines = [line for row in renamed for line in _found(row, words)]
    return list(dict.fromkeys(lines))


def _found(row: Mapping[str, str], words: set[str]) -> Iterator[str]:
    old_table, new_table = row["old_table"], row["new_table"]
    # Variables stand in no table.
    is_old = _last(old_table) in words or old_table == VARIABLES
    if is_old and old_table not in {new_table, ANY_TABLE}:
        yield f"{old_table} is now {new_table}" if new_table else f"{old_table} is gone"
    if row["old_column"] in {row["new_column"], "*"} or not (
        is_old or old_table == ANY_TABLE or _last(new_table) in words
    ):
        return
    if set(re.findall(r"\w+", row["old_column"])) <= words:
        name = row["old_column"] if old_table == ANY_TABLE else f"{old_table}.{row['old_column']}"
        yield f"{name} is now {row['new_column']}" if row["new_column"] else f"{name} is gone"


def _last(table: str) -> str:
    return table.rpartition(".")[2]
