"""The picture of a release for a chat message says what the first screen says, and no word of a transcript."""

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from test_dashboard_today import ITEMS, QUEUE

from claims_warehouse.dashboard.picture import draw, write_picture


@pytest.fixture
def release() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute(ITEMS.format(reports="null") + ";" + QUEUE.format(drifts="false"))
        connection.execute("""
            create or replace table marts.releases as
            select *, '2026-01-03T000000Z-0123abcd' as release_id, 'provided' as input_kind,
                released_at = timestamp '2026-01-03' as is_current
            from marts.releases
        """)
        yield connection


def texts(release: duckdb.DuckDBPyConnection) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", draw(release))


def test_it_says_what_the_first_screen_says(release: duckdb.DuckDBPyConnection):
    assert texts(release) == [
        "2026-01-03 00:00 UTC",
        "Review 1 claim, 1 text and 1 random video",
        "today.",
        "2 decisions settle",
        "50.0%",
        "of priority videos, 75.0% of views",
        "Claims that the model finds",
        "Not known",
        "no audits yet",
        "Rows rejected",
        "2",
        "of 9 input rows",
        "Alarms",
        "None",
        "nothing is wrong",
        "Release 2026-01-03T000000Z-0123abcd",
    ]


def test_simulated_data_are_called_so(release: duckdb.DuckDBPyConnection):
    release.execute("update marts.releases set input_kind = 'simulated'")
    assert "Simulated data" in texts(release)


def test_alarms_are_counted_and_said_in_lines_that_fit(release: duckdb.DuckDBPyConnection):
    release.execute("update marts.feature_drift set is_drifting = true")
    release.execute("delete from marts.champions")
    label, count, remark, *lines = texts(release)[12:-1]
    assert (label, count, remark) == ("Alarms", "2", "see below")
    assert " ".join(lines).startswith("No model is better than chance here.")
    assert lines[-1] == "Unlike the training rows: views."
    assert all(len(line) <= 92 for line in lines)


def test_the_same_release_has_the_same_picture_without_a_word_of_a_transcript(
    release: duckdb.DuckDBPyConnection, tmp_path: Path
):
    assert not {"bats", "owls", "moths"} & set(re.findall(r"\w+", draw(release)))
    pictures = []
    for name in ("one.png", "other.png"):
        write_picture(release, tmp_path / name)
        pictures.append((tmp_path / name).read_bytes())
    assert pictures[0] == pictures[1]
    assert pictures[0].startswith(b"\x89PNG")
    # Its width, in twice the pixels of the drawing.
    assert int.from_bytes(pictures[0][16:20]) == 1280
    release.execute("update marts.data_quality_totals set row_count = 3 where check_name = 'rows_rejected'")
    write_picture(release, tmp_path / "changed.png")
    assert (tmp_path / "changed.png").read_bytes() != pictures[0]


def test_a_release_that_is_not_complete_says_so_first(release: duckdb.DuckDBPyConnection):
    release.execute("alter table marts.releases add column is_complete boolean")
    complete = texts(release)
    release.execute("update marts.releases set is_complete = false")
    assert texts(release)[1:3] == ["Not complete: input files that cannot be read", "are set aside."]
    assert [text for text in texts(release) if text in complete] == complete
