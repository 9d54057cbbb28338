"""A file type is detected from its content; a file that is not read is refused with its type and what to do."""

from pathlib import Path

import pytest
from inputs.small_files import CSV, inspect
from inputs.writing import parquet, workbook, zipped

from claims_warehouse.intake.formats import SAVE_AS, detect_format

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 1000
TABLE = [["#", "text"], [1, "one"]]


@pytest.mark.parametrize(
    ("content", "file_format"),
    [
        (CSV.encode(), "csv"),
        (b"\xef\xbb\xbf" + CSV.encode(), "csv"),
        (CSV.encode("utf-16"), "csv"),
        (b"<b>,#,text\n", "csv"),
        (parquet({"#": ["1"]}), "parquet"),
        (workbook(TABLE), "xlsx"),
    ],
)
def test_a_format_that_is_read_is_known(tmp_path: Path, content: bytes, file_format: str):
    (tmp_path / "videos").write_bytes(content)
    assert detect_format(tmp_path / "videos") == file_format


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (OLE + "Workbook".encode("utf-16-le"), f"is an Excel 97-2003 workbook (.xls). {SAVE_AS}"),
        (OLE + "Book".encode("utf-16-le"), f"is an Excel 97-2003 workbook (.xls). {SAVE_AS}"),
        (
            OLE + "EncryptedPackage".encode("utf-16-le"),
            "is protected by a password. Save it without one (CLM-029)",
        ),
        (OLE + "WordDocument".encode("utf-16-le"), "is an old Office document (.doc, .ppt, .msg)"),
        (b"\x09\x08\x08\x00\x00\x05\x10\x00", f"is an Excel workbook of before 1997 (.xls). {SAVE_AS}"),
        (zipped({"[Content_Types].xml": "", "xl/workbook.bin": ""}), f"is a binary Excel workbook (.xlsb). {SAVE_AS}"),
        (
            zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ""}),
            f"is an OpenDocument spreadsheet (.ods). {SAVE_AS}",
        ),
        (
            zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""}),
            "is an OpenDocument file (application/vnd.oasis.opendocument.text). "
            "Export its table as CSV UTF-8 (CLM-027)",
        ),
        (zipped({"Index/Document.iwa": "", "Metadata/x.plist": ""}), "is an Apple Numbers document. Export it as CSV"),
        (zipped({"[Content_Types].xml": "", "word/document.xml": ""}), "is a Word document"),
        (workbook(TABLE)[:-30], "is a damaged Excel workbook (File is not a zip file). Provide it again (CLM-030)"),
        (
            zipped({"other.txt": ""})[:-10],
            "is a damaged ZIP archive (File is not a zip file). Provide it again (CLM-030)",
        ),
        (b"PARE\0\0\0\0", "is an encrypted Parquet file. Write it without encryption (CLM-029)"),
        (b"ARROW1\0\0", "is an Arrow (Feather) file. Write it as Parquet or CSV (CLM-027)"),
        (b"ORC\x0a", "is an ORC file. Write it as Parquet or CSV (CLM-027)"),
        (b"Obj\x01\x04", "is an Avro file. Write it as Parquet or CSV (CLM-027)"),
        (b"SQLite format 3\0", "is an SQLite database. Export its table as CSV (CLM-027)"),
        (b"%PDF-1.7\n", "is a PDF document. Export the table as CSV (CLM-027)"),
        (b"\n<!DOCTYPE html><table>", f"is an HTML page. {SAVE_AS}"),
        (b"\xef\xbb\xbf<HTML xmlns:x='urn:schemas-microsoft-com:office:excel'>", f"is an HTML page. {SAVE_AS}"),
        (b"<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?>", f"is an XML document. {SAVE_AS}"),
    ],
)
def test_a_format_that_is_not_read_is_reported_with_the_remedy(tmp_path: Path, content: bytes, message: str):
    path = tmp_path / "videos.xlsx"
    path.write_bytes(content)
    (file,) = inspect(path.name, tmp_path)
    assert str(file["problem"]).startswith(f"{path}: {message}")


def test_a_workbook_whose_archive_asks_for_a_password_says_so(tmp_path: Path):
    content = bytearray(workbook(TABLE))
    entry = content.find(b"PK\x01\x02")
    content[entry + 8] |= 1
    (tmp_path / "videos.xlsx").write_bytes(content)
    (file,) = inspect("videos.xlsx", tmp_path)
    assert file["problem"] == f"{tmp_path}/videos.xlsx: is protected by a password. Save it without one (CLM-029)."
