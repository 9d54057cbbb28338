"""The format of an input file, detected from its content and not from its name."""

import mmap
import zipfile
from pathlib import Path

SAVE_AS = "Open it and save it as an Excel workbook (.xlsx) or as CSV UTF-8"
# By the bytes that a file starts with: a format that is read.
READ = {b"PAR1": "parquet"}
# By the bytes that a file starts with: a format that is not read, and what to do.
NOT_READ = {
    b"PARE": "is an encrypted Parquet file. Write it without encryption",
    b"ARROW1": "is an Arrow (Feather) file. Write it as Parquet or CSV",
    b"ORC": "is an ORC file. Write it as Parquet or CSV",
    b"Obj\x01": "is an Avro file. Write it as Parquet or CSV",
    b"SQLite format 3\0": "is an SQLite database. Export its table as CSV",
    b"%PDF-": "is a PDF document. Export the table as CSV",
}
# By the start of a part's name in a ZIP archive: what the archive is, and what to do.
NOT_READ_ARCHIVES = {
    "xl/workbook.bin": f"is a binary Excel workbook (.xlsb). {SAVE_AS}",
    "word/": "is a Word document. Copy its table into a spreadsheet and save that as CSV UTF-8",
    "ppt/": "is a PowerPoint document. Copy its table into a spreadsheet and save that as CSV UTF-8",
    "Index/": "is an Apple Numbers document. Export it as CSV or as an Excel workbook",
}
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
OLE_START = bytes.fromhex("d0cf11e0a1b11ae1")
START = 4096


def detect_format(path: Path) -> str:
    """Return the format of an input file: `csv`, `parquet` or `xlsx`.

    Parameters
    ----------
    path : Path
        A regular file that is not empty.

    Raises
    ------
    ValueError
        If the file is of a format that is not read. The message says what the file is, and what to do.
    """
    with path.open("rb") as stream:
        start = stream.read(START)
    for mark, name in READ.items():
        if start.startswith(mark):
            return name
    for mark, problem in NOT_READ.items():
        if start.startswith(mark):
            raise ValueError(problem)
    if start.startswith(ZIP_STARTS):
        return _format_of_zip(path, start)
    if start.startswith(OLE_START):
        raise ValueError(_problem_of_ole(path))
    _refuse_markup(start)
    return "csv"


def _format_of_zip(path: Path, start: bytes) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            is_open_document = "content.xml" in names and "mimetype" in names
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
        kind = "Excel workbook" if b"[Content_Types].xml" in start or b"xl/" in start else "ZIP archive"
        raise ValueError(f"is a damaged {kind} ({error}). Deliver it again") from error
    if is_open_document:
        raise ValueError(f"is an OpenDocument file (.ods). {SAVE_AS}")
    for part, problem in NOT_READ_ARCHIVES.items():
        if any(name.startswith(part) for name in names):
            raise ValueError(problem)
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    raise ValueError("is a ZIP archive and no Excel workbook. Deliver the file that is in it")


def _problem_of_ole(path: Path) -> str:
    """Tell what stands in a container of old Office files by the names in its directory."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find("EncryptedPackage".encode("utf-16-le")) >= 0:
            return "is protected by a password. Save it without one"
        if any(content.find(name.encode("utf-16-le")) >= 0 for name in ("Workbook", "Book")):
            return f"is an Excel 97-2003 workbook (.xls). {SAVE_AS}"
    return "is an old Office document (.doc, .ppt, .msg). Export its table as CSV UTF-8"


def _refuse_markup(start: bytes) -> None:
    """Refuse HTML and XML, which some programs save as `.xls`."""
    beginning = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:14].lower()
    if beginning.startswith((b"<!doctype html", b"<html", b"<table", b"<meta")):
        raise ValueError(f"is an HTML page. {SAVE_AS}")
    if beginning.startswith((b"<?xml", b"<workbook")):
        raise ValueError(f"is an XML document. {SAVE_AS}")
