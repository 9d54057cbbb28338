"""Finding and inspecting the files that were delivered; a problem is a verdict in a row, never an exception."""

import glob
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa

from claims_warehouse.deliveries import parquets
from claims_warehouse.deliveries.columns import InputColumn, canonical, require
from claims_warehouse.deliveries.formats import START, detect_format, refuse_other_text, refuse_other_than_text
from claims_warehouse.deliveries.problems import READ_ERRORS, nothing_found, words_of
from claims_warehouse.deliveries.records import count_repeated_headers
from claims_warehouse.deliveries.texts import find_encoding, find_header, open_decompressed, open_text
from claims_warehouse.deliveries.workbooks import find_sheet
from claims_warehouse.stored import sha256_of, sha256_of_file

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
        ("repeated_headers", pa.int64()),
        ("file_columns", pa.list_(pa.string())),
        ("partition_date", pa.string()),
        ("byte_count", pa.int64()),
        ("sha256", pa.string()),
        ("input_fingerprint", pa.string()),
        ("problem", pa.string()),
    ]
)
PARTITION_KEY = "delivered_on"
# What Hive and Spark write where a row has no date.
NO_PARTITION_DATE = "__HIVE_DEFAULT_PARTITION__"
# A folder of the file system's own, at the root of a disk, which nobody else may read.
NO_DELIVERY = "lost+found"
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
        Absolute path.
    file_format : str
        `csv`, `parquet` or `xlsx`, told by the file's first bytes and not by its name.
    encoding, delimiter : str or None
        How the text is written; None where it is no text file.
    sheet : str or None
        The sheet of a workbook that holds the table.
    lines_above_header : int or None
        Lines, or rows of a sheet, before the header: a title, a comment.
    repeated_headers : int or None
        Rows that hold the header again, as where files were joined; they are left out.
    file_columns : list of str or None
        The input columns that the file has, by the warehouse's names.
    partition_date : str or None
        The value of a folder `delivered_on=…` above the file, in whatever case.
    byte_count : int or None
        Size in bytes.
    sha256 : str or None
        SHA-256 of the file's bytes.
    input_fingerprint : str or None
        SHA-256 of everything that the file's cleaned rows follow from: name, bytes, date, and the rules of cleaning.
    problem : str or None
        Why the file is refused, in words that name the file and the remedy; None if it can be read.
    """

    file_kind: str
    source_file: str
    path: str
    file_format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    lines_above_header: int | None = None
    repeated_headers: int | None = None
    file_columns: list[str] | None = None
    partition_date: str | None = None
    byte_count: int | None = None
    sha256: str | None = None
    input_fingerprint: str | None = None
    problem: str | None = None


def inspect_deliveries(
    patterns: Mapping[str, str],
    root: Path,
    columns: Mapping[str, Sequence[InputColumn]],
    rules: str = "",
    encoding: str | None = None,
) -> pa.Table:
    """Inspect every file that the patterns name.

    Parameters
    ----------
    patterns : mapping of str to str
        By kind of file: a path or a glob (`**` for any depth), absolute or relative to `root`;
        empty where no file of the kind is given. `~/` is the user's home.
    root : Path
        What a relative pattern starts from.
    columns : mapping of str to sequence of InputColumn
        By kind of file: the columns that a file must or may have.
    rules : str
        Version of the rules by which rows are read and cleaned.
    encoding : str or None
        The encoding of text files that are not in UTF-8, -16 or -32; None where it is not known.

    Returns
    -------
    pyarrow.Table
        One row per file with the columns of `SCHEMA`, ordered by kind and `source_file`.
        Where a pattern finds nothing there is one row, and its `problem` says so; and one for each folder that it looks
        into and that the user who builds may not read.
    """
    inspected: list[InputFile] = []
    for file_kind, given in sorted(patterns.items()):
        if not given:
            continue
        # A shell expands it only where a word begins.
        pattern = str(Path(given).expanduser()) if given.startswith("~/") else given
        found = find_files(pattern, root)
        inspected += [
            _inspect(InputFile(file_kind, name, str(path)), columns[file_kind], encoding) for name, path in found
        ]
        closed = closed_folders(pattern, root)
        inspected += [
            InputFile(file_kind, name, str(path), problem=f"{path}: {NOT_READABLE}.") for name, path in closed
        ]
        if not found and not closed:
            problem = f"{pattern}: {nothing_found(pattern, root)}."
            inspected.append(InputFile(file_kind, pattern, str(root / pattern), problem=problem))
    for file in inspected:
        file.input_fingerprint = sha256_of(
            repr((file.source_file, file.sha256, file.encoding, file.partition_date, rules)).encode()
        )
    return pa.Table.from_pylist([asdict(file) for file in inspected], schema=SCHEMA)


def find_files(pattern: str, root: Path) -> list[tuple[str, Path]]:
    """Return the name and path of each file that a path or glob means, ordered by name.

    A path that exists is taken as it stands, so that brackets and stars in a real name do no harm.
    """
    path = root / pattern
    if _is_there(path):
        return [(path.name, path)]
    fixed, magic_parts = _fixed_part(path)
    # A set, since two parts for any depth meet a file in several ways.
    found = {fixed / name for name in _matching(fixed, "/".join(magic_parts))}
    return sorted((file.relative_to(fixed).as_posix(), file) for file in found if os.path.isfile(file))  # noqa: PTH113 - Path.is_file raises in a closed folder


def closed_folders(pattern: str, root: Path) -> list[tuple[str, Path]]:
    """Return the name and path of each folder that a glob looks into, and that may not be read, ordered by name.

    A glob passes it over without a word, as if nothing had been delivered there.
    """
    path = root / pattern
    if _is_there(path):
        return []
    fixed, magic_parts = _fixed_part(path)
    # The last part names files, unless it stands for any depth.
    folder_parts = magic_parts if magic_parts[-1:] == ["**"] else magic_parts[:-1]
    folders = {fixed} | {
        fixed / name
        for depth in range(1, len(folder_parts) + 1)
        # With a slash at its end a pattern finds folders alone.
        for name in _matching(fixed, "/".join(folder_parts[:depth]) + "/")
    }
    closed = [
        folder for folder in folders if folder.name != NO_DELIVERY and _is_there(folder) and not _may_be_read(folder)
    ]
    return sorted((folder.relative_to(fixed.parent).as_posix(), folder) for folder in closed)


def _may_be_read(folder: Path) -> bool:
    return os.access(folder, os.R_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids)


def _fixed_part(path: Path) -> tuple[Path, list[str]]:
    fixed = Path(path.parts[0])
    magic_parts = list(path.parts[1:])
    while magic_parts and (not glob.has_magic(magic_parts[0]) or _is_there(fixed / magic_parts[0])):
        fixed /= magic_parts.pop(0)
    return fixed, magic_parts


def _matching(folder: Path, pattern: str) -> Iterator[str]:
    return glob.iglob(pattern, root_dir=folder, recursive=True)  # noqa: PTH207 - Path.glob finds hidden files


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        # What is wrong with it is told when it is inspected.
        return True


def _inspect(file: InputFile, columns: Sequence[InputColumn], encoding: str | None) -> InputFile:
    path = Path(file.path)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ValueError(f"is a directory. Name the files in it with a glob, such as {file.path}/*.csv")
        if not stat.S_ISREG(status.st_mode):
            raise ValueError("is no regular file. Deliver a file")
        file.partition_date = _partition_date(path)
        file.byte_count = status.st_size
        file.sha256 = sha256_of_file(path)
        if file.byte_count == 0:
            raise ValueError("the file is empty; expected is a header with the columns' names. Deliver it again")
        file.file_format = detect_format(path)
        if file.file_format == "csv":
            _inspect_text(file, path, columns, encoding)
        elif file.file_format == "xlsx":
            file.sheet, header, file.lines_above_header = find_sheet(path, columns)
            file.file_columns = require(header, columns)
        else:
            file.file_columns = require(parquets.column_names(path, columns), columns)
        file.repeated_headers = count_repeated_headers(asdict(file), columns)
    except READ_ERRORS as error:
        file.problem = f"{file.path}: {_reason(error)}."
    return file


def _reason(error: Exception) -> str:
    if isinstance(error, PermissionError):
        return NOT_READABLE
    if type(error) is ValueError:
        return str(error)
    return f"cannot be read ({words_of(error)}). Deliver it again"


def _inspect_text(file: InputFile, path: Path, columns: Sequence[InputColumn], encoding: str | None) -> None:
    with open_decompressed(path) as stream:
        refuse_other_than_text(stream.read(START))
    file.encoding = find_encoding(path, encoding)
    header = find_header(path, file.encoding, columns)
    file.delimiter = header.delimiter
    file.lines_above_header = header.lines_above
    if any(r"\n" in name for name in header.names):
        raise ValueError(r"has the two characters \n in place of line ends. Write line ends, and deliver it again")
    try:
        file.file_columns = require(header.names, columns)
    except ValueError:
        with open_text(path, file.encoding) as text:
            refuse_other_text(text.read(START))
        raise


def _partition_date(path: Path) -> str | None:
    """Return the value of the innermost folder `delivered_on=…`, with the characters that Hive writes as `%3A`."""
    folders = (part.partition("=") for part in path.parts[:-1])
    dates = [unquote(value) for key, is_partition, value in folders if is_partition and canonical(key) == PARTITION_KEY]
    return dates[-1] if dates and dates[-1] != NO_PARTITION_DATE else None
