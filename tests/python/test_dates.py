"""The one reading of dates: which texts are dates and times, and which would have to be guessed."""

from collections.abc import Callable
from datetime import datetime

import duckdb
import jinja2
import pytest
from conftest import ROOT
from inputs.dates import GUESSED, OF_OTHER_YEARS, READ

Reading = Callable[[str], tuple[datetime | None, str | None]]


@pytest.fixture(scope="module")
def reading() -> Reading:
    """The project's macro on the engine: the time, and why there is none."""
    macros = jinja2.Environment(autoescape=False).from_string(  # noqa: S701 - it writes SQL
        (ROOT / "macros" / "intake" / "utc_timestamp.sql").read_text()
    )
    query = f"select {macros.module.utc_timestamp('x')}, {macros.module.invalid_timestamp('x')} from (select ? as x)"
    connection = duckdb.connect()

    def read(text: str) -> tuple[datetime | None, str | None]:
        ((time, reason),) = connection.execute(query, [text]).fetchall()
        return time, reason

    return read


@pytest.mark.parametrize(("text", "time"), READ.items())
def test_a_date_or_time_of_iso_8601_is_read_as_utc(reading: Reading, text: str, time: str):
    assert reading(text) == (datetime.fromisoformat(time), None)


@pytest.mark.parametrize("text", GUESSED)
def test_nothing_is_guessed(reading: Reading, text: str):
    assert reading(text) == (None, "x is not an ISO date or timestamp")


@pytest.mark.parametrize("text", OF_OTHER_YEARS)
def test_a_year_that_no_file_has_is_named(reading: Reading, text: str):
    assert reading(text) == (None, "x is not in the years 1900 to 2099")
