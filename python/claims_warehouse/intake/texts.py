"""Text files: their compression, encoding, delimiter and header."""

import csv
import io
import os
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple

import pyarrow as pa

from claims_warehouse.intake.columns import InputColumn, count_matches, header_position
from claims_warehouse.intake.formats import ZIP_STARTS, only_member
from claims_warehouse.intake.problems import EMPTY, InputFileError
from claims_warehouse.intake.western import encoding_of_undecodable_text

DELIMITERS = (",", ";", "\t", "|")
COMPRESSION_BY_START = {b"\x1f\x8b": "gzip", b"BZh": "bz2", b"\x28\xb5\x2f\xfd": "zstd", b"\x04\x22\x4d\x18": "lz4"}
ENCODING_BY_MARK = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
ENCODING_BY_ZEROS = {"x0x0": "utf-16-le", "0x0x": "utf-16-be", "x000": "utf-32-le", "000x": "utf-32-be"}
# What switches between sets of characters in ISO-2022, whose bytes are all ASCII.
ISO_2022_ESCAPES = ("\x1b$", "\x1b(")
CHUNK = 1 << 20
# A table of numbers and speech does not shrink to a two-hundredth; a large file that does is meant to fill the disk.
MAX_EXPANSION = 200
EXPANSION_MATTERS_FROM = 1 << 26
HEADER_AMONG_LINES = 20
# The csv module's limit of 131,072 characters a field would stop the build at one long transcript.
csv.field_size_limit(2**31 - 1)


class Header(NamedTuple):
    """Where a text file names its columns.

    Parameters
    ----------
    names : list of str
        The names as the file has them.
    delimiter : str
        Character between them.
    lines_above : int
        Lines before the header: a title, a comment.
    """

    names: list[str]
    delimiter: str
    lines_above: int


def open_decompressed(path: Path) -> IO[bytes]:
    """Open a text file, compressed or alone in a ZIP archive, as the bytes of its text."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(ZIP_STARTS):
        with zipfile.ZipFile(path) as archive:
            # The archive stays open for its member until that is closed.
            return archive.open(only_member(archive))
    compression = next((name for mark, name in COMPRESSION_BY_START.items() if start.startswith(mark)), None)
    # In bytes, since a name need not be UTF-8.
    file_of_bytes = pa.OSFile(os.fsencode(path))
    stream: IO[bytes] = io.BufferedReader(pa.input_stream(file_of_bytes, compression=compression))
    return stream


def open_text(path: Path, encoding: str) -> io.TextIOWrapper:
    """Open a text file, decompressed; what cannot be decoded is kept as lone surrogates."""
    errors = "surrogatepass" if is_utf_16_or_32(encoding) else "surrogateescape"
    return io.TextIOWrapper(open_decompressed(path), encoding=encoding, errors=errors, newline="")


def is_utf_16_or_32(encoding: str) -> bool:
    """Tell whether an encoding is one in which half a character can stand alone."""
    return encoding.startswith(("utf-16", "utf-32"))


def find_encoding(path: Path, other_encoding: str | None = None) -> str:
    """Read a text file, twice if it proves not to be UTF-8, and return its encoding.

    Parameters
    ----------
    path : Path
        The file.
    other_encoding : str or None
        The encoding of a file that is not in UTF-8, -16 or -32; None where nobody has named it.

    Raises
    ------
    InputFileError
        If the file has a mark of UTF-16 or UTF-32 and cannot be decoded, if it expands out of proportion, or if
        its encoding would be a guess.
    """
    with open_decompressed(path) as stream:
        start = stream.read(4)
    encoding = next((encoding for mark, encoding in ENCODING_BY_MARK.items() if start.startswith(mark)), None)
    encoding = encoding or _unmarked_encoding(start)
    errors = "surrogatepass" if is_utf_16_or_32(encoding) else "strict"
    try:
        with io.TextIOWrapper(open_decompressed(path), encoding=encoding, errors=errors, newline="") as text:
            is_other = [mark in piece for piece in _pieces(text, path) for mark in ISO_2022_ESCAPES]
    except UnicodeDecodeError as error:
        if is_utf_16_or_32(encoding):
            raise InputFileError(
                f"is not {encoding.upper()} text ({error.reason}). Save it as UTF-8 (CLM-033)"
            ) from error
        is_other = [True]
    if encoding != "utf-8" or not any(is_other):
        return encoding
    with open_text(path, encoding) as text:
        return encoding_of_undecodable_text(_pieces(text, path), other_encoding)


def find_header(path: Path, encoding: str, columns: Sequence[InputColumn]) -> Header:
    """Return the header among the first lines of a file, and the delimiter by which it names the most columns.

    Raises
    ------
    InputFileError
        If there is no line.
    """
    with open_text(path, encoding) as text:
        lines: list[str] = []
        while len(lines) < HEADER_AMONG_LINES and (line := text.readline(CHUNK)):
            lines.append(line)
            if len(line) == CHUNK:
                # The rest of a line is not another line.
                break
    headers = [
        max(
            (Header(split_header(lines[number:], delimiter)[0], delimiter, number) for delimiter in DELIMITERS),
            key=lambda header: count_matches(header.names, columns),
        )
        for number, line in enumerate(lines)
        if line.strip()
    ]
    if not headers:
        raise InputFileError(EMPTY)
    return headers[header_position([header.names for header in headers], columns)]


def split_header(lines: Sequence[str], delimiter: str) -> tuple[list[str], int]:
    """Return the fields of the first record and the number of its lines; a record that is quoted whole is unwrapped."""
    reader = csv.reader(lines, delimiter=delimiter)
    fields = next(reader, [])
    if len(fields) == 1:
        fields = next(csv.reader(io.StringIO(fields[0], newline=""), delimiter=delimiter), fields)
    return fields, reader.line_num


def _unmarked_encoding(start: bytes) -> str:
    """Tell UTF-16 and UTF-32 without a mark by the zero bytes of the first characters, which are ASCII in a header."""
    return ENCODING_BY_ZEROS.get("".join("0" if byte == 0 else "x" for byte in start), "utf-8")


def _pieces(text: io.TextIOWrapper, path: Path) -> Iterator[str]:
    """Yield a text in pieces that end between words, and see that it does not expand out of proportion."""
    bound = max(EXPANSION_MATTERS_FROM, MAX_EXPANSION * path.stat().st_size)
    character_count, rest = 0, ""
    while chunk := text.read(CHUNK):
        character_count += len(chunk)
        if character_count > bound:
            raise InputFileError(
                f"expands to more than {MAX_EXPANSION} times its size. "
                "Provide it uncompressed if it is in order (CLM-031)"
            )
        end = 1 + max(chunk.rfind(" "), chunk.rfind("\n"))
        yield rest + chunk[:end]
        rest = chunk[end:]
    yield rest
