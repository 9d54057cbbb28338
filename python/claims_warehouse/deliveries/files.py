"""Finding and inspecting the files that were delivered; a problem is a verdict in a row, never an exception."""

import csv
import glob
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from claims_warehouse.deliveries.columns import InputColumn, match_columns
from claims_warehouse.stored import sha256_of

SCHEMA = pa.schema(
    [
        ("file_kind", pa.string()),
        ("source_file", pa.string()),
        ("path", pa.string()),
        ("file_format", pa.string()),
        ("encoding", pa.string()),
        ("delimiter", pa.string()),
        ("partition_date", pa.string()),
        ("byte_count", pa.int64()),
        ("sha256", pa.string()),
        ("input_fingerprint", pa.string()),
        ("problem", pa.string()),
    ]
)
DELIMITERS = (",", ";", "\t", "|")
ENCODINGS_BY_MARK = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
CHUNK = 1 << 20
PARTITION_KEY = "delivered_on="


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
        Absolute path.
    file_format : str
        `csv` or `parquet`.
    encoding, delimiter : str or None
        How the text is written; None for Parquet.
    partition_date : str or None
        The value of a folder `delivered_on=…` above the file.
    byte_count : int or None
        Size in bytes.
    sha256 : str or None
        SHA-256 of the file's bytes.
    input_fingerprint : str or None
        SHA-256 of everything that the file's cleaned rows follow from: its bytes, its date, and the rules of cleaning.
    problem : str or None
        Why the file is refused, in words that name the file and the remedy; None if it can be read.
    """

    file_kind: str
    source_file: str
    path: str
    file_format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    partition_date: str | None = None
    byte_count: int | None = None
    sha256: str | None = None
    input_fingerprint: str | None = None
    problem: str | None = None


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
        Where a pattern finds nothing there is one row, and its `problem` says so.
    """
    inspected: list[InputFile] = []
    for file_kind, pattern in sorted(patterns.items()):
        found = find_files(pattern, root) if pattern else []
        inspected += [_inspect(InputFile(file_kind, name, str(path)), columns[file_kind]) for name, path in found]
        if pattern and not found:
            expected = f"Give a CSV or Parquet file, or a glob of them, relative to {root} or absolute"
            problem = f"{pattern}: no such file. {expected}."
            inspected.append(InputFile(file_kind, pattern, str(root / pattern), problem=problem))
    for file in inspected:
        file.input_fingerprint = sha256_of(f"{file.sha256} {file.partition_date} {rules}".encode())
    return pa.Table.from_pylist([asdict(file) for file in inspected], schema=SCHEMA)


def find_files(pattern: str, root: Path) -> list[tuple[str, Path]]:
    """Return the name and path of each file that a path or glob means, ordered by name.

    A path that exists is taken as it stands, so that brackets and stars in a real name do no harm.
    """
    path = root / pattern
    if path.exists():
        return [(path.name, path)]
    fixed_parts: list[str] = []
    for part in path.parts:
        if glob.has_magic(part):
            break
        fixed_parts.append(part)
    fixed = Path(*fixed_parts)
    found = (Path(name) for name in glob.iglob(str(path), recursive=True))  # noqa: PTH207 - Path.glob refuses absolute patterns
    return sorted(
        (found_path.relative_to(fixed).as_posix(), found_path) for found_path in found if found_path.is_file()
    )


def open_decompressed(path: Path) -> IO[bytes]:
    """Open a file for reading, decompressed by its suffix (.gz, .bz2, .zst, .lz4)."""
    stream: IO[bytes] = io.BufferedReader(pa.input_stream(str(path), compression="detect"))
    return stream


def _inspect(file: InputFile, columns: Sequence[InputColumn]) -> InputFile:
    path = Path(file.path)
    try:
        file.partition_date = _partition_date(path)
        file.byte_count = path.stat().st_size
        with path.open("rb") as stream:
            file.sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        if file.byte_count == 0:
            raise ValueError("the file is empty; expected is a header with the columns' names. Deliver it again")
        is_parquet = path.suffix.casefold() in {".parquet", ".pq"}
        header = _parquet_header(file) if is_parquet else _csv_header(file, columns)
        positions = match_columns(header, columns)
        required = [column for column in columns if column.is_required]
        missing = [column.label for column in required if column.name not in positions]
        if missing:
            expected = ", ".join(column.label for column in required)
            raise ValueError(f"has no column {', '.join(missing)}. Add it; expected are the columns {expected}")
    except (OSError, ValueError, EOFError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        file.problem = f"{file.path}: {reason}."
    return file


def _parquet_header(file: InputFile) -> list[str]:
    file.file_format = "parquet"
    names: list[str] = pq.read_schema(file.path).names
    return names


def _csv_header(file: InputFile, columns: Sequence[InputColumn]) -> list[str]:
    file.file_format = "csv"
    file.encoding = _encoding(Path(file.path))
    with io.TextIOWrapper(open_decompressed(Path(file.path)), encoding=file.encoding, newline="") as text:
        first_line = text.readline(CHUNK)
    headers = {delimiter: next(csv.reader([first_line], delimiter=delimiter), []) for delimiter in DELIMITERS}
    file.delimiter = max(DELIMITERS, key=lambda delimiter: len(match_columns(headers[delimiter], columns)))
    return headers[file.delimiter]


def _encoding(path: Path) -> str:
    with open_decompressed(path) as stream:
        start = stream.read(4)
    encoding = next((encoding for mark, encoding in ENCODINGS_BY_MARK if start.startswith(mark)), "utf-8")
    try:
        with io.TextIOWrapper(open_decompressed(path), encoding=encoding, newline="") as text:
            while text.read(CHUNK):
                pass
    except UnicodeDecodeError as error:
        raise ValueError(f"is not {encoding.upper()} text ({error.reason}). Save it as UTF-8") from error
    return encoding


def _partition_date(path: Path) -> str | None:
    folders = [part for part in path.parts[:-1] if part.startswith(PARTITION_KEY)]
    return folders[-1].removeprefix(PARTITION_KEY) if folders else None
