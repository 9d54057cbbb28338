"""Reference figures against measured ones, figure by figure."""

from dataclasses import replace

import duckdb
import pandas as pd

from claims_warehouse.dashboard.components import NONE, Cell, Section, Table, tabulate
from claims_warehouse.dashboard.tables import read, row_dicts
from claims_warehouse.sentences import reference as say_reference
from claims_warehouse.sentences import say
from claims_warehouse.sentences.wording import listed, plural

VERDICTS = {"differs": "differing", "not_measurable": "not measurable"}


def reference_section(connection: duckdb.DuckDBPyConnection) -> Section:
    """Return every figure of the document beside its measurement."""
    figures = read(connection, "reference_figures").sort_values(["task", "figure"])
    counts = figures["verdict"].value_counts()
    phrases = [f"{number} {VERDICTS.get(str(verdict), str(verdict))}" for verdict, number in counts.items()]
    lead = [f"Of {plural(len(figures), 'figure')} of the document, {listed(phrases)}."]
    frame = figures.assign(
        explanation=[say("reference_figures.explanation_code", row) for row in row_dicts(figures)],
        verdict=figures["verdict"].str.replace("_", " "),
    )
    reproduced = int((frame["verdict"] == "reproduced").sum())
    frame = frame.sort_values(
        ["verdict", "task", "figure"],
        key=lambda column: column.eq("reproduced") if column.name == "verdict" else column,
    )
    return Section(
        "figures", "Figure by figure", lead, [_figures(frame, say_reference.reproduced(reproduced, len(frame)))]
    )


def _figures(frame: pd.DataFrame, title: str) -> Table:
    """Return every figure, those that are not reproduced first."""
    labels = {
        "task": "Task", "description": "Figure", "reference_value": "Reference", "measured_value": "Measured",
        "verdict": "Verdict", "explanation": "Explanation",
    }  # fmt: skip
    table = tabulate(
        "figures-table",
        title,
        "A figure is reproduced within one unit of its last digit. A statement counts as 1 where it is true.",
        frame,
        labels,
        {"task": 0, "reference_value": 8, "measured_value": 8},
    )
    rows = [
        [*row[:2], Cell(_full(reference), row[2].number), Cell(_measured(reference, measured), row[3].number), *row[4:]]
        for row, reference, measured in zip(table.rows, frame["reference_value"], frame["measured_value"], strict=True)
    ]
    return replace(table, rows=rows)


def _measured(reference: float, measured: float) -> str:
    """Return a measured figure with two digits more than the reference has."""
    return _full(measured, max(_decimals(reference) + 2, _decimals(float(f"{measured:.3g}"))))


def _full(value: float, decimals: int = 8) -> str:
    """Return a figure without an exponent."""
    if pd.isna(value):
        return NONE
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimals(value: float) -> int:
    """Return how many digits a figure has behind the point."""
    return len(_full(value).partition(".")[2])
