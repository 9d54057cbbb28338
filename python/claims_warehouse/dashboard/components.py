"""Components of the page: sections of charts and tables, each with a finding as its title."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import pandas as pd

Records = list[dict[str, Any]]
NONE = "\N{EN DASH}"


@dataclass(frozen=True)
class Chart:
    """A chart under a finding.

    Parameters
    ----------
    name : str
        Its identifier on the page.
    title : str
        The finding, as a sentence.
    caption : str
        What is plotted, in one line.
    alternative : str
        Text for readers who do not see the chart.
    spec : dict or None
        The Vega-Lite specification; None where there is nothing to draw, so that the title stands alone.
    """

    name: str
    title: str
    caption: str
    alternative: str
    spec: dict[str, Any] | None
    kind: str = field(default="chart", init=False)

    @property
    def is_wide(self) -> bool:
        """Whether it takes the whole width of the page: a title without a chart does."""
        return self.spec is None


@dataclass(frozen=True)
class Cell:
    """A cell of a table: what is read, and the number by which it is sorted and that is downloaded."""

    text: str
    number: float | None = None


@dataclass(frozen=True)
class Table:
    """A table under a finding.

    Parameters
    ----------
    name, title, caption : str
        As of a chart.
    columns : mapping of str to bool
        The labels of the columns, and whether they hold numbers.
    rows : sequence of sequence of Cell
        Without rows the title stands alone.
    is_folded : bool
        Whether the title stands alone until a reader opens it.
    is_wide : bool
        Whether it takes the whole width of the page.
    """

    name: str
    title: str
    caption: str
    columns: Mapping[str, bool] = field(default_factory=dict)
    rows: Sequence[Sequence[Cell]] = ()
    is_folded: bool = False
    is_wide: bool = True
    kind: str = field(default="table", init=False)


@dataclass(frozen=True)
class Heading:
    """A question that the components after it answer, and sentences that do."""

    text: str
    lead: Sequence[str] = ()
    kind: str = field(default="heading", init=False)


@dataclass(frozen=True)
class Choice:
    """Groups of components, of which a reader chooses one."""

    name: str
    label: str
    options: Mapping[str, Sequence["Chart | Table"]]
    kind: str = field(default="choice", init=False)


Component = Chart | Table | Heading | Choice


@dataclass(frozen=True)
class Section:
    """A part of the page that answers one question; the first sentence of its lead is the answer."""

    name: str
    heading: str
    lead: Sequence[str]
    components: Sequence[Component]


def packed(components: Sequence[Component]) -> Iterator[tuple[bool, list[Component]]]:
    """Return the components in order: wide ones alone, and those of half the width together, to be packed."""
    return (
        (is_wide, list(group)) for is_wide, group in groupby(components, lambda item: getattr(item, "is_wide", True))
    )


def tabulate(  # noqa: PLR0917 - as the parts of a table stand
    name: str,
    title: str,
    caption: str,
    frame: pd.DataFrame,
    labels: Mapping[str, str],
    decimals: Mapping[str, int] | None = None,
    **options: bool,
) -> Table:
    """Return a frame as a table.

    Parameters
    ----------
    name, title, caption : str
        As of the table.
    frame : pandas.DataFrame
        The rows, in order.
    labels : mapping of str to str
        The columns that are shown, in order, with their labels.
    decimals : mapping of str to int, optional
        The columns that hold numbers, with their decimals; what is written of the others is their text.
    **options
        `is_folded` and `is_wide` of the table.
    """
    decimals = decimals or {}
    rows = [
        [_cell(value, decimals.get(column)) for column, value in zip(labels, row, strict=True)]
        for row in frame[list(labels)].itertuples(index=False, name=None)
    ]
    return Table(name, title, caption, {label: column in decimals for column, label in labels.items()}, rows, **options)


def _cell(value: Any, decimals: int | None) -> Cell:
    if value is None or pd.isna(value):
        return Cell(NONE)
    return Cell(str(value)) if decimals is None else Cell(f"{value:,.{decimals}f}", float(value))


def charts_of(sections: Sequence[Section]) -> list[Chart]:
    """Return every chart of the sections, those among choices included."""
    found: list[Chart] = []
    for section in sections:
        for component in section.components:
            groups = component.options.values() if isinstance(component, Choice) else [[component]]
            found += [member for group in groups for member in group if isinstance(member, Chart)]
    return found


def rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Return the rows of a frame as named tuples, whose types depend on the query."""
    return frame.itertuples()


def records(frame: pd.DataFrame) -> Records:
    """Return the rows of a frame as JSON has them: unknown values are None, floats have six decimals."""
    rounded = frame.round(6)
    return [
        {str(column): value for column, value in row.items()}
        for row in rounded.astype(object).where(rounded.notna(), None).to_dict("records")
    ]
