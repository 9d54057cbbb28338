"""Finding and inspecting the files that were delivered; a problem is a verdict in a row, never an exception."""

import hashlib
import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError

from claims_warehouse.deliveries.columns import InputColumn, match_columns, require
from claims_warehouse.deliveries.finding import Match, find_matches, may_be_read, openable, printable
from claims_warehouse.deliveries.texts import find_encoding, find_header
from claims_warehouse.deliveries.workbooks import find_sheet
from claims_warehouse.stored import sha256_of

SCHEMA = pa.schema(
    [
        ("file_kind", pa.string()),
        ("source_file", pa.string()),
        ("path", pa.string()),
        ("file_format", pa.string()),
        ("encoding", pa.string()),
        ("delimiter", pa.string()),
        ("sheet", pa.string()),
        ("lines_above_header", pa.int64()),
        ("partition_date", pa.string()),
        ("byte_count", pa.int64()),
        ("sha256", pa.string()),
        ("input_fingerprint", pa.string()),
        ("problem", pa.string()),
        ("skip_rule", pa.string()),
    ]
)
# How many skipped files a message names.
MOST_NAMES = 3
FORMAT_BY_START = {b"PAR1": "parquet", b"PK\x03\x04": "xlsx"}
PARTITION_KEY = "delivered_on="
NOT_READABLE = "cannot be read by the user who builds. Give that user permission to read it"


@dataclass
class InputFile:
    """What is known of a delivered file before its rows are read.

    Parameters
    ----------
    file_kind : str
        `videos`, `user_reports` or `reviews`.
    source_file : str
        The file's name below the fixed part of the pattern that found it; it is what readers see.
    path : str
        Absolute path as `printable` writes it.
    file_format : str
        `csv`, `parquet` or `xlsx`, told by the file's first bytes and not by its name.
    encoding, delimiter : str or None
        How the text is written; None where it is no text file.
    sheet : str or None
        The sheet of a workbook that holds the table.
    lines_above_header : int or None
        Lines, or rows of a sheet, before the header: a title, a comment.
    partition_date : str or None
        The value of a folder `delivered_on=…` above the file.
    byte_count : int or None
        Size in bytes.
    sha256 : str or None
        SHA-256 of the file's bytes.
    input_fingerprint : str or None
        SHA-256 of everything that the file's cleaned rows follow from: name, bytes, date, and the rules of cleaning.
    problem : str or None
        Why the file is refused, in words that name the file and the remedy; None if it can be read.
    skip_rule : str or None
        The rule by which the file is skipped; None if it is read.
    """

    file_kind: str
    source_file: str
    path: str
    file_format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    lines_above_header: int | None = None
    partition_date: str | None = None
    byte_count: int | None = None
    sha256: str | None = None
    input_fingerprint: str | None = None
    problem: str | None = None
    skip_rule: str | None = None


def inspect_deliveries(
    patterns: Mapping[str, str], root: Path, columns: Mapping[str, Sequence[InputColumn]], rules: str = ""
) -> pa.Table:
    """Inspect every file that the patterns name.

    Parameters
    ----------
    patterns : mapping of str to str
        By kind of file: a path or a glob (`**` for any depth), absolute or relative to `root`;
        empty where no file of the kind is given.
    root : Path
        What a relative pattern starts from.
    columns : mapping of str to sequence of InputColumn
        By kind of file: the columns that a file must or may have.
    rules : str
        Version of the rules by which rows are read and cleaned.

    Returns
    -------
    pyarrow.Table
        One row per file with the columns of `SCHEMA`, ordered by kind and `source_file`.
        A file that a rule skips is a row that says by which. Where a pattern finds nothing to read there is one row,
        and its `problem` says so.
    """
    inspected: list[InputFile] = []
    for file_kind, pattern in sorted(patterns.items()):
        if not pattern:
            continue
        matches = find_matches(pattern, root)
        inspected += [
            InputFile(file_kind, printable(name), printable(path), skip_rule=skip_rule)
            for name, path, skip_rule in matches
        ]
        if all(match.skip_rule for match in matches):
            problem = f"{printable(pattern)}: {_nothing_to_read(matches, root)}."
            inspected.append(InputFile(file_kind, printable(pattern), printable(root / pattern), problem=problem))
    for file in inspected:
        if file.problem is None and file.skip_rule is None:
            _inspect(file, columns[file.file_kind])
        file.input_fingerprint = sha256_of(repr((file.source_file, file.sha256, file.partition_date, rules)).encode())
    return pa.Table.from_pylist([asdict(file) for file in inspected], schema=SCHEMA)


def _nothing_to_read(skipped: Sequence[Match], root: Path) -> str:
    """Say that a pattern finds no file, or none but those that are skipped."""
    if not skipped:
        return f"no such file. Give a CSV, Excel or Parquet file, or a glob of them, relative to {root} or absolute"
    told = ", ".join(f"{printable(match.name)} ({match.skip_rule})" for match in skipped[:MOST_NAMES])
    more = f" and {len(skipped) - MOST_NAMES} more" if len(skipped) > MOST_NAMES else ""
    return f"all that it finds is skipped: {told}{more}. Name a file by its path to have it read all the same"


def words_of(error: Exception) -> str:
    """Return what an error says as one line without its full stop."""
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(words.split()).rstrip(".")


def sha256_of_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _inspect(file: InputFile, columns: Sequence[InputColumn]) -> None:
    path = openable(file.path)
    try:
        if path.is_symlink() and not path.exists():
            target = printable(path.readlink())
            raise ValueError(f"is a link to {target}, which is not there. Put it back, or remove the link")
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            if not may_be_read(path):
                raise PermissionError
            os.scandir(path).close()
            raise ValueError(f"is a directory. Name the files in it with a glob, such as {file.path}/*.csv")
        if not stat.S_ISREG(status.st_mode):
            raise ValueError("is no regular file. Deliver a file")
        file.partition_date = _partition_date(Path(file.path))
        file.byte_count = status.st_size
        file.sha256 = sha256_of_file(path)
        if file.byte_count == 0:
            raise ValueError("the file is empty; expected is a header with the columns' names. Deliver it again")
        with path.open("rb") as stream:
            file.file_format = FORMAT_BY_START.get(stream.read(4), "csv")
        if file.file_format == "csv":
            _inspect_text(file, path, columns)
        elif file.file_format == "xlsx":
            file.sheet, header, file.lines_above_header = find_sheet(path, columns)
            require(header, columns)
        else:
            _inspect_parquet(path, columns)
    except (OSError, ValueError, EOFError, CalamineError) as error:
        file.problem = f"{file.path}: {_reason(error)}."


def _reason(error: Exception) -> str:
    if isinstance(error, PermissionError):
        return NOT_READABLE
    if type(error) is ValueError:
        return str(error)
    return f"cannot be read ({words_of(error)}). Deliver it again"


def _inspect_text(file: InputFile, path: Path, columns: Sequence[InputColumn]) -> None:
    file.encoding = find_encoding(path)
    header = find_header(path, file.encoding, columns)
    file.delimiter = header.delimiter
    file.lines_above_header = header.lines_above
    require(header.names, columns)


def _inspect_parquet(path: Path, columns: Sequence[InputColumn]) -> None:
    with path.open("rb") as stream:
        schema = pq.read_schema(stream)
    require(schema.names, columns)
    for position in match_columns(schema.names, columns).values():
        field = schema.field(position)
        if pa.types.is_nested(field.type) or pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type):
            raise ValueError(f"has column '{field.name}' of type {field.type}. Write it as text, or as a number")


def _partition_date(path: Path) -> str | None:
    folders = [part for part in path.parts[:-1] if part.startswith(PARTITION_KEY)]
    return folders[-1].removeprefix(PARTITION_KEY) if folders else None
