"""What holds of every table of strings, whatever they are, by the SQL that builds run."""

import csv
import random
import re
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from conftest import Warehouse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inputs.cleaning import COLUMNS, Cleaning
from inputs.writing import HEADER, table

from claims_warehouse.intake.files import inspect_files
from claims_warehouse.intake.records import read_records

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("corpus")]

COLUMN_NAMES = ["running_number", *HEADER[1:]]
COUNTS = COLUMN_NAMES[-5:]
STATUSES = {
    "claim_status": {"claim", "opinion", None},
    "verified_status": {"verified", "not verified"},
    "author_ban_status": {"active", "under review", "banned"},
}
OFTEN = {
    "video_id": [
        "1",
        "2",
        "3",
        "1.0",
        "+2",
        " 3",
        "00000000000000000001",
        "9223372036854775807",
        "9223372036854775808",
    ],
    "video_duration_sec": ["5", "60"],
    "video_transcription_text": ["a friend said that", "a friend said that ", r"it\'s", "\u00a0"],
    "claim_status": ["claim", "opinion", "Claim", ""],
    "verified_status": ["verified", "not verified", "TRUE", "not_verified"],
    "author_ban_status": ["active", "banned", "under  scrutiny"],
    **{key: ["0", "1", "1.", "12.00", "-1", "1e3", "1,000", "999999999999999", "10000000000000000"] for key in COUNTS},
}
strings = st.text(max_size=12) | st.from_regex(r"\A[ +-]?[0-9]{1,20}[.,]?[0-9]{0,3}\Z") | st.none()
rows = st.fixed_dictionaries(
    # Values that are in order come often, so that some rows are accepted, and few, so that rows meet.
    {
        name: st.sampled_from(OFTEN.get(name, ["1"])) | st.sampled_from(OFTEN.get(name, ["1"])[:2]) | strings
        for name in COLUMN_NAMES
    }
)
good_rows = st.fixed_dictionaries({name: st.sampled_from(OFTEN.get(name, ["1"])[:3]) for name in COLUMN_NAMES})
tables = st.lists(good_rows | rows, max_size=12)
# The same examples each time: what fails here fails everywhere.
examples = settings(
    max_examples=80, derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
def cleaning(corpus_warehouse: Warehouse) -> Cleaning:
    return Cleaning(corpus_warehouse.compiled_models)


@examples
@given(rows=tables)
def test_the_four_states_add_up_to_the_rows_read(cleaning: Cleaning, rows: list[dict[str, str | None]]):
    cleaning.clean_rows(rows)
    states = cleaning.rows("select row_state, reasons from intermediate.int_video_rows order by row_number")
    counts = dict(cleaning.rows("select check_name, row_count from marts.data_quality where detail = 'all'"))
    assert len(states) == len(rows) == counts["rows_read"]
    for state in ("accepted", "rejected", "duplicate", "superseded"):
        assert counts[f"rows_{state}"] == sum(found == state for found, _ in states)
    assert sum(counts[f"rows_{state}"] for state in ("accepted", "rejected", "duplicate", "superseded")) == len(rows)
    assert all((state == "rejected") == bool(reasons) for state, reasons in states)


@examples
@given(rows=tables)
def test_an_accepted_row_satisfies_every_constraint(cleaning: Cleaning, rows: list[dict[str, str | None]]):
    cleaning.clean_rows(rows)
    accepted = cleaning.rows(
        f"select row_number, {', '.join(COLUMN_NAMES)} from intermediate.int_video_rows where row_state = 'accepted'"
    )
    for row_number, *values in accepted:
        row = dict(zip(COLUMN_NAMES, values, strict=True))
        raw = rows[int(str(row_number)) - 1]
        for column, statuses in STATUSES.items():
            assert row[column] in statuses
        known_counts = [column for column in COUNTS if row[column] is not None]
        assert known_counts in ([], COUNTS)
        for column in ("video_id", "video_duration_sec", *known_counts):
            (digits,) = re.fullmatch(r"\+?([0-9]+)(?:\.0*)?", str(raw[column]).strip(" \t\r\n\u00a0\ufeff")).groups()
            assert row[column] == int(digits)
        assert 0 <= row["video_id"] < 2**63
        assert 1 <= row["video_duration_sec"] <= 10**6
        assert all(0 <= row[column] <= 10**15 for column in known_counts)
        transcript = row["video_transcription_text"]
        assert known_counts or transcript is not None
        if transcript is not None:
            assert 1 <= len(transcript) <= 10**6
            assert "\0" not in transcript
    video_ids = [video_id for _, _, _, video_id, *_ in accepted]
    assert len(video_ids) == len(set(video_ids))


@examples
@given(rows=tables, seed=st.integers())
def test_the_order_of_the_rows_does_not_matter(cleaning: Cleaning, rows: list[dict[str, str | None]], seed: int):
    def outcome(rows: list[dict[str, str | None]]) -> Counter[str]:
        cleaning.clean_rows(rows)
        # Of two rows that say the same, the first is kept: their spelling and running numbers may differ.
        content = ", ".join(COLUMN_NAMES[1:])
        return Counter(
            map(repr, cleaning.rows(f"select {content}, row_state, reasons from intermediate.int_video_rows"))
        )

    shuffled = random.Random(seed).sample(rows, len(rows))
    assert outcome(shuffled) == outcome(rows)


@examples
@given(rows=st.lists(st.lists(st.text(max_size=20), min_size=len(HEADER), max_size=len(HEADER)), max_size=8))
def test_a_csv_of_any_strings_is_read_as_it_was_written(rows: list[list[str]]):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "videos.csv"
        path.write_text(table(rows, quoting=csv.QUOTE_ALL), encoding="utf-8", newline="")
        (file,) = inspect_files({"videos": str(path)}, Path("/"), COLUMNS).to_pylist()
        read = read_records([file], COLUMNS["videos"]).read_all()
    assert read.select(COLUMN_NAMES).to_pylist() == [dict(zip(COLUMN_NAMES, row, strict=True)) for row in rows]
    assert read["record_problem"].null_count == len(rows)
