"""Excel workbooks as programs write them: each cell is what was entered, or its row says why not."""

import datetime
import io
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from inputs.small_files import COLUMNS, inspect, read
from inputs.writing import workbook, zipped
from xlsxwriter.worksheet import Worksheet

from claims_warehouse.intake import cells, records
from claims_warehouse.intake.cells import DAMAGED, NOT_COMPUTED, ROUNDED
from claims_warehouse.intake.workbooks import MERGED

HEADER = ["#", "text", "delivered_on"]
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
Change = Callable[[xlsxwriter.Workbook, Worksheet], object]


def written(path: Path, change: Change, **options: object) -> list[dict[str, object]]:
    """Write a workbook with a header and what is changed in it, and return its rows."""
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet("Videos")
        sheet.write_row(0, 0, HEADER)
        change(book, sheet)
    return read(path.name, path.parent)


def in_xml(cells: str, **parts: str) -> bytes:
    """Write a workbook of one sheet whose rows below the header stand in XML."""
    header = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADER)
    book = f'<sheets><sheet name="Videos" sheetId="1" xmlns:q="{RELATIONS}" q:id="rId1"/></sheets>'
    relation = '<Relationship Id="{}" Type="{}/{}" Target="{}"/>'
    return zipped(
        {
            "_rels/.rels": f"<r>{relation.format('rId1', RELATIONS, 'officeDocument', '/xl/book.xml')}</r>",
            "xl/book.xml": f"<workbook>{book}</workbook>",
            "xl/_rels/book.xml.rels": f"<r>{relation.format('rId1', RELATIONS, 'worksheet', 'sheets/One.xml')}</r>",
            "xl/sheets/one.xml": f"<worksheet><sheetData><row>{header}</row>{cells}</sheetData></worksheet>",
            **parts,
        }
    )


@pytest.mark.parametrize(
    ("number", "text", "problem"),
    [
        (2**53 - 1, "9007199254740991", None),
        (7_017_666_017, "7017666017", None),
        (1_234_567_890_123_456, "1234567890123456", None),
        (999_999_999_999_990, "999999999999990", None),
        (-5, "-5", None),
        (1.5, "1.5", None),
        (0.1 + 0.2, "0.3", None),
        # Of sixteen digits Excel itself keeps fifteen.
        (1_234_567_890_123_450, "1234567890123450", f"# {ROUNDED}"),
        (2**53, "9007199254740992.0", f"# {ROUNDED}"),
        (123_456_789_012_345_678, "1.234567890123457e+17", f"# {ROUNDED}"),
        (-123_456_789_012_345_678, "-1.234567890123457e+17", f"# {ROUNDED}"),
    ],
)
def test_a_number_that_excel_has_rounded_is_no_number(tmp_path: Path, number: float, text: str, problem: str | None):
    (row,) = written(tmp_path / "videos.xlsx", lambda _, sheet: sheet.write_row(1, 0, [number, "one"]))
    assert (row["running_number"], row["record_problem"]) == (text, problem)


def test_a_long_number_in_a_column_that_is_not_read_does_no_harm(tmp_path: Path):
    (row,) = written(tmp_path / "videos.xlsx", lambda _, sheet: sheet.write_row(1, 0, [1, "one", None, 2.0**70]))
    assert (row["running_number"], row["record_problem"]) == ("1", None)


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!"])
def test_an_error_is_named_as_what_it_is_and_not_taken_for_a_missing_value(tmp_path: Path, error: str):
    problem = f"text holds the spreadsheet error {error} in place of a value. Correct it, or leave the field empty"

    def change(_: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_row(1, 0, [1, "one"])
        sheet.write_formula(1, 1, "=x", None, error)
        sheet.write_row(2, 0, [2, f"{error} is what Excel says"])

    rows = written(tmp_path / "videos.xlsx", change)
    assert [(row["text"], row["record_problem"]) for row in rows] == [
        (error, problem),
        (f"{error} is what Excel says", None),
    ]
    (tmp_path / "videos.csv").write_text(f"#,text\n1, {error.lower()}\n2,#N/A\n3,#1 of all!\n")
    assert [row["record_problem"] for row in read("videos.csv", tmp_path)] == [problem, None, None]


def test_a_missing_value_of_excel_stays_one(tmp_path: Path):
    (row,) = written(tmp_path / "videos.xlsx", lambda _, sheet: sheet.write_formula(1, 1, "=NA()", None, "#N/A"))
    assert (row["text"], row["record_problem"]) == ("#N/A", None)


def test_several_errors_of_a_row_are_all_reported(tmp_path: Path):
    (tmp_path / "videos.csv").write_text("#,text\n#REF!,Err:502\n")
    (row,) = read("videos.csv", tmp_path)
    assert str(row["record_problem"]).startswith("# holds the spreadsheet error #REF! in place of a value.")
    assert "; text holds the spreadsheet error ERR:502 in place of a value." in str(row["record_problem"])


def test_a_formula_without_a_value_is_no_empty_cell(tmp_path: Path):
    content = in_xml(
        "<row><c><v>1</v></c><c><f>A2</f><v></v></c></row><row><c><v>2</v></c><c t='str'><f>A2</f><v></v></c></row>"
    )
    (tmp_path / "videos.xlsx").write_bytes(content)
    rows = read("videos.xlsx", tmp_path)
    assert [(row["running_number"], row["record_problem"]) for row in rows] == [
        ("1", f"text {NOT_COMPUTED}"),
        ("2", None),
    ]


@pytest.mark.parametrize("cell", ["<c t='s'><v>7</v></c>", "<c t='s'><v>x</v></c>", "<c><v>1,5</v></c>"])
def test_a_damaged_cell_is_the_problem_of_its_row(tmp_path: Path, cell: str):
    (tmp_path / "videos.xlsx").write_bytes(in_xml(f"<row><c><v>1</v></c>{cell}</row><row><c><v>2</v></c></row>"))
    problems = [row["record_problem"] for row in read("videos.xlsx", tmp_path)]
    assert problems == [f"text {DAMAGED}", None]


def test_a_cell_that_was_merged_with_another_is_no_empty_cell(tmp_path: Path):
    def change(_: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_column(1, 0, [1, 2, 3, 4])
        sheet.write_column(1, 1, ["own", None, None, "own"])
        sheet.merge_range(2, 1, 3, 1, "both")

    rows = written(tmp_path / "videos.xlsx", change)
    assert [(row["text"], row["record_problem"]) for row in rows] == [
        ("own", None),
        ("both", None),
        ("", f"text {MERGED}"),
        ("own", None),
    ]


@pytest.mark.parametrize("date_1904", [False, True])
@pytest.mark.parametrize(
    ("scoring_stage", "number_format", "text"),
    [
        (datetime.datetime(2026, 1, 31), "dd.mm.yyyy", "2026-01-31"),
        (datetime.datetime(2026, 1, 31), '[$-407]d. mmm yy;@"d"', "2026-01-31"),
        (datetime.datetime(2026, 1, 31, 23, 30, 0, 250_000), "yyyy-mm-dd hh:mm", "2026-01-31 23:30:00.250000"),
        (datetime.datetime(2026, 1, 31), '0" days"', None),
        (datetime.datetime(2026, 1, 31), "[Red]#,##0", None),
    ],
)
def test_a_date_is_a_number_whose_format_shows_one(
    tmp_path: Path, scoring_stage: datetime.datetime, number_format: str, text: str | None, date_1904: bool
):
    def change(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_row(1, 0, [1, "one"])
        sheet.write_datetime(1, 2, scoring_stage, book.add_format({"num_format": number_format}))

    (row,) = written(tmp_path / "videos.xlsx", change, date_1904=date_1904)
    assert row["delivered_on"] == (text or ("44591" if date_1904 else "46053"))


def test_memory_follows_the_cells_that_hold_something(tmp_path: Path):
    def change(_: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_row(1, 0, [1, "one"])
        sheet.write_row(2, 0, [2, "two"])
        sheet.write_string(1_048_575, 16_383, " ")
        sheet.write_string(0, 16_383, " ")

    written(tmp_path / "videos.xlsx", change)
    code = (
        "from pathlib import Path; from inputs.small_files import read; "
        f"print([row['text'] for row in read('videos.xlsx', Path({str(tmp_path)!r}))])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": ":".join(sys.path), "OMP_NUM_THREADS": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.stdout, result.returncode) == ("['one', 'two']\n", 0), result.stderr[-500:]


def test_a_value_far_from_the_table_is_a_row_of_its_own(tmp_path: Path):
    def change(_: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_row(1, 0, [1, "one"])
        sheet.write_string(1_048_575, 16_383, "a note")

    rows = written(tmp_path / "videos.xlsx", change)
    assert [(row["row_number"], row["text"]) for row in rows] == [(1, "one"), (2, "")]


def test_texts_are_read_however_they_are_written(tmp_path: Path):
    rich = "<si><r><t>ri</t></r><r><t xml:space='preserve'>ch </t></r><rPh><t>said</t></rPh></si>"
    content = in_xml(
        "<row r='2'><c r='B2' t='s'><v>0</v></c><c r='A2'><f>1</f><v>1</v></c></row>"
        "<row r='9'><c t='b'><v>1</v></c><c r='B9' t='str'><f>'x'</f><v>line_x000D_end _x005F_x_</v></c></row>"
        "<row><c t='n'><v>3</v></c><c t='inlineStr'><is><t>_xD83D__xDE00_ _xD800_</t></is></c>"
        "<c t='d'><v>2026-01-31</v></c></row>",
        **{
            "xl/_rels/book.xml.rels": "<r>"
            f"<Relationship Id='rId1' Type='{RELATIONS}/worksheet' Target='sheets/one.xml'/>"
            f"<Relationship Id='rId2' Type='{RELATIONS}/sharedStrings' Target='\\xl\\strings.xml'/></r>",
            "xl/Strings.xml": f"<x:sst xmlns:x='x'>{rich.replace('<', '<x:').replace('<x:/', '</x:')}</x:sst>",
        },
    )
    (tmp_path / "videos.xlsx").write_bytes(content)
    rows = read("videos.xlsx", tmp_path)
    assert [(row["running_number"], row["text"], row["delivered_on"]) for row in rows] == [
        ("1", "rich ", ""),
        ("true", "line\rend _x_", ""),
        ("3", "\U0001f600 \ufffd", "2026-01-31"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (in_xml("<row><c r='AAAA1'><v>1</v></c></row>"), "is a damaged Excel workbook (there is no column AAAA)"),
        (in_xml(f"<row>{'<c/>' * 20_000}</row>"), "is a damaged Excel workbook (a row has too many cells)"),
        (in_xml("<row><c>"), "is a damaged Excel workbook (mismatched tag"),
        (in_xml("", **{"xl/sheets/one.xml": ""}), "is a damaged Excel workbook (no element found"),
        (
            in_xml(
                "",
                **{
                    "xl/sheets/one.xml": "<!DOCTYPE x [<!ENTITY a '#'><!ENTITY b SYSTEM 'file:///etc/hostname'>]>"
                    "<worksheet><row><c t='str'><v>&a;</v></c><c t='str'><v>&b;</v></c></row></worksheet>"
                },
            ),
            "is a damaged Excel workbook (its XML declares a document type)",
        ),
        (in_xml("", **{"xl/book.xml": "<workbook/>"}), "is an Excel workbook without a sheet of cells"),
    ],
    ids=["no such column", "too many cells", "cut", "no sheet", "entities", "no sheets"],
)
def test_a_damaged_or_hostile_workbook_is_refused_by_name(tmp_path: Path, content: bytes, message: str):
    (tmp_path / "videos.xlsx").write_bytes(content)
    (file,) = inspect("videos.xlsx", tmp_path)
    assert str(file["problem"]).startswith(f"{tmp_path}/videos.xlsx: {message}")


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("visible", "'Videos', 'Sheet2'"),
        ("hide", "'Videos', 'Sheet2' (hidden: Unhide lists it)"),
        ("very_hidden", "'Videos', 'Sheet2' (hidden: the Visual Basic editor lists it)"),
    ],
)
def test_a_second_table_is_named_with_what_hides_it(tmp_path: Path, state: str, names: str):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for sheet in (book.add_worksheet("Videos"), book.add_worksheet()):
            sheet.write_row(0, 0, HEADER)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Videos!$A$1:$A$2"})
        book.add_chartsheet().set_chart(chart)
        if state != "visible":
            getattr(book.worksheets()[1], state)()
    (tmp_path / "videos.xlsx").write_bytes(buffer.getvalue())
    (file,) = inspect("videos.xlsx", tmp_path)
    expected = f"has 2 sheets with a table: {names}. Provide each as a workbook of its own (CLM-044)."
    assert file["problem"] == f"{tmp_path}/videos.xlsx: {expected}"


def test_a_table_on_a_hidden_sheet_is_read_where_it_is_the_only_one(tmp_path: Path):
    def change(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_row(1, 0, [1, "one"])
        book.add_worksheet().activate()
        sheet.hide()

    assert [row["text"] for row in written(tmp_path / "videos.xlsx", change)] == ["one"]


def test_a_header_is_found_below_rows_that_hold_nothing(tmp_path: Path):
    (tmp_path / "videos.xlsx").write_bytes(workbook([*[[]] * 30, ["Videos"], [], HEADER, [1, "one"]]))
    (file,) = inspect("videos.xlsx", tmp_path)
    assert (file["sheet"], file["lines_above_header"], file["problem"]) == ("Sheet1", 32, None)
    assert [row["text"] for row in records.read_records([file], COLUMNS).read_all().to_pylist()] == ["one"]


def test_a_workbook_with_more_texts_than_rows_can_hold_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "videos.xlsx").write_bytes(workbook([HEADER, [1, "one"]]))
    monkeypatch.setattr(cells, "MAX_TEXTS", 3)
    (file,) = inspect("videos.xlsx", tmp_path)
    assert (
        file["problem"]
        == f"{tmp_path}/videos.xlsx: is a damaged Excel workbook (it has too many texts). Provide it again (CLM-030)."
    )
