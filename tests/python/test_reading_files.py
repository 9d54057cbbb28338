import bz2
import gzip
import hashlib
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from inputs.small_files import COLUMNS, CSV, inspect, read
from inputs.writing import workbook

from claims_warehouse.intake import records
from claims_warehouse.intake.columns import input_columns, match_columns
from claims_warehouse.intake.splitting import QUOTES_DO_NOT_MATCH


def texts(pattern: str, root: Path) -> list[tuple[object, object, object]]:
    return [(row["source_file"], row["row_number"], row["text"]) for row in read(pattern, root)]


def test_columns_are_read_from_the_seed_in_their_order():
    rows = [
        {"file_kind": "videos", "position": 2, "column_name": "text", "aliases": "text;caption", "is_required": False},
        {"file_kind": "videos", "position": 1, "column_name": "running_number", "aliases": "#", "is_required": True},
        {
            "file_kind": "user_reports",
            "position": 1,
            "column_name": "video_id",
            "aliases": "video_id",
            "is_required": True,
        },
    ]
    columns = input_columns(rows)
    assert [column.name for column in columns["videos"]] == ["running_number", "text"]
    assert [column.label for column in columns["videos"]] == ["#", "caption"]
    assert [column.is_required for column in columns["videos"]] == [True, False]
    assert list(columns) == ["videos", "user_reports"] or set(columns) == {"videos", "user_reports"}


def test_column_names_match_whatever_their_case_quotes_and_spaces():
    assert match_columns(["\ufeff#", ' "TEXT" ', "", "other"], COLUMNS) == {"running_number": 0, "text": 1}


def test_two_columns_of_one_name_are_refused():
    with pytest.raises(ValueError, match="carries column 'text' 2 times"):
        match_columns(["#", "text", "Text"], COLUMNS)
    with pytest.raises(ValueError, match="carries column '#' 2 times"):
        match_columns(["running_number", "#", "text", "#"], COLUMNS)


def test_of_several_names_of_a_column_the_preferred_one_is_read():
    assert match_columns(["running_number", "#", "text"], COLUMNS) == {"running_number": 1, "text": 2}


def test_a_file_is_known_by_its_size_and_its_hash(tmp_path: Path):
    (tmp_path / "videos.csv").write_text(CSV)
    (file,) = inspect("videos.csv", tmp_path)
    assert file["byte_count"] == len(CSV)
    assert file["sha256"] == hashlib.sha256(CSV.encode()).hexdigest()
    assert (file["file_format"], file["encoding"], file["delimiter"]) == ("csv", "utf-8", ",")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.csv", b"", "the file is empty; expected is a header with the columns' names"),
        ("narrow.csv", b"#,other\n1,2\n", "has no column text. Add it; expected are the columns #, text"),
        ("double.csv", b"#,text,text\n", "carries column 'text' 2 times"),
        ("half.csv", "#,text\n1,caf\u00e9\n".encode("utf-16")[:-1], "is not UTF-16 text (truncated data)"),
        ("broken.parquet", b"no parquet at all", "."),
        ("broken.csv.gz", gzip.compress(CSV.encode(), mtime=0)[:-9], "."),
    ],
)
def test_a_file_that_cannot_be_read_is_reported_and_not_raised(tmp_path: Path, name: str, content: bytes, message: str):
    (tmp_path / name).write_bytes(content)
    (file,) = inspect(name, tmp_path)
    assert str(file["problem"]).startswith(str(tmp_path / name))
    assert message in str(file["problem"])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_each_delimiter_and_encoding_is_recognised(tmp_path: Path, delimiter: str, encoding: str):
    (tmp_path / "videos.csv").write_text(f"#{delimiter}text\n1{delimiter}caf\u00e9, a; b\n", encoding=encoding) if (
        delimiter == "\t"
    ) else (tmp_path / "videos.csv").write_text(f"#{delimiter}text\n1{delimiter}caf\u00e9\n", encoding=encoding)
    ((_, _, text),) = texts("videos.csv", tmp_path)
    assert str(text).startswith("caf\u00e9")


@pytest.mark.parametrize("suffix", ["", ".gz", ".bz2", ".zst"])
def test_compressed_files_are_read_as_they_are(tmp_path: Path, suffix: str):
    compress = {"": bytes, ".gz": gzip.compress, ".bz2": bz2.compress, ".zst": pa.Codec("zstd").compress}[suffix]
    (tmp_path / f"videos.csv{suffix}").write_bytes(bytes(compress(CSV.encode())))
    assert [row[1:] for row in texts(f"videos.csv{suffix}", tmp_path)] == [(1, "one"), (2, "two")]


def test_numbers_of_a_parquet_file_arrive_as_text(tmp_path: Path):
    pd.DataFrame({"text": ["a", None], "#": [7_017_666_017, 2]}).to_parquet(tmp_path / "videos.parquet")
    rows = read("videos.parquet", tmp_path)
    assert [(row["running_number"], row["text"]) for row in rows] == [("7017666017", "a"), ("2", None)]


def test_rows_are_numbered_across_batches_and_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(records, "BATCH_ROWS", 2)
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("#,text\n" + "".join(f"{number},t{number}\n" for number in range(1, 6)))
    assert [row[:2] for row in texts("*.csv", tmp_path)] == [(n, i) for n in ("a.csv", "b.csv") for i in range(1, 6)]


def test_quotes_hold_line_ends_and_delimiters_and_blank_lines_are_no_records(tmp_path: Path):
    (tmp_path / "videos.csv").write_text('#,text\r\n1,"two\nlines, ""said"""\r\n\r\n2,next\r\n\r\n', newline="")
    assert [row[1:] for row in texts("videos.csv", tmp_path)] == [(1, 'two\nlines, "said"'), (2, "next")]


def test_a_record_of_another_width_is_kept_with_its_problem(tmp_path: Path):
    (tmp_path / "videos.csv").write_text("#,text\n1\n2,two,three\n3,three\n")
    rows = read("videos.csv", tmp_path)
    assert [(row["running_number"], row["text"], row["record_problem"]) for row in rows] == [
        ("1", None, "the record has 1 fields, the header 2"),
        ("2", "two", "the record has 3 fields, the header 2"),
        ("3", "three", None),
    ]


def test_a_field_longer_than_the_csv_modules_own_limit_is_read(tmp_path: Path):
    (tmp_path / "videos.csv").write_text(f"#,text\n1,{'x' * 200_000}\n")
    ((_, _, text),) = texts("videos.csv", tmp_path)
    assert len(str(text)) == 200_000


def test_the_date_comes_from_the_column_or_else_from_the_folder(tmp_path: Path):
    folder = tmp_path / "delivered_on=2026-01-02"
    folder.mkdir()
    (folder / "a.csv").write_text(CSV)
    (folder / "b.csv").write_text("#,text,delivered_on\n1,one,2026-03-04\n")
    (tmp_path / "c.csv").write_text(CSV)
    dates = {row["source_file"]: row["delivered_on"] for row in read("**/*.csv", tmp_path)}
    assert dates == {
        "c.csv": None,
        "delivered_on=2026-01-02/a.csv": "2026-01-02",
        "delivered_on=2026-01-02/b.csv": "2026-03-04",
    }


def test_of_folders_with_a_date_the_innermost_counts(tmp_path: Path):
    folder = tmp_path / "delivered_on=2026-01-01" / "delivered_on=2026-01-31"
    folder.mkdir(parents=True)
    (folder / "videos.csv").write_text(CSV)
    assert {row["delivered_on"] for row in read("**/*.csv", tmp_path)} == {"2026-01-31"}


@pytest.mark.parametrize(
    ("folder", "date"),
    [
        ("Delivered_On=2026-01-31", "2026-01-31"),
        ("DELIVERED ON=2026-01-31", "2026-01-31"),
        ("delivered_on=2026-01-31 08%3A30%3A00", "2026-01-31 08:30:00"),
        ("delivered_on=2026-01-31T08%3A30+02%3A00", "2026-01-31T08:30+02:00"),
        ("delivered_on=31-01-26", "31-01-26"),
        ("delivered_on=__HIVE_DEFAULT_PARTITION__", None),
        ("delivered_on", None),
        ("not_delivered_on=2026-01-31", None),
    ],
)
def test_a_folder_says_the_date_in_any_case_and_as_hive_writes_it(tmp_path: Path, folder: str, date: str | None):
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "videos.csv").write_text(CSV)
    assert {row["delivered_on"] for row in read("**/*.csv", tmp_path)} == {date}


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx"])
def test_a_blank_date_is_that_of_the_folder(tmp_path: Path, suffix: str):
    folder = tmp_path / "delivered_on=2026-01-31"
    folder.mkdir()
    rows = [["#", "text", "delivered_on"], ["1", "one", "2026-03-04"], ["2", "two", ""], ["3", "three", " \t"]]
    path = folder / f"videos.{suffix}"
    if suffix == "csv":
        path.write_text("".join(",".join(row) + "\n" for row in rows))
    elif suffix == "parquet":
        pd.DataFrame([*rows[1:], ["4", "four", None]], columns=rows[0]).to_parquet(path)
    else:
        path.write_bytes(workbook(rows))
    dates = [row["delivered_on"] for row in read("**/*", tmp_path)]
    assert dates == ["2026-03-04", *["2026-01-31"] * (len(dates) - 1)]
    (tmp_path / path.name).write_bytes(path.read_bytes())
    assert {row["delivered_on"] for row in read(path.name, tmp_path)} - {None, "", " \t"} == {"2026-03-04"}


@pytest.mark.parametrize("name", ["videos.csv", "videos.parquet"])
def test_a_file_that_changes_while_it_is_read_ends_the_build_in_words(tmp_path: Path, name: str):
    rows = {"#": ["1", "2"], "text": ["one", "two"]}
    path = tmp_path / name
    pd.DataFrame(rows).to_csv(path, index=False) if name == "videos.csv" else pd.DataFrame(rows).to_parquet(path)
    files = inspect(name, tmp_path)
    reader = records.read_records(files, COLUMNS)
    assert reader.read_next_batch().num_rows == 2
    with path.open("ab") as stream:
        stream.write(b"3,three\n")
    with pytest.raises(ValueError, match=rf"{path}: changed while it was read. Build again when it is complete"):
        reader.read_next_batch()


def test_a_file_that_is_cut_while_it_is_read_ends_the_build_in_words(tmp_path: Path):
    path = tmp_path / "videos.csv"
    path.write_text(CSV, encoding="utf-16")
    files = inspect("videos.csv", tmp_path)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ValueError, match=rf"{path}: cannot be read to its end \(.*truncated data.*\)"):
        records.read_records(files, COLUMNS).read_all()


@pytest.mark.parametrize("name", ["videos.csv", "videos.xlsx"])
def test_a_file_that_is_emptied_before_it_is_read_ends_the_build_in_words(tmp_path: Path, name: str):
    path = tmp_path / name
    path.write_bytes(CSV.encode() if name == "videos.csv" else workbook([["#", "text"], [1, "one"]]))
    files = inspect(name, tmp_path)
    path.write_bytes(b"" if name == "videos.csv" else workbook([]))
    with pytest.raises(ValueError, match=f"^{path}: .*[Bb]uild"):
        records.read_records(files, COLUMNS).read_all()


def test_a_record_may_go_on_in_the_next_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(records, "BATCH_CHARACTERS", 10)
    long_text = "\n".join(f"line {number}" for number in range(100))
    (tmp_path / "videos.csv").write_text(f'#,text\n1,"{long_text}"\n2,"open\n3,three\n4,"{long_text}"\n')
    rows = read("videos.csv", tmp_path)
    assert [(row["running_number"], row["text"], row["record_problem"]) for row in rows] == [
        ("1", long_text, None),
        ("2", "open\n", QUOTES_DO_NOT_MATCH),
        ("3", "three", None),
        ("4", long_text, None),
    ]


def test_an_open_quote_swallows_no_more_than_its_line_in_a_long_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(records, "BATCH_CHARACTERS", 1_000)
    lines = [f"{number},text" for number in range(1, 5_001)]
    lines[999] = '1000,"open'
    (tmp_path / "videos.csv").write_text("\n".join(["#,text", *lines]))
    rows = read("videos.csv", tmp_path)
    assert [row["running_number"] for row in rows] == [str(number) for number in range(1, 5_001)]
    assert [row["row_number"] for row in rows if row["record_problem"]] == [1_000]
    assert rows[999]["record_text"] == '1000,"open'
