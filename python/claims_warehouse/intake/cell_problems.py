"""Problems of single cells of a record, for every file format."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from claims_warehouse.intake.arrays import holds_any
from claims_warehouse.intake.columns import SPREADSHEET_ERROR, InputColumn
from claims_warehouse.intake.splitting import ParseIssue


class CellProblem(NamedTuple):
    """Why a value is not what was written.

    Parameters
    ----------
    position : int
        Position of the record among those that are read together.
    column_name : str
        The warehouse's name of the column.
    problem : str
        What the value is, and what to do.
    """

    position: int
    column_name: str
    problem: str


def spreadsheet_errors(values: Mapping[str, pa.Array]) -> list[CellProblem]:
    """Find the error values of spreadsheets, such as `#REF!`; text files hold them too."""
    return [
        CellProblem(
            position,
            name,
            f"holds the spreadsheet error {texts[position].as_py().strip().upper()} in place of a value. "
            "Correct it, or leave the field empty",
        )
        for name, texts in values.items()
        # Every error holds one of the two.
        if holds_any(texts, b"#:")
        for position in pc.indices_nonzero(pc.match_substring_regex(texts, SPREADSHEET_ERROR.pattern)).to_pylist()
    ]


def with_problems(
    issues: Mapping[int, ParseIssue], problems: Iterable[CellProblem], columns: Sequence[InputColumn]
) -> dict[int, ParseIssue]:
    """Add what is wrong with single cells to the notes of their records, by the names that files give to columns."""
    labels = {column.name: column.label for column in columns}
    further_issues = dict(issues)
    for position, name, problem in problems:
        issue = further_issues.get(position, ParseIssue())
        text = "; ".join(filter(None, [issue.problem, f"{labels[name]} {problem}"]))
        further_issues[position] = issue._replace(problem=text)
    return further_issues
