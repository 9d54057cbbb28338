"""Files that are no table, and paths that name none: each message names the type and says what to do."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from inputs.small_files import COLUMNS, CSV, inspect, read
from inputs.writing import parquet, workbook, zipped

from claims_warehouse.intake.files import inspect_files

UNPACK = "Unpack it, and provide the files that are in it (CLM-028)"
IN_A_COMPRESSED_FILE = "is a compressed Parquet, Excel or ZIP file. Provide the file that is in it (CLM-028)"
RECORDS = [{"#": "1", "text": "one"}, {"#": "2", "text": "two"}]


def tar(*names: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = len(CSV)
            archive.addfile(member, io.BytesIO(CSV.encode()))
    return buffer.getvalue()


def deflated(content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("videos.csv", content)
    return buffer.getvalue()


def with_a_password(archive: bytes) -> bytes:
    entry = archive.index(b"PK\x01\x02") + 8
    return archive[:6] + b"\x01" + archive[7:entry] + b"\x01" + archive[entry + 1 :]


def problem(folder: Path, content: bytes) -> str:
    path = folder / "videos.csv"
    path.write_bytes(content)
    (file,) = inspect("videos.csv", folder)
    message = str(file["problem"])
    assert message.startswith(f"{path}: ")
    assert message.endswith(".")
    assert len(message.splitlines()) == 1
    return message.removeprefix(f"{path}: ")


@pytest.mark.parametrize("compress", [bytes, gzip.compress, bz2.compress])
@pytest.mark.parametrize("names", [["a.csv"], ["a.csv", "b.csv"]])
def test_a_tar_archive_is_refused_compressed_or_not(
    tmp_path: Path, compress: Callable[[bytes], bytes], names: list[str]
):
    assert problem(tmp_path, compress(tar(*names))) == f"is a tar archive. {UNPACK}."


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"7z\xbc\xaf\x27\x1c\0\4", f"is a 7z archive. {UNPACK}."),
        (b"Rar!\x1a\x07\x01\0", f"is a RAR archive. {UNPACK}."),
        (
            lzma.compress(CSV.encode()),
            "is compressed with xz. Provide it uncompressed, or compressed with gzip (CLM-028).",
        ),
        (b"FEA1\0\0", "is a Feather file. Write it as Parquet or CSV (CLM-027)."),
        (b"\x80\x04\x95\0", "is a Python pickle. Write it as Parquet or CSV (CLM-027)."),
        (b"\x89PNG\r\n\x1a\n", "is a picture. Provide the table as CSV (CLM-027)."),
        (b"\0\1\0\0Standard ACE DB\0", "is an Access database. Export its table as CSV (CLM-027)."),
        (
            b"version https://git-lfs.github.com/spec/v1\n",
            "is a pointer of Git LFS in place of the file. Run git lfs pull",
        ),
        (b"-- MySQL dump\nCREATE TABLE videos (", "is a dump of SQL statements. Export the table as CSV (CLM-027)."),
        (json.dumps(RECORDS).encode(), "is JSON. Write its records as CSV or Parquet (CLM-027)."),
        (json.dumps(RECORDS, indent=1).encode("utf-8-sig"), "is JSON. Write its records as CSV or Parquet (CLM-027)."),
        (json.dumps([["#", "text"], ["1", "one"]]).encode(), "is JSON. Write its records as CSV or Parquet (CLM-027)."),
        (
            "\n".join(map(json.dumps, RECORDS)).encode("utf-16"),
            "is JSON. Write its records as CSV or Parquet (CLM-027).",
        ),
        (gzip.compress(json.dumps(RECORDS).encode()), "is JSON. Write its records as CSV or Parquet (CLM-027)."),
        (b"<!DOCTYPE html><title>404</title>", "is an HTML page. "),
        ("<html><body>Forbidden".encode("utf-16"), "is an HTML page. "),
        (gzip.compress(b"<html>Forbidden"), "is an HTML page. "),
        (gzip.compress(b"%PDF-1.7"), "is a PDF document. Export the table as CSV (CLM-027)."),
        (gzip.compress(parquet({"#": ["1"]})), IN_A_COMPRESSED_FILE),
        (gzip.compress(workbook([["#", "text"]])), IN_A_COMPRESSED_FILE),
        (b"[#],other\n1,one\n", "has no header: none of its first lines names a column."),
        (CSV.replace("\n", r"\n").encode(), r"has the two characters \n in place of line ends. Write line ends"),
        (CSV.replace("text\n", "text,more\n").replace("\n", r"\n").encode(), r"has the two characters \n in place"),
    ],
)
def test_a_file_that_is_no_table_is_named_as_what_it_is(tmp_path: Path, content: bytes, message: str):
    assert problem(tmp_path, content).startswith(message)


def test_a_database_of_duckdb_is_named_as_what_it_is(tmp_path: Path):
    duckdb.connect(str(tmp_path / "a.duckdb")).close()
    content = (tmp_path / "a.duckdb").read_bytes()
    assert problem(tmp_path, content) == "is a DuckDB database. Export its table as Parquet or CSV (CLM-027)."


def test_the_one_file_of_a_zip_archive_is_read(tmp_path: Path):
    members = {"data/": "", "data/videos.csv": CSV, "__MACOSX/data/._videos.csv": "\0", "data/.DS_Store": "\0"}
    (tmp_path / "archive.zip").write_bytes(zipped(members))
    assert [row["text"] for row in read("archive.zip", tmp_path)] == ["one", "two"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (zipped({"a.csv": CSV, "b.csv": CSV}), f"is a ZIP archive of 2 files: 'a.csv', 'b.csv'. {UNPACK}."),
        (
            zipped({f"{number}.csv": CSV for number in range(9)}),
            f"is a ZIP archive of 9 files: '0.csv', '1.csv', '2.csv', '3.csv', '4.csv', …. {UNPACK}.",
        ),
        (zipped({"__MACOSX/._a.csv": ""}), "is a ZIP archive without a file. Provide it again (CLM-028)."),
        (zipped({"empty.csv": ""}), "the file is empty; expected is a header"),
        (with_a_password(zipped({"a.csv": CSV})), "is protected by a password. Save it without one (CLM-029)."),
        (zipped({"a.csv": "#,text\n1,one\n"}).replace(b"1,one", b"1,two", 1), "cannot be read (Bad CRC-32"),
        (zipped({"a.zip": "PK\3\4"}), IN_A_COMPRESSED_FILE),
        (deflated(CSV.encode() + bytes(1 << 27)), "expands to more than 200 times its size."),
    ],
)
def test_a_zip_archive_that_is_not_one_text_is_refused(tmp_path: Path, content: bytes, message: str):
    assert problem(tmp_path, content).startswith(message)


@pytest.mark.parametrize(
    "path", ["s3://bucket/videos.csv", "https://example.org/a.csv", "gs://b/*.parquet", "FTP://a/b"]
)
def test_an_address_is_refused(tmp_path: Path, path: str):
    (file,) = inspect(path, tmp_path)
    assert file["problem"] == (
        f"{path}: is an address, and a build fetches nothing. Download the files, and give their path (CLM-022)."
    )


@pytest.mark.parametrize("pattern", ["~/in/videos.csv", "~/in/*.csv"])
def test_the_home_of_the_user_may_stand_as_in_a_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pattern: str):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "videos.csv").write_text(CSV)
    (file,) = inspect_files({"videos": pattern}, Path("/nowhere"), {"videos": COLUMNS}).to_pylist()
    assert (file["problem"], file["path"]) == (None, str(tmp_path / "in" / "videos.csv"))


def test_a_record_of_joined_records_is_named_as_what_it_is(tmp_path: Path):
    (tmp_path / "videos.csv").write_text("#,text,more\n" + r"1,one,x\n2,two,y\n3,three,z")
    (row,) = read("videos.csv", tmp_path)
    assert row["record_problem"] == r"records are joined by the two characters \n; write line ends in their place"


@pytest.mark.parametrize(
    "content",
    [gzip.compress(gzip.compress(CSV.encode())), zipped({"a.csv.gz": gzip.compress(CSV.encode())})],
    ids=["gzip", "zip"],
)
def test_a_file_that_is_compressed_twice_is_named_as_what_it_is(tmp_path: Path, content: bytes):
    assert problem(tmp_path, content).startswith("is compressed twice. Decompress it once")


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf" + CSV.encode("utf-16-le"), b"#,text\0\n1,one\n", bytes(100)])
def test_a_header_with_nul_characters_is_named_as_what_it_is(tmp_path: Path, content: bytes):
    assert problem(tmp_path, content).startswith("has NUL characters in its header")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("in/{a,b}.csv", "no such file: braces stand for themselves; write * or [ab] in their place. Give a CSV"),
        ("$DATA/a.csv", "no such file: names that only a shell replaces stand for themselves; write the path in full."),
        (
            "~nobody/a.csv",
            "no such file: names that only a shell replaces stand for themselves; write the path in full.",
        ),
        (" a.csv", "no such file: it begins or ends with a blank or a quote."),
        ("'a.csv'", "no such file: it begins or ends with a blank or a quote."),
        ("a.csv,b.csv", "no such file: several files are given by one glob that finds them all."),
        ("dbfs:/mnt/a.csv", "is an address, and a build fetches nothing."),
    ],
)
def test_a_path_that_was_meant_otherwise_is_explained(tmp_path: Path, path: str, message: str):
    (file,) = inspect(path, tmp_path)
    assert str(file["problem"]).startswith(f"{path}: {message}")
