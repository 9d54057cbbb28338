"""Files as people really have them: one build reads all that can be read, and each row of each is accounted for."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from conftest import Warehouse
from inputs.cleaning import COLUMNS, Cleaning
from inputs.corpus import CASES
from inputs.writing import HEADER, ROWS_OF_A_CASE, Case, good_rows, table, with_value

from claims_warehouse.intake import workbooks
from claims_warehouse.intake.files import inspect_files

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("corpus")]

READ = [case for case in CASES if case.refused is None]
REFUSED = [case for case in CASES if case.refused is not None]
ROWS = good_rows("no case of the corpus")
COUNTS = "select source_file, check_name, detail, row_count from marts.data_quality where row_count > 0"


def by_name(case: Case) -> str:
    return case.name


def problem(pattern: str | Path, root: Path = Path("/")) -> str:
    """Return the one message with which an input file is refused."""
    (file,) = inspect_files({"videos": str(pattern)}, root, COLUMNS).to_pylist()
    return str(file["problem"])


@pytest.fixture(scope="module")
def quality(corpus_warehouse: Warehouse) -> dict[str, dict[tuple[str, str], int]]:
    return counts_of_files(corpus_warehouse.released(COUNTS))


def counts_of_files(rows: Iterable[tuple[object, ...]]) -> dict[str, dict[tuple[str, str], int]]:
    """Return the counts of each file by check and detail."""
    counts: dict[str, dict[tuple[str, str], int]] = {}
    for source_file, check_name, detail, row_count in rows:
        counts.setdefault(str(source_file), {})[str(check_name), str(detail)] = int(str(row_count))
    return counts


@pytest.fixture(scope="module")
def cleaning(corpus_warehouse: Warehouse) -> Cleaning:
    return Cleaning(corpus_warehouse.compiled_models)


def test_no_two_cases_share_a_name_or_a_video():
    assert len({case.name for case in CASES}) == len(CASES) >= 80
    assert len({row[2] for case in CASES for row in good_rows(case.name)}) == ROWS_OF_A_CASE * len(CASES)


@pytest.mark.parametrize("case", READ, ids=by_name)
def test_every_row_of_a_file_is_accounted_for(quality: dict[str, dict[tuple[str, str], int]], case: Case):
    counts = quality.get(case.name, {})
    states = {name.removeprefix("rows_"): count for (name, detail), count in counts.items() if detail == "all"}
    reasons = {detail: count for (name, detail), count in counts.items() if name == "rows_rejected_for"}
    repairs = {detail: count for (name, detail), count in counts.items() if name == "rows_repaired_by"}
    expected = {"accepted": case.accepted, "rejected": case.rejected, "duplicate": case.duplicate}
    assert {name: states.get(name, 0) for name in expected} == expected
    assert states.get("read", 0) == sum(expected.values())
    assert case.reasons.items() <= reasons.items()
    assert repairs == case.repairs
    assert counts.get(("lines_left_out", "above the header"), 0) == case.lines_above_header
    assert counts.get(("lines_left_out", "repeated header"), 0) == case.repeated_headers


@pytest.mark.parametrize("case", REFUSED, ids=by_name)
def test_a_file_is_refused_in_one_line_that_names_it(tmp_path: Path, case: Case):
    message = problem(case.write(tmp_path))
    assert str(case.refused) in message
    assert message.startswith(f"{tmp_path / case.name}: ")
    assert message.endswith(".")
    assert len(message.splitlines()) == 1


def test_all_other_tables_are_there_as_well(corpus_warehouse: Warehouse):
    (counts,) = corpus_warehouse.released(
        """
        select count(*), count(predicted.video_id)
        from marts.videos
        left join (select distinct video_id from marts.claim_predictions) as predicted using (video_id)
        where transcription_length is not null
        """
    )
    assert counts[0] == counts[1] > ROWS_OF_A_CASE * len(READ)


def test_texts_arrive_as_they_were_said(corpus_warehouse: Warehouse):
    said = dict(
        corpus_warehouse.released(
            "select source_file, min_by(video_transcription_text, row_number) from marts.videos group by source_file"
        )
    )
    assert said["windows-1252.csv"] == "caf\u00e9 \u201cGR\u00d6SSE\u201d \u20ac 5"
    assert said["line ends in quotes.csv"] == "one\ntwo\r\nthree\rfour\n\nfive"
    assert said["backslash before quotes.csv"] == 'he said "no", and left'
    assert said["backslash before an apostrophe.csv"] == "it's"
    assert said["other backslashes.csv"] == r"C:\new\table \\ \d"
    assert said["records in quotes with quotes in them.csv"] == 'he said "no", twice'
    assert said["right to left.csv"] == "\u05d0\u05de\u05e8 \u202e\u0645\u0631\u062d\u0628\u0627\u202c"
    assert said["line separators of unicode.csv"] == "one\u2028two\u0085three\x0bfour\x1cfive"


def test_a_record_that_cannot_be_split_is_kept_whole(corpus_warehouse: Warehouse):
    kept = dict(
        corpus_warehouse.released(
            "select source_file, record_text from marts.rejected_rows where record_text is not null"
        )
    )
    case = next(case for case in CASES if case.name == "inner quotes not doubled.csv")
    lines = case.content(good_rows(case.name)).decode().splitlines()
    assert kept["inner quotes not doubled.csv"] == lines[1]
    assert kept["a total below.csv"] == "Total,3"


def test_a_date_that_would_be_guessed_is_kept_as_in_its_file(corpus_warehouse: Warehouse):
    kept = corpus_warehouse.released(
        "select delivered_on from marts.rejected_rows where source_file like 'dates that would%' order by all"
    )
    assert kept == [("01/02/2026",), ("2026-01-31 11 PM",), ("31-01-26",)]


def test_bytes_that_cannot_be_decoded_are_kept_as_digits(corpus_warehouse: Warehouse):
    ((text,),) = corpus_warehouse.released(
        "select video_transcription_text from marts.rejected_rows where source_file = 'mixed encodings.csv'"
    )
    assert r"l\xe4ke" in str(text)


def test_a_rejected_row_is_corrected_and_brought_back(tmp_path: Path, cleaning: Cleaning):
    (tmp_path / "day 1.csv").write_text(table(with_value(ROWS, "video_view_count", "1,5e3")))
    cleaning.clean_files(f"{tmp_path}/*")
    names = ", ".join(["running_number", *HEADER[1:]])
    ((*raw_fields, reasons),) = cleaning.rows(f"select {names}, reasons from marts.rejected_rows")
    assert reasons == ["video_view_count is not a whole number"]
    corrected = ["1500" if field == "1,5e3" else str(field) for field in raw_fields]
    (tmp_path / "day 2.csv").write_text(table([corrected]))
    cleaning.clean_files(f"{tmp_path}/*")
    states = cleaning.rows(
        "select source_file, row_state, video_view_count from intermediate.int_video_rows order by all"
    )
    assert Counter((file, state) for file, state, _ in states) == {
        ("day 1.csv", "accepted"): 2,
        ("day 1.csv", "rejected"): 1,
        ("day 2.csv", "accepted"): 1,
    }
    assert ("day 2.csv", "accepted", 1500) in states


def test_files_with_different_columns_are_read_together(tmp_path: Path, cleaning: Cleaning):
    (tmp_path / "a.csv").write_text(table(ROWS[:1]))
    (tmp_path / "b.csv").write_text(
        table([[*ROWS[1][::-1], "2026-01-31"]], [*HEADER[::-1], "delivered_on"], delimiter=";")
    )
    (tmp_path / "c.tsv").write_text(table([["0", *ROWS[2]]], ["", "id", *HEADER[1:]], delimiter="\t"))
    cleaning.clean_files(f"{tmp_path}/*")
    rows = cleaning.rows(
        "select source_file, row_state, video_id, delivered_on is null from intermediate.int_video_rows order by all"
    )
    assert rows == [
        (name, "accepted", int(row[2]), name != "b.csv")
        for name, row in zip(("a.csv", "b.csv", "c.tsv"), ROWS, strict=True)
    ]


def test_a_field_of_50_megabytes_is_one_rejected_row(tmp_path: Path, cleaning: Cleaning):
    (tmp_path / "large.csv").write_text(table(with_value(ROWS, "video_transcription_text", "x" * 50_000_000)))
    cleaning.clean_files(str(tmp_path / "large.csv"))
    rejected = cleaning.rows("select row_number, length(video_transcription_text), reasons from marts.rejected_rows")
    assert rejected == [(1, 50_000_000, ["video_transcription_text is longer than 1000000 characters"])]


def test_a_workbook_that_expands_out_of_proportion_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    case = next(case for case in CASES if case.name == "workbook.xlsx")
    monkeypatch.setattr(workbooks, "MAX_EXPANSION", 1_000)
    assert "expands to more than an Excel workbook can hold. Provide it as CSV (CLM-031)" in problem(
        case.write(tmp_path)
    )
