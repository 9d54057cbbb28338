"""Writing files as people really have them: a case of the corpus, and what its content is made with."""

import csv
import gzip
import io
import random
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

HEADER = (
    "#,claim_status,video_id,video_duration_sec,video_transcription_text,verified_status,author_ban_status,"
    "video_view_count,video_like_count,video_share_count,video_download_count,video_comment_count"
).split(",")
ROWS_OF_A_CASE = 3
Rows = list[list[str]]


@dataclass(frozen=True)
class Case:
    """A file and what becomes of it.

    Parameters
    ----------
    name : str
        Name of the case, and of its file.
    content : callable
        Makes the file's bytes of three good rows.
    accepted, rejected, duplicate : int
        Rows in each state.
    reasons, repairs : mapping of str to int
        Rows that are rejected for a reason, or read by a repair; reasons may be left out, repairs not.
    refused : str or None
        A part of the message with which the whole file is refused.
    lines_above_header : int
        Lines that are left out before the header.
    repeated_headers : int
        Rows that are left out because they hold the header again.
    """

    name: str
    content: Callable[[Rows], bytes]
    accepted: int = ROWS_OF_A_CASE
    rejected: int = 0
    duplicate: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    repairs: Mapping[str, int] = field(default_factory=dict)
    refused: str | None = None
    lines_above_header: int = 0
    repeated_headers: int = 0

    def write(self, folder: Path) -> Path:
        """Write the file into a folder and return its path."""
        path = folder / self.name
        path.write_bytes(self.content(good_rows(self.name)))
        return path


def good_rows(name: str) -> Rows:
    """Return rows that nothing is wrong with, with numbers of videos that go by the case's name."""
    lake = zlib.crc32(name.encode())
    return [
        [
            str(number),
            "claim" if number % 2 else "opinion",
            str(7_000_000_000 + 10 * lake + number),
            str(10 + number),
            f"a friend said that lake {lake} has {number} islands",
            "not verified",
            "active",
            str(1_000 * number),
            str(100 * number),
            str(10 * number),
            str(number),
            "0",
        ]
        for number in range(1, ROWS_OF_A_CASE + 1)
    ]


def table(rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER, end: str = "\n", **options: object) -> str:
    """Write rows below a header as Python's csv module does."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end, **options).writerows([header, *rows])  # type: ignore[arg-type]
    return text.getvalue()


def write_rows(path: Path, rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER, **options: object) -> str:
    """Write rows into a file, compressed where its name ends so, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = table(rows, header, **options).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return str(path)


def shuffled_copy(videos: Path, folder: Path) -> Path:
    """Write the rows of a file in another order into a file of the same name."""
    (header, *lines) = videos.read_text(encoding="utf-8").splitlines(keepends=True)
    random.Random(0).shuffle(lines)
    folder.mkdir()
    (folder / videos.name).write_text("".join([header, *lines]), encoding="utf-8")
    return folder / videos.name


def with_value(rows: Rows, column: str, value: str) -> Rows:
    """Put a value into a column of the first row."""
    position = HEADER.index(column)
    return [[*rows[0][:position], value, *rows[0][position + 1 :]], *rows[1:]]


def text_case(name: str, write: Callable[[Rows], str], encoding: str = "utf-8", **expected: object) -> Case:
    """Make a case of text."""
    return Case(name, lambda rows: write(rows).encode(encoding), **expected)  # type: ignore[arg-type]


def said(name: str, text: str, *, as_written: str | None = None, **expected: object) -> Case:
    """Make a case of a transcript; `as_written` spells it where its quotes are not as they should be."""

    def write(rows: Rows) -> str:
        content = table(with_value(rows, "video_transcription_text", text if as_written is None else "TEXT"))
        return content if as_written is None else content.replace("TEXT", as_written)

    return text_case(name, write, **expected)


def valued(column: str, value: str, reason: str | None = None, repair: str | None = None) -> Case:
    """Make a case of one value of one column, which is rejected for a reason, or accepted."""
    return text_case(
        f"{column} {quote(value, safe=' ')}.csv",
        lambda rows: table(with_value(rows, column, value)),
        accepted=ROWS_OF_A_CASE - (reason is not None),
        rejected=int(reason is not None),
        reasons={f"{column} {reason}": 1} if reason else {},
        repairs={f"{column} {repair}": 1} if repair else {},
    )


def wrapped(lines: str) -> str:
    """Put each line into one pair of quotes, its own quotes doubled."""
    return "".join('"{}"\n'.format(line.replace('"', '""')) for line in lines.splitlines())


def parquet(columns: Mapping[str, object]) -> bytes:
    """Write columns as a Parquet file."""
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


def workbook(*sheets: Sequence[Sequence[object]]) -> bytes:
    """Write sheets as Excel does: numbers as numbers, the rest as text."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return buffer.getvalue()


def zipped(files: Mapping[str, str]) -> bytes:
    """Pack files into a ZIP archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def damaged(content: bytes, position: int = 60) -> bytes:
    """Overwrite some bytes of a file, from its start or from its end."""
    position %= len(content)
    return content[:position] + b"\xff" * 30 + content[position + 30 :]


def numbers(row: Sequence[str]) -> list[object]:
    """Return a row whose whole numbers are numbers."""
    return [int(value) if value.isdigit() else value for value in row]


def columns_of(rows: Rows, **types: Callable[[str], object]) -> dict[str, list[object]]:
    """Return rows as columns, some of them of another type."""
    return {
        name: [types.get(name, str)(value) for value in values]
        for name, values in zip(HEADER, zip(*rows, strict=True), strict=True)
    }
