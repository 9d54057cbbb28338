"""The first screen of the dashboard as a picture for a chat message: what to review today, and what is wrong."""

import textwrap
from pathlib import Path

import duckdb
import vl_convert

from claims_warehouse.dashboard.method import this_release
from claims_warehouse.dashboard.today import today
from claims_warehouse.sentences.today import incomplete
from claims_warehouse.templates import environment

SUMMARY = "summary.png"
# Twice as many pixels: a chat shows the picture small, and a reader opens it.
SCALE = 2
CHARACTERS_OF_HEADLINE, CHARACTERS_OF_LINE = 46, 92
ALARMS_SHOWN = 3


def write_picture(release: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write the picture of a release as PNG; the same release gives the same bytes.

    Parameters
    ----------
    release : duckdb.DuckDBPyConnection
        A released file. No word of a transcript comes into the picture.
    path : Path
        Where the picture goes.
    """
    path.write_bytes(vl_convert.svg_to_png(draw(release), scale=SCALE))


def draw(release: duckdb.DuckDBPyConnection) -> str:
    """Return the picture as SVG."""
    first = today(release, hides_text=True)
    (_, *figures) = first.figures
    this = this_release(release)
    template = environment(Path(__file__).with_name("templates")).get_template("summary.svg.j2")
    return template.render(
        headline=[
            line for text in (incomplete(this), first.headline) for line in textwrap.wrap(text, CHARACTERS_OF_HEADLINE)
        ],
        figures=figures,
        alarms=[line for alarm in first.alarms[:ALARMS_SHOWN] for line in textwrap.wrap(alarm, CHARACTERS_OF_LINE)],
        release=this,
    )
