import csv
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from claims_warehouse.moderation.export import export_queue

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
                review_lane varchar, review_rank bigint, video_id bigint, claim_probability double, report_count bigint,
                video_transcription_text varchar, is_selected_for_review boolean
            )
        """)
        # A fresh video comes behind all others, whatever its rank.
        lanes = ["priority"] * (len(TEXTS) - 1) + ["fresh"]
        ranks = [*range(1, len(TEXTS)), 1]
        rows = [
            [lanes[rank - 1], ranks[rank - 1], 9007199254740993 + rank, 0.25, None, text, True]
            for rank, text in enumerate(TEXTS, start=1)
        ]
        rows.append(["priority", len(rows), 1, 0.1, 2, "not selected", False])
        connection.executemany("insert into marts.review_queue values (?, ?, ?, ?, ?, ?, ?)", rows[::-1])
    return path


def test_parquet_keeps_every_text_as_it_is(released: Path, tmp_path: Path):
    export_queue(released, tmp_path / "new" / "folder")
    rows = pq.read_table(tmp_path / "new" / "folder" / "review_queue.parquet").to_pylist()
    assert [row["video_transcription_text"] for row in rows] == TEXTS
    assert [row["review_rank"] for row in rows] == [*range(1, len(TEXTS)), 1]
    assert rows[0]["video_id"] == 9007199254740994
    assert {row["release_id"] for row in rows} == {"2026-11-24-bbbb"}


def test_csv_holds_no_formula_and_loses_no_text(released: Path, tmp_path: Path):
    export_queue(released, tmp_path)
    content = (tmp_path / "review_queue.csv").read_bytes()
    assert content.startswith(
        b"\xef\xbb\xbfrelease_id,review_lane,review_rank,video_id,claim_probability,report_count,"
    )
    with (tmp_path / "review_queue.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["video_transcription_text"] or None for row in rows] == HARMLESS
    assert content.count(b"\r\n") == len(TEXTS) + 1
    assert (rows[0]["video_id"], rows[0]["report_count"]) == ("9007199254740994", "")
    assert {row["release_id"] for row in rows} == {"2026-11-24-bbbb"}


def test_each_file_is_put_in_place_by_a_rename(released: Path, tmp_path: Path):
    export_queue(released, tmp_path / "queue")
    (tmp_path / "queue" / ".review_queue.csv.new").write_text("half of one, by a killed export")
    with (tmp_path / "queue" / "review_queue.csv").open("rb") as reader:
        export_queue(released, tmp_path / "queue")
        before = reader.read()
    assert before == (tmp_path / "queue" / "review_queue.csv").read_bytes()
    assert sorted(path.name for path in (tmp_path / "queue").iterdir()) == ["review_queue.csv", "review_queue.parquet"]
