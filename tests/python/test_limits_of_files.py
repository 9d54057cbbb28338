"""How far an input file is believed: columns, lines above the header, quotes that swallow lines, texts that expand."""

import gzip
from pathlib import Path

import pytest
from inputs.small_files import COLUMNS, CSV, inspect, read

from claims_warehouse.intake import texts
from claims_warehouse.intake.columns import MAX_COLUMNS, match_columns
from claims_warehouse.intake.splitting import QUOTES_DO_NOT_MATCH


def test_a_file_may_have_a_thousand_columns_and_not_one_more():
    header = ["#", "text", *map(str, range(MAX_COLUMNS - 2))]
    assert match_columns(header, COLUMNS) == {"running_number": 0, "text": 1}
    with pytest.raises(ValueError, match="has more than 1000 columns"):
        match_columns([*header, "one more"], COLUMNS)


@pytest.mark.parametrize(("lines_above", "is_found"), [(19, True), (20, False)])
def test_the_header_is_one_of_the_first_twenty_lines(tmp_path: Path, lines_above: int, is_found: bool):
    (tmp_path / "report.csv").write_text("a line of a report\n" * lines_above + CSV)
    (file,) = inspect("report.csv", tmp_path)
    assert (file["problem"] is None) == is_found
    assert not is_found or file["lines_above_header"] == lines_above


@pytest.mark.parametrize(
    ("other_columns", "lines", "is_believed"), [(0, 2, True), (0, 3, False), (10, 5, True), (10, 6, False)]
)
def test_a_text_with_half_as_many_numbers_as_fields_in_its_lines_has_swallowed_them(
    tmp_path: Path, other_columns: int, lines: int, is_believed: bool
):
    """Of a narrow file three numbers at least."""
    path = tmp_path / "videos.csv"
    names, fields = "".join(f",c{number}" for number in range(other_columns)), other_columns * ","
    text = "\n".join(str(line) for line in range(lines))
    path.write_text(f'#,text{names}\n1,"{text}"{fields}\n2,two{fields}\n')
    rows = read("videos.csv", tmp_path)
    assert (rows[0]["text"] == text) == is_believed
    assert (QUOTES_DO_NOT_MATCH in [row["record_problem"] for row in rows]) != is_believed
    assert rows[-1]["text"] == "two"


def test_a_small_text_may_expand_as_it_likes(tmp_path: Path):
    path = tmp_path / "videos.csv.gz"
    path.write_bytes(gzip.compress((CSV + 20_000 * "3,the same\n").encode(), mtime=0))
    assert path.stat().st_size * texts.MAX_EXPANSION < 20_000 * len("3,the same\n")
    (file,) = inspect("videos.csv.gz", tmp_path)
    assert file["problem"] is None


@pytest.mark.parametrize(("most_times", "is_believed"), [(100, True), (2, False)])
def test_a_large_text_may_expand_by_so_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most_times: int, is_believed: bool
):
    monkeypatch.setattr(texts, "EXPANSION_MATTERS_FROM", 0)
    monkeypatch.setattr(texts, "MAX_EXPANSION", most_times)
    path = tmp_path / "videos.csv.gz"
    path.write_bytes(gzip.compress((CSV + "".join(f"{number},text\n" for number in range(1000))).encode(), mtime=0))
    (file,) = inspect("videos.csv.gz", tmp_path)
    assert (file["problem"] is None) == is_believed
    assert is_believed or "expands to more than 2 times its size" in str(file["problem"])
