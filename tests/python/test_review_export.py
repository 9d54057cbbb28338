import csv
import zipfile
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from claims_warehouse.intake.workbooks import names_of, rows_from_header
from claims_warehouse.moderation.export import MAX_CHARACTERS, export_queue

TEXTS = [
    '=HYPERLINK("http://example.com")',
    "+1 said so",
    "-2+3",
    "@SUM(A1)",
    "\tafter a tab",
    "\rafter a carriage return",
    "\nafter a line end",
    "  =1+1",
    "\N{FULLWIDTH EQUALS SIGN}1",
    "plain",
    "1 = 1 - 0 @ noon",
    'a "quoted" word, a comma; a semicolon',
    "two\nlines",
    "Zürich, 東京 😀",
    None,
]
HARMLESS = ["'" + text if text and index < 9 else text for index, text in enumerate(TEXTS)]


LONG = "x" * (MAX_CHARACTERS + 1)


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """A released file with a queue of difficult texts, one of which is not selected."""
    path = tmp_path / "warehouse" / "claims.duckdb"
    path.parent.mkdir()
    with duckdb.connect(path) as connection:
        connection.execute("""
            create schema marts;
            create table marts.releases as
            from (values ('2026-11-23-aaaa', false), ('2026-11-24-bbbb', true))
            as releases (release_id, is_current);
            create table marts.review_queue (
                review_lane varchar, review_rank bigint, claim_id varchar, video_id bigint, claim_probability double,
                total_report_count bigint, video_transcription_text varchar, is_selected_for_review boolean
            );
            create table marts.prediction_reasons as select
                9007199254740994 as video_id,
                [{'feature': 'video_transcription_text', 'value': '=1+1', 'contribution': -0.5}] as reasons
        """)
        # A fresh item comes behind all others but opinions, whatever its rank.
        lanes = [*["priority"] * (len(TEXTS) - 2), "fresh", "unlikely"]
        ranks = [*range(1, len(TEXTS) - 1), 1, 1]
        rows = [
            [lanes[number], ranks[number], f"000{number}", 9007199254740994 + number, 0.25, None, text, True]
            for number, text in enumerate(TEXTS)
        ]
        rows.append(["priority", len(rows), "b", 1, 0.1, 2, "not selected", False])
        connection.executemany("insert into marts.review_queue values (?, ?, ?, ?, ?, ?, ?, ?)", rows[::-1])
    return path


def test_parquet_keeps_every_text_as_it_is(released: Path, tmp_path: Path):
    export_queue(released, tmp_path / "new" / "folder")
    rows = pq.read_table(tmp_path / "new" / "folder" / "review_queue.parquet").to_pylist()
    assert [row["video_transcription_text"] for row in rows] == TEXTS
    assert [row["review_rank"] for row in rows] == [*range(1, len(TEXTS) - 1), 1, 1]
    assert rows[0]["video_id"] == "9007199254740994"
    assert [row["reasons"] for row in rows] == ["For an opinion: “=1+1” (-0.5).", *[None] * (len(TEXTS) - 1)]
    assert {row["release_id"] for row in rows} == {"2026-11-24-bbbb"}


def test_csv_holds_no_formula_and_loses_no_text(released: Path, tmp_path: Path):
    export_queue(released, tmp_path)
    content = (tmp_path / "review_queue.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfdecision,reviewer,reviewed_at,video_id,claim_id,release_id,review_lane,")
    with (tmp_path / "review_queue.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["video_transcription_text"] or None for row in rows] == HARMLESS
    assert content.count(b"\r\n") == len(TEXTS) + 1
    assert (rows[0]["decision"], rows[0]["video_id"], rows[0]["total_report_count"]) == ("", "9007199254740994", "")
    assert {row["release_id"] for row in rows} == {"2026-11-24-bbbb"}


def test_the_workbook_can_be_filled_in_and_read_again(released: Path, tmp_path: Path):
    with duckdb.connect(released) as connection:
        connection.execute("update marts.review_queue set video_transcription_text = $1 where review_rank = 2", [LONG])
    export_queue(released, tmp_path)
    header, *rows = rows_from_header(tmp_path / "review_queue.xlsx", "review_queue", 0)
    names = names_of(header)
    assert names[:6] == ["decision", "reviewer", "reviewed_at", "video_id", "claim_id", "release_id"]
    cells = [{name: row.texts.get(column) for column, name in enumerate(names)} for row in rows]
    assert [row["video_id"] for row in cells] == [str(9007199254740994 + number) for number in range(len(TEXTS))]
    assert cells[1]["claim_id"] == "0001"
    assert cells[0]["video_transcription_text"] == TEXTS[0]
    assert cells[1]["video_transcription_text"] == LONG[:MAX_CHARACTERS]
    with zipfile.ZipFile(tmp_path / "review_queue.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert '<pane ySplit="1"' in sheet
    assert (
        '<dataValidation type="list" allowBlank="1" showInputMessage="1" showErrorMessage="1" sqref="A2:A16">' in sheet
    )
    assert "<formula1>&quot;claim,opinion,unsure,skip&quot;</formula1>" in sheet.replace('"', "&quot;")
    # No cell is a formula.
    assert "<f>" not in sheet


def test_each_file_is_put_in_place_by_a_rename(released: Path, tmp_path: Path):
    export_queue(released, tmp_path / "queue")
    (tmp_path / "queue" / ".review_queue.csv.new").write_text("half of one, by a killed export")
    with (tmp_path / "queue" / "review_queue.csv").open("rb") as reader:
        export_queue(released, tmp_path / "queue")
        before = reader.read()
    assert before == (tmp_path / "queue" / "review_queue.csv").read_bytes()
    files = ["review_queue.csv", "review_queue.parquet", "review_queue.xlsx"]
    assert sorted(path.name for path in (tmp_path / "queue").iterdir()) == files
    # What is exported may hold transcripts.
    assert (tmp_path / "queue").stat().st_mode & 0o777 == 0o700
