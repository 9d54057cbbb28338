"""The look of every chart: one palette, one typeface, the page's colours in light and dark.

Colours are the page's CSS variables: the charts are SVG in the page, so that its style sheet alone decides between
light, dark and print, and nothing is drawn again.
"""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from claims_warehouse.dashboard.components import records
from claims_warehouse.sentences.wording import count, significant

INK, MUTED, FAINT = "var(--ink)", "var(--muted)", "var(--faint)"
STATUS = "var(--status)"
CLASSES = ["claim", "opinion"]
CLASS_COLOURS = ["var(--claim)", "var(--opinion)"]
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
ROW = 26
THIRDS = [factor * 10**power for power in range(10) for factor in (1, 3)]
POWERS = [0, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000]
# Few enough for a phone, in the words of the page: 1,000 reads as 1k.
COUNT_LABEL = "datum.value < 1000 ? format(datum.value, ',') : replace(format(datum.value, '~s'), 'G', 'bn')"

_AXIS = {
    "labelColor": MUTED,
    "titleColor": MUTED,
    "gridColor": "var(--grid)",
    "domainColor": "var(--rule)",
    "tickColor": "var(--rule)",
    "labelFontSize": 12,
    "titleFontSize": 12,
    "titleFontWeight": "normal",
    "labelLimit": 150,
    "titlePadding": 8,
}
_CONFIG = {
    "font": FONT,
    "background": "transparent",
    "aria": False,
    "view": {"stroke": None},
    "axis": _AXIS,
    "axisY": {"grid": False, "domain": False, "ticks": False, "labelPadding": 8},
    "axisX": {
        "tickCount": 5,
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
        "labelFlush": False,
        "labelOverlap": True,
    },
    "text": {"color": INK, "fontSize": 12},
    "rule": {"color": MUTED},
    "legend": {
        "labelLimit": 320,
        "labelColor": INK,
        "titleColor": MUTED,
        "orient": "top",
        "labelFontSize": 12,
        "title": None,
    },
}


# The rows that a chart is drawn from, by name: altair would copy and check them once for each layer.
ROWS = alt.NamedData(name="rows")


def spec(chart: Any, rows: pd.DataFrame, height: int | None = None) -> dict[str, Any]:
    """Return the specification of a chart that fills its container.

    Parameters
    ----------
    chart : altair chart
        A single or layered chart of `ROWS`.
    rows : pandas.DataFrame
        What it is drawn from.
    height : int, optional
        Height of the plot in pixels.
    """
    sized = chart.properties(width="container", autosize=alt.AutoSizeParams(type="fit-x", contains="padding"))
    if height is not None:
        sized = sized.properties(height=height)
    # Validation would take most of the time of making the page; a browser test checks every chart.
    written: dict[str, Any] = sized.configure(**_CONFIG).to_dict(validate=False)
    written.pop("$schema", None)
    written["datasets"] = written.get("datasets", {}) | {"rows": records(rows)}
    return written


def class_colour() -> alt.Color:
    """Return the colour of claims and opinions, the same everywhere."""
    scale = alt.Scale(domain=CLASSES, range=CLASS_COLOURS)
    return alt.Color("claim_status:N", scale=scale, legend=None)


def labelled_scale(label_width: int) -> alt.Scale:
    """Return a scale from zero that leaves room, at its right end, for the labels of the longest bars."""
    return alt.Scale(range=[0, {"expr": f"width - {label_width}"}], nice=False)


def line_legend() -> alt.Legend:
    """Return a legend whose symbols are long enough to tell dashes apart."""
    return alt.Legend(symbolSize=400, columns=1)


def counts_axis(title: str, values: Sequence[float]) -> alt.Axis:
    """Return an axis for a logarithmic scale of counts, which Vega would label at two places only."""
    return alt.Axis(title=title, values=list(values), labelExpr=COUNT_LABEL)


def share_axis(title: str, **options: Any) -> alt.Axis:
    """Return an axis in per cent."""
    return alt.Axis(title=title, format=".2~%", **options)


def short(value: float) -> str:
    """Return a count in few characters: below 10,000 as 1,234, larger ones as 501k or 1.2M."""
    for limit, unit in ((1e9, "bn"), (1e6, "M"), (1e4, "k")):
        if value >= limit:
            return significant(value / (1e3 if unit == "k" else limit)) + unit
    return count(value) if value >= 100 else significant(value)  # noqa: PLR2004 - three digits before the point
