"""The format of an input file, detected from its content and not from its name."""

import mmap
import re
import tarfile
import zipfile
import zlib
from pathlib import Path

from claims_warehouse.intake.problems import InputFileError

SAVE_AS = "Open it and save it as an Excel workbook (.xlsx) or as CSV UTF-8"
ENCRYPTED_PARQUET = "is an encrypted Parquet file. Write it without encryption (CLM-029)"
PROTECTED = "is protected by a password. Save it without one (CLM-029)"
UNPACK = "Unpack it, and provide the files that are in it (CLM-028)"
COMPRESS_OTHERWISE = "Provide it uncompressed, or compressed with gzip (CLM-028)"
# By the bytes that a file starts with: a format that is read.
READ = {b"PAR1": "parquet"}
# By the bytes that a file starts with: a format that is not read, and what to do.
NOT_READ = {
    b"PARE": ENCRYPTED_PARQUET,
    b"ARROW1": "is an Arrow (Feather) file. Write it as Parquet or CSV (CLM-027)",
    b"ORC": "is an ORC file. Write it as Parquet or CSV (CLM-027)",
    b"Obj\x01": "is an Avro file. Write it as Parquet or CSV (CLM-027)",
    b"SQLite format 3\0": "is an SQLite database. Export its table as CSV (CLM-027)",
    b"\x09\x08\x08\x00\x00\x05": f"is an Excel workbook of before 1997 (.xls). {SAVE_AS} (CLM-027)",
    b"%PDF-": "is a PDF document. Export the table as CSV (CLM-027)",
    b"FEA1": "is a Feather file. Write it as Parquet or CSV (CLM-027)",
    b"\x89HDF\r\n\x1a\n": "is an HDF5 file. Write it as Parquet or CSV (CLM-027)",
    b"\x80\x04\x95": "is a Python pickle. Write it as Parquet or CSV (CLM-027)",
    b"\x80\x05\x95": "is a Python pickle. Write it as Parquet or CSV (CLM-027)",
    b"PGDMP": "is a dump of a PostgreSQL database. Export its table as CSV (CLM-027)",
    b"\x00\x01\x00\x00Standard ": "is an Access database. Export its table as CSV (CLM-027)",
    b"{\\rtf": "is a rich text document. Save its table as CSV UTF-8 (CLM-027)",
    b"\x89PNG": "is a picture. Provide the table as CSV (CLM-027)",
    b"\xff\xd8\xff": "is a picture. Provide the table as CSV (CLM-027)",
    b"7z\xbc\xaf\x27\x1c": f"is a 7z archive. {UNPACK}",
    b"Rar!\x1a\x07": f"is a RAR archive. {UNPACK}",
    b"\xfd7zXZ\x00": f"is compressed with xz. {COMPRESS_OTHERWISE}",
    b"\x1f\x9d": f"is compressed with compress (.Z). {COMPRESS_OTHERWISE}",
    b"\xff\x06\x00\x00sNaPpY": f"is compressed with Snappy. {COMPRESS_OTHERWISE}",
    b"-----BEGIN PGP MESSAGE": "is encrypted. Decrypt it, and provide the file that is in it (CLM-029)",
    b"version https://git-lfs": "is a pointer of Git LFS in place of the file. Run git lfs pull, "
    "and build again (CLM-027)",
}
# By the start of a part's name in a ZIP archive: what the archive is, and what to do.
NOT_READ_ARCHIVES = {
    "xl/workbook.bin": f"is a binary Excel workbook (.xlsb). {SAVE_AS} (CLM-027)",
    "word/": "is a Word document. Copy its table into a spreadsheet and save that as CSV UTF-8 (CLM-027)",
    "ppt/": "is a PowerPoint document. Copy its table into a spreadsheet and save that as CSV UTF-8 (CLM-027)",
    "Index/": "is an Apple Numbers document. Export it as CSV or as an Excel workbook (CLM-027)",
}
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
OLE_START = bytes.fromhex("d0cf11e0a1b11ae1")
START = 4096
# What systems add to an archive: macOS, and Windows.
OF_SYSTEMS = re.compile(r"^__MACOSX/|(^|/)(\.[^/]*|Thumbs\.db|desktop\.ini)$", re.IGNORECASE)
ENCRYPTED = 1
MEMBERS_TOLD = 5
JSON = re.compile(r"[\ufeff\s]*(\{\s*[\"}]|\[\s*[\[{\"])")
SQL_DUMP = re.compile(r"\s*(--|/\*|create\s+table|insert\s+into|set\s+\w+\s*=)", re.IGNORECASE)


def detect_format(path: Path) -> str:
    """Return the format of an input file: `csv`, `parquet` or `xlsx`.

    Parameters
    ----------
    path : Path
        A regular file that is not empty.

    Raises
    ------
    InputFileError
        If the file is of a format that is not read. The message says what the file is, and what to do.
    """
    with path.open("rb") as stream:
        start = stream.read(START)
    for mark, name in READ.items():
        if start.startswith(mark):
            return name
    if start.startswith(ZIP_STARTS):
        return _format_of_zip(path, start)
    if start.startswith(OLE_START):
        raise InputFileError(_problem_of_ole(path))
    refuse_other_than_text(start)
    return "csv"


def refuse_other_than_text(start: bytes) -> None:
    """Refuse a file, or the content of a compressed file, that does not start like text.

    Raises
    ------
    InputFileError
        That says what the file is, and what to do.
    """
    for mark, problem in NOT_READ.items():
        if start.startswith(mark):
            raise InputFileError(problem)
    if start.startswith((*READ, *ZIP_STARTS, OLE_START)):
        raise InputFileError("is a compressed Parquet, Excel or ZIP file. Provide the file that is in it (CLM-028)")
    if start[8:12] == b"DUCK":
        raise InputFileError("is a DuckDB database. Export its table as Parquet or CSV (CLM-027)")
    if _is_tar(start):
        raise InputFileError(f"is a tar archive. {UNPACK}")
    _refuse_markup(start)


def refuse_other_text(beginning: str) -> None:
    """Refuse a text that names no columns, and say what it is instead of a table.

    Raises
    ------
    InputFileError
        That says what the text is, and what to do.
    """
    _refuse_markup(beginning.encode("utf-8", "replace"))
    if JSON.match(beginning):
        raise InputFileError("is JSON. Write its records as CSV or Parquet (CLM-027)")
    if SQL_DUMP.match(beginning):
        raise InputFileError("is a dump of SQL statements. Export the table as CSV (CLM-027)")


def only_member(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """Return the one file of a ZIP archive, beside what systems add.

    Raises
    ------
    InputFileError
        If there is none, if there are several, or if it has a password.
    """
    members = [
        member for member in archive.infolist() if not member.is_dir() and not OF_SYSTEMS.search(member.filename)
    ]
    if not members:
        raise InputFileError("is a ZIP archive without a file. Provide it again (CLM-028)")
    if len(members) > 1:
        names = ", ".join(repr(member.filename) for member in members[:MEMBERS_TOLD])
        more = ", …" if len(members) > MEMBERS_TOLD else ""
        raise InputFileError(f"is a ZIP archive of {len(members)} files: {names}{more}. {UNPACK}")
    if members[0].flag_bits & ENCRYPTED:
        raise InputFileError(PROTECTED)
    return members[0]


def _format_of_zip(path: Path, start: bytes) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            is_of_office = any(name.startswith("xl/") or name == "content.xml" for name in names)
            if is_of_office and any(part.flag_bits & ENCRYPTED for part in archive.infolist()):
                raise InputFileError(PROTECTED)
            is_open_document = {"content.xml", "mimetype"} <= set(names)
            open_document = archive.read("mimetype")[:80].decode("ascii", "replace") if is_open_document else ""
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        kind = "Excel workbook" if b"[Content_Types].xml" in start or b"xl/" in start else "ZIP archive"
        raise InputFileError(f"is a damaged {kind} ({error}). Provide it again (CLM-030)") from error
    if open_document.endswith("opendocument.spreadsheet"):
        raise InputFileError(f"is an OpenDocument spreadsheet (.ods). {SAVE_AS} (CLM-027)")
    if open_document:
        raise InputFileError(f"is an OpenDocument file ({open_document}). Export its table as CSV UTF-8 (CLM-027)")
    for part, problem in NOT_READ_ARCHIVES.items():
        if any(name.startswith(part) for name in names):
            raise InputFileError(problem)
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    with zipfile.ZipFile(path) as archive:
        only_member(archive)
    return "csv"


def _is_tar(start: bytes) -> bool:
    try:
        tarfile.TarInfo.frombuf(start[: tarfile.BLOCKSIZE], "utf-8", "replace")
    except tarfile.HeaderError:
        return False
    return True


def _problem_of_ole(path: Path) -> str:
    """Tell what stands in a container of old Office files by the names in its directory."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find("EncryptedPackage".encode("utf-16-le")) >= 0:
            return PROTECTED
        if any(content.find(name.encode("utf-16-le")) >= 0 for name in ("Workbook", "Book")):
            return f"is an Excel 97-2003 workbook (.xls). {SAVE_AS} (CLM-027)"
    return "is an old Office document (.doc, .ppt, .msg). Export its table as CSV UTF-8 (CLM-027)"


def _refuse_markup(start: bytes) -> None:
    """Refuse HTML and XML, which some programs save as `.xls`."""
    beginning = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:14].lower()
    if beginning.startswith((b"<!doctype html", b"<html", b"<table", b"<meta")):
        raise InputFileError(
            f"is an HTML page. {SAVE_AS}; if it is a server's error, download the file again (CLM-027)"
        )
    if beginning.startswith((b"<?xml", b"<workbook")):
        raise InputFileError(f"is an XML document. {SAVE_AS} (CLM-027)")
