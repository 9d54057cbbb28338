"""Rows that hold a header again: left out and counted, or a reason to refuse the file."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from inputs.cleaning import COLUMNS as VIDEO_COLUMNS
from inputs.small_files import COLUMNS, inspect, read
from inputs.writing import HEADER, good_rows, parquet, table, workbook

from claims_warehouse.intake import files, records
from claims_warehouse.intake.columns import InputColumn
from claims_warehouse.intake.files import inspect_files

REFUSED = (
    "has a second header in row {} below the first, with other columns, in another order, or not on a line of its own. "
    "Provide what stands from there on as a file of its own (CLM-035)."
)
ROWS = [["#", "text"], ["1", "one"], ["#", "text"], ["2", "two"]]


def as_text(rows: Sequence[Sequence[str]]) -> bytes:
    return "".join(",".join(row) + "\n" for row in rows).encode()


def as_parquet(rows: Sequence[Sequence[str]]) -> bytes:
    header, *others = rows
    return parquet(dict(zip(header, map(list, zip(*others, strict=True)), strict=True)))


def as_pandas(rows: Sequence[Sequence[str]]) -> bytes:
    header, *others = rows
    return pd.DataFrame(others, columns=list(header)).to_parquet()


def as_categories(rows: Sequence[Sequence[str]]) -> bytes:
    header, *others = rows
    columns = zip(header, zip(*others, strict=True), strict=True)
    return parquet({name: pa.array(values).dictionary_encode() for name, values in columns})


@pytest.mark.parametrize("write", [as_text, as_parquet, as_pandas, as_categories, workbook])
def test_a_header_in_the_same_order_is_left_out_with_its_number(tmp_path: Path, write):
    (tmp_path / "videos").write_bytes(write(ROWS))
    (file,) = inspect("videos", tmp_path)
    assert file["repeated_headers"] == 1
    assert [(row["row_number"], row["text"]) for row in read("videos", tmp_path)] == [(1, "one"), (3, "two")]


@pytest.mark.parametrize("write", [as_text, as_parquet, workbook])
def test_a_file_is_read_for_headers_once(tmp_path: Path, write, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "videos").write_bytes(write(ROWS))
    first = inspect_files({"videos": "videos"}, tmp_path, {"videos": COLUMNS})
    monkeypatch.setattr(files, "count_repeated_headers", lambda *_: 7)
    again = inspect_files({"videos": "videos"}, tmp_path, {"videos": COLUMNS}, inspected_before=first)
    assert again.equals(first)
    (tmp_path / "videos").write_bytes(write([*ROWS, ["3", "three"]]))
    changed = inspect_files({"videos": "videos"}, tmp_path, {"videos": COLUMNS}, inspected_before=first)
    assert changed["repeated_headers"].to_pylist() == [7]
    other_rules = inspect_files({"videos": "videos"}, tmp_path, {"videos": COLUMNS}, "new", inspected_before=first)
    assert other_rules["repeated_headers"].to_pylist() == [7]


@pytest.mark.parametrize("write", [as_text, as_parquet, as_pandas, as_categories, workbook])
def test_a_header_in_another_order_refuses_the_file(tmp_path: Path, write):
    (tmp_path / "videos").write_bytes(write([*ROWS[:2], ["text", "#"], ["two", "2"]]))
    (file,) = inspect("videos", tmp_path)
    assert file["problem"] == f"{tmp_path}/videos: {REFUSED.format(2)}"


@pytest.mark.parametrize("header", ["Text,#", "#,text,other", "other,#,text", "#"])
def test_a_header_of_other_columns_refuses_the_file_too(tmp_path: Path, header: str):
    (tmp_path / "videos.csv").write_text(f"#,text\n1,one\n{header}\n2,two\n")
    (file,) = inspect("videos.csv", tmp_path)
    # One name of two is no header, but a record that is cut.
    assert file["problem"] == (None if header == "#" else f"{tmp_path}/videos.csv: {REFUSED.format(2)}")


def test_a_header_behind_a_record_without_a_line_end_refuses_the_file(tmp_path: Path):
    rows = good_rows("joined")
    (tmp_path / "videos.csv").write_text(table(rows).rstrip("\n") + table([row[::-1] for row in rows], HEADER[::-1]))
    (file,) = inspect_files({"videos": "videos.csv"}, tmp_path, VIDEO_COLUMNS).to_pylist()
    assert file["problem"] == f"{tmp_path}/videos.csv: {REFUSED.format(len(rows))}"


@pytest.mark.parametrize("header", ['"#","text"', "\ufeff#,text", " # , TEXT ", "running number,text"])
def test_a_header_may_be_spelt_otherwise(tmp_path: Path, header: str):
    (tmp_path / "videos.csv").write_text(f"#,text\n1,one\n{header}\n2,two\n", encoding="utf-8")
    assert [(row["row_number"], row["text"]) for row in read("videos.csv", tmp_path)] == [(1, "one"), (3, "two")]


def test_headers_are_found_in_every_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(records, "BATCH_CHARACTERS", 10)
    (tmp_path / "videos.csv").write_text("".join(f"#,text\n{number},t{number}\n" for number in range(1, 6)))
    (file,) = inspect("videos.csv", tmp_path)
    assert file["repeated_headers"] == 4
    assert [row["row_number"] for row in read("videos.csv", tmp_path)] == [1, 3, 5, 7, 9]


def test_a_text_that_speaks_of_columns_is_no_header(tmp_path: Path):
    (tmp_path / "videos.csv").write_text('#,text\n1,text\n2,"the # and\n#,text\nof it"\n')
    (file,) = inspect("videos.csv", tmp_path)
    assert file["repeated_headers"] == 0
    assert [row["text"] for row in read("videos.csv", tmp_path)] == ["text", "the # and\n#,text\nof it"]


def test_a_file_with_one_column_may_repeat_its_header(tmp_path: Path):
    columns = [InputColumn("video_id", ("video_id",), is_required=True)]
    (tmp_path / "reports.csv").write_text("video_id\n1\nvideo_id\n2\n")
    file = {"path": str(tmp_path / "reports.csv"), "file_format": "csv", "encoding": "utf-8", "delimiter": ","}
    assert records.count_repeated_headers({**file, "lines_above_header": "0"}, columns) == 1


def test_numbers_in_parquet_are_not_read_for_headers(tmp_path: Path):
    (tmp_path / "videos.parquet").write_bytes(parquet({"#": [1], "text": ["text"]}))
    (file,) = inspect("videos.parquet", tmp_path)
    assert file["repeated_headers"] == 0


@pytest.mark.parametrize("write", [as_text, workbook])
@pytest.mark.parametrize("column", ["delivered_on", "Delivered On"])
def test_a_second_header_with_a_further_column_is_not_the_header_of_the_file(tmp_path: Path, write, column: str):
    """The rows above it would be left out as lines above the header."""
    (tmp_path / "videos").write_bytes(write([*ROWS[:2], ["#", "text", column], ["2", "two", "2026-01-31"]]))
    (file,) = inspect("videos", tmp_path)
    assert file["problem"] == f"{tmp_path}/videos: {REFUSED.format(2)}"


@pytest.mark.parametrize("write", [as_text, as_parquet, workbook])
def test_a_second_header_that_names_a_column_in_the_place_of_another_refuses_the_file(tmp_path: Path, write):
    rows = [["#", "text", "note"], ["1", "one", "x"], ["#", "text", "delivered_on"], ["2", "two", "2026-01-31"]]
    (tmp_path / "videos").write_bytes(write(rows))
    (file,) = inspect("videos", tmp_path)
    assert file["problem"] == f"{tmp_path}/videos: {REFUSED.format(2)}"


@pytest.mark.parametrize("write", [as_text, as_parquet, workbook])
@pytest.mark.parametrize("header", [["#", "note", "text"], ["note", "#", "text"]])
def test_a_column_that_is_not_read_may_move_the_others(tmp_path: Path, write, header: list[str]):
    """One name of two in a row without a number is a header, too."""
    (tmp_path / "videos").write_bytes(write([["#", "text", "note"], ["1", "one", "x"], header, ["2", "y", "two"]]))
    (file,) = inspect("videos", tmp_path)
    assert file["problem"] == f"{tmp_path}/videos: {REFUSED.format(2)}"


def test_a_header_of_two_columns_behind_a_record_without_a_line_end_refuses_the_file(tmp_path: Path):
    (tmp_path / "videos.csv").write_text("#,text\n1,onetext,#\ntwo,2\n")
    (file,) = inspect("videos.csv", tmp_path)
    assert file["problem"] == f"{tmp_path}/videos.csv: {REFUSED.format(1)}"


def test_lines_above_the_header_that_name_a_few_columns_are_left_out(tmp_path: Path):
    (tmp_path / "videos.csv").write_text("text,of all videos\n#,\n#,text\n1,one\n")
    (file,) = inspect("videos.csv", tmp_path)
    assert (file["lines_above_header"], file["problem"]) == (2, None)
