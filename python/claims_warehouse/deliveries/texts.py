"""Delivered text files: how they are compressed, encoded and separated, and where their header stands."""

import csv
import io
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import IO, NamedTuple

import pyarrow as pa

from claims_warehouse.deliveries.columns import InputColumn, count_matches

DELIMITERS = (",", ";", "\t", "|")
COMPRESSION_BY_START = {b"\x1f\x8b": "gzip", b"BZh": "bz2", b"\x28\xb5\x2f\xfd": "zstd", b"\x04\x22\x4d\x18": "lz4"}
ENCODING_BY_MARK = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
WINDOWS_1252 = "cp1252"
# A character that UTF-8 decodes, or a byte that Windows-1252 leaves undefined: either tells that it is not the latter.
NOT_WINDOWS_1252 = re.compile("[^\x00-\x7f\udc80-\udcff]|[\udc81\udc8d\udc8f\udc90\udc9d]")
CHUNK = 1 << 20
# No table of numbers and speech shrinks to a two-hundredth; what does, and is large, is made to fill the disk.
LARGEST_EXPANSION = 200
EXPANSION_MATTERS_FROM = 1 << 26
HEADER_AMONG_LINES = 20
# The csv module's own limit of 131,072 characters a field would end the build at one long transcript.
csv.field_size_limit(2**31 - 1)


class Header(NamedTuple):
    """Where a text file names its columns.

    Parameters
    ----------
    names : list of str
        The names as they stand in the file.
    delimiter : str
        Character between them.
    lines_above : int
        Lines before the header: a title, a comment.
    """

    names: list[str]
    delimiter: str
    lines_above: int


def open_text(path: Path, encoding: str) -> io.TextIOWrapper:
    """Open a text file, decompressed; bytes that UTF-8 cannot decode are kept as lone surrogates."""
    errors = "surrogateescape" if encoding.startswith("utf-8") else "strict"
    return io.TextIOWrapper(_open_decompressed(path), encoding=encoding, errors=errors, newline="")


def find_encoding(path: Path) -> str:
    """Read a text file, twice if it proves not to be UTF-8, and return its encoding.

    A file that is not UTF-8 is in Windows-1252 if none of its bytes speaks against it. Otherwise it is broken UTF-8,
    whose records are judged one by one.

    Raises
    ------
    ValueError
        If the file has a mark of UTF-16 or UTF-32 and cannot be decoded, or if it expands out of proportion.
    """
    with _open_decompressed(path) as stream:
        start = stream.read(4)
    encoding = next((encoding for mark, encoding in ENCODING_BY_MARK.items() if start.startswith(mark)), None)
    encoding = encoding or _unmarked_encoding(start)
    try:
        with io.TextIOWrapper(_open_decompressed(path), encoding=encoding, newline="") as text:
            _read_within_bounds(text, path.stat().st_size)
    except UnicodeDecodeError as error:
        if not encoding.startswith("utf-8"):
            raise ValueError(f"is not {encoding.upper()} text ({error.reason}). Save it as UTF-8") from error
        return WINDOWS_1252 if _may_be_windows_1252(path) else encoding
    return encoding


def find_header(path: Path, encoding: str, columns: Sequence[InputColumn]) -> Header:
    """Return the line among the first of a file that names the most columns, and the delimiter by which it does.

    Raises
    ------
    ValueError
        If there is no line.
    """
    with open_text(path, encoding) as text:
        lines: list[str] = []
        while len(lines) < HEADER_AMONG_LINES and (line := text.readline(CHUNK)):
            lines.append(line)
            if len(line) == CHUNK:
                # What follows is the rest of a line, and not a line to count.
                break
    headers = [
        Header(split_header(lines[number:], delimiter)[0], delimiter, number)
        for number, line in enumerate(lines)
        if line.strip()
        for delimiter in DELIMITERS
    ]
    if not headers:
        raise ValueError("the file is empty; expected is a header with the columns' names. Deliver it again")
    return max(headers, key=lambda header: count_matches(header.names, columns))


def split_header(lines: Sequence[str], delimiter: str) -> tuple[list[str], int]:
    """Return the fields of the first record and the number of its lines; a record that is quoted whole is unwrapped."""
    reader = csv.reader(lines, delimiter=delimiter)
    fields = next(reader, [])
    if len(fields) == 1:
        fields = next(csv.reader(io.StringIO(fields[0], newline=""), delimiter=delimiter), fields)
    return fields, reader.line_num


def _open_decompressed(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        start = file.read(4)
    compression = next((name for mark, name in COMPRESSION_BY_START.items() if start.startswith(mark)), None)
    # In bytes, since a name need not be UTF-8.
    file_of_bytes = pa.OSFile(os.fsencode(path))
    stream: IO[bytes] = io.BufferedReader(pa.input_stream(file_of_bytes, compression=compression))
    return stream


def _unmarked_encoding(start: bytes) -> str:
    """Tell UTF-16 without its mark by the zero bytes of its first two characters, which are ASCII in a header."""
    zeros = [byte == 0 for byte in start]
    if zeros == [False, True, False, True]:
        return "utf-16-le"
    return "utf-16-be" if zeros == [True, False, True, False] else "utf-8"


def _read_within_bounds(text: io.TextIOWrapper, byte_count: int) -> None:
    bound = max(EXPANSION_MATTERS_FROM, LARGEST_EXPANSION * byte_count)
    character_count = 0
    while chunk := text.read(CHUNK):
        character_count += len(chunk)
        if character_count > bound:
            raise ValueError(
                f"expands to more than {LARGEST_EXPANSION} times its size. Deliver it uncompressed if it is in order"
            )


def _may_be_windows_1252(path: Path) -> bool:
    with open_text(path, "utf-8") as text:
        while chunk := text.read(CHUNK):
            if NOT_WINDOWS_1252.search(chunk):
                return False
    return True
