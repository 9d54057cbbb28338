"""Components of the page: sections of charts and tables, each with a finding as its title."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import great_tables as gt
import pandas as pd
from markupsafe import Markup

Records = list[dict[str, Any]]


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
    is_wide : bool
        Whether it takes the whole width of the page.
    """

    name: str
    title: str
    caption: str
    alternative: str
    spec: dict[str, Any] | None
    is_wide: bool = False
    kind: str = field(default="chart", init=False)


@dataclass(frozen=True)
class Table:
    """A table under a finding; `is_folded` shows its title alone until a reader opens it."""

    name: str
    title: str
    caption: str
    html: Markup | None
    is_folded: bool = False
    is_wide: bool = True
    kind: str = field(default="table", init=False)


@dataclass(frozen=True)
class Capacity:
    """A slider whose every stop has a sentence; it moves the signal `capacity` of the charts."""

    name: str
    label: str
    shares: Sequence[float]
    sentences: Sequence[str]
    start: int
    is_wide: bool = True
    kind: str = field(default="capacity", init=False)


@dataclass(frozen=True)
class Choice:
    """Groups of components, of which a reader chooses one."""

    name: str
    label: str
    options: Mapping[str, Sequence["Chart | Table"]]
    is_wide: bool = True
    kind: str = field(default="choice", init=False)


@dataclass(frozen=True)
class Filter:
    """A list from which a reader chooses the value of a signal; `options` gives each value its label."""

    signal: str
    label: str
    options: Mapping[str, str]
    is_wide: bool = True
    kind: str = field(default="filter", init=False)


@dataclass(frozen=True)
class Section:
    """A part of the page that answers one question; `has_legend` offers claims and opinions to choose from."""

    name: str
    heading: str
    lead: Sequence[str]
    components: Sequence[Chart | Table | Capacity | Choice | Filter]
    has_legend: bool = False


def table_markup(table: gt.GT) -> Markup:
    """Return a Great Table as markup for the page's own style sheet.

    Great Tables writes text as text, not as HTML, as long as no formatter of one's own touches it.
    """
    html = table.sub_missing(missing_text="\N{EN DASH}").as_raw_html()
    return Markup(html[html.index("<table") : html.rindex("</table>")] + "</table>")  # noqa: S704 - as written above


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
