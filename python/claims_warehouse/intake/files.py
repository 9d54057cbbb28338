"""Finding and inspecting the files that were provided; a problem is a verdict in a row, never an exception."""

import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa

from claims_warehouse.cache import sha256_of, sha256_of_file
from claims_warehouse.intake import parquets
from claims_warehouse.intake.columns import InputColumn, require
from claims_warehouse.intake.finding import Match, find_matches, may_be_read, openable, printable
from claims_warehouse.intake.formats import START, detect_format, refuse_other_text, refuse_other_than_text
from claims_warehouse.intake.input_file import InputFile
from claims_warehouse.intake.partitions import partition_date
from claims_warehouse.intake.problems import EMPTY, READ_ERRORS, InputFileError, error_text, nothing_found
from claims_warehouse.intake.quarantine import is_kept, read_to_its_end, set_aside
from claims_warehouse.intake.records import count_repeated_headers
from claims_warehouse.intake.texts import (
    COMPRESSION_BY_START,
    find_encoding,
    find_header,
    open_decompressed,
    open_text,
)
from claims_warehouse.intake.undecoded import readable
from claims_warehouse.intake.workbooks import find_sheet

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
        ("skip_rule", pa.string()),
        ("quarantine_code", pa.string()),
    ]
)
# How many skipped files a message names.
MAX_NAMES = 3
NOT_READABLE = "cannot be read by the user who builds. Give that user permission to read it (CLM-024)"


def inspect_files(
    patterns: Mapping[str, object],
    root: Path,
    columns: Mapping[str, Sequence[InputColumn]],
    rules: str = "",
    encoding: str | None = None,
    *,
    inspected_before: pa.Table | None = None,
    kept_input: Path | None = None,
) -> pa.Table:
    """Inspect every file that the patterns name.

    Parameters
    ----------
    patterns : mapping of str to str
        By kind of file: a path or a glob (`**` for any depth), absolute or relative to `root`;
        empty or None where no file of the kind is given. `~/` is the user's home, and a number a name of digits.
    root : Path
        What a relative pattern starts from.
    columns : mapping of str to sequence of InputColumn
        By kind of file: the columns that a file must or may have.
    rules : str
        Version of the rules by which rows are read and cleaned.
    encoding : str or None
        The encoding of text files that are not in UTF-8, -16 or -32; None where it is not known.
    inspected_before : pyarrow.Table or None
        What an earlier build returned: a file that is in it unchanged is not read for headers again.
    kept_input : Path or None
        The folder of copies of what could be read, where files that cannot be read are set aside; None where not.

    Returns
    -------
    pyarrow.Table
        One row per file with the columns of `SCHEMA`, ordered by kind and `source_file`.
        A file that a rule skips is a row that says by which. Where a pattern finds nothing to read there is one row,
        and its `problem` says so.
    """
    known_headers = _known_headers(inspected_before)
    inspected: list[InputFile] = []
    for file_kind, given in sorted(patterns.items()):
        if not given:
            continue
        # A shell expands it only where a word begins.
        pattern = str(Path(str(given)).expanduser()) if str(given).startswith("~/") else str(given)
        matches = find_matches(pattern, root)
        inspected += [
            InputFile(file_kind, printable(name), printable(path), skip_rule=skip_rule)
            for name, path, skip_rule in matches
        ]
        if all(match.skip_rule for match in matches):
            reason = _all_skipped(matches) if matches else nothing_found(pattern, root)
            problem = f"{printable(pattern)}: {reason}."
            inspected.append(InputFile(file_kind, printable(pattern), printable(root / pattern), problem=problem))

    def inspect(file: InputFile) -> None:
        if file.is_read:
            _inspect(file, columns[file.file_kind], encoding)
        file.input_fingerprint = sha256_of(
            repr((file.source_file, file.sha256, file.encoding, file.partition_date, rules)).encode()
        )
        is_known = (file.file_kind, file.input_fingerprint) in known_headers
        if file.is_read:
            _count_headers(file, columns[file.file_kind], known_headers)
        # That a build knows a file is no proof that it has read it: it may have ended before.
        if kept_input and file.is_read and not (is_known and is_kept(kept_input, file)):
            file.problem = read_to_its_end(file, columns[file.file_kind])

    for file in inspected:
        inspect(file)
    if kept_input:
        inspected = set_aside(inspected, kept_input, inspect)
    return pa.Table.from_pylist([asdict(file) for file in inspected], schema=SCHEMA)


def _all_skipped(skipped: Sequence[Match]) -> str:
    names = ", ".join(f"{printable(match.name)} ({match.skip_rule})" for match in skipped[:MAX_NAMES])
    more = f" and {len(skipped) - MAX_NAMES} more" if len(skipped) > MAX_NAMES else ""
    return (
        f"all that it finds is skipped: {names}{more}. Name a file by its path to have it read all the same (CLM-021)"
    )


def _inspect(file: InputFile, columns: Sequence[InputColumn], encoding: str | None) -> None:
    path = openable(file.path)
    try:
        if path.is_symlink() and not path.exists():
            target = printable(path.readlink())
            raise InputFileError(
                f"is a link to {target}, which is not there. Put it back, or remove the link (CLM-023)"
            )
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            if not may_be_read(path):
                raise PermissionError
            os.scandir(path).close()
            raise InputFileError(
                f"is a directory. Name the files in it with a glob, such as {file.path}/*.csv (CLM-025)"
            )
        if not stat.S_ISREG(status.st_mode):
            raise InputFileError("is no regular file. Provide a file (CLM-025)")
        file.partition_date = partition_date(Path(file.path), columns)
        file.byte_count = status.st_size
        file.sha256 = sha256_of_file(path)
        if file.byte_count == 0:
            raise InputFileError(EMPTY)
        file.file_format = detect_format(path)
        if file.file_format == "csv":
            _inspect_text(file, path, columns, encoding)
        elif file.file_format == "xlsx":
            file.sheet, header, file.lines_above_header = find_sheet(path, columns)
            file.file_columns = require(header, columns)
        else:
            file.file_columns = require(parquets.column_names(path, columns), columns)
    except READ_ERRORS as error:
        # It may quote what could not be decoded.
        file.problem = readable(f"{file.path}: {_reason(error)}.")


def _known_headers(inspected_before: pa.Table | None) -> dict[tuple[str, str], int]:
    """Return how often files repeat their header that an earlier build has read, by kind and fingerprint."""
    if inspected_before is None or not {"file_kind", "repeated_headers"} <= set(inspected_before.column_names):
        return {}
    return {
        (file["file_kind"], file["input_fingerprint"]): file["repeated_headers"]
        for file in inspected_before.to_pylist()
        if file["repeated_headers"] is not None
    }


def _count_headers(
    file: InputFile, columns: Sequence[InputColumn], known_headers: Mapping[tuple[str, str], int]
) -> None:
    """Count the file's repeated headers; it takes as long as reading the file, so that it is done once a file."""
    try:
        file.repeated_headers = known_headers.get((file.file_kind, str(file.input_fingerprint)))
        if file.repeated_headers is None:
            path = openable(file.path)
            file.repeated_headers = count_repeated_headers({**asdict(file), "path": str(path)}, columns)
    except READ_ERRORS as error:
        file.problem = readable(f"{file.path}: {_reason(error)}.")


def _reason(error: Exception) -> str:
    if isinstance(error, PermissionError):
        return NOT_READABLE
    if isinstance(error, InputFileError):
        return str(error)
    return f"cannot be read ({error_text(error)}). Provide it again (CLM-030)"


def _inspect_text(file: InputFile, path: Path, columns: Sequence[InputColumn], encoding: str | None) -> None:
    with open_decompressed(path) as stream:
        start = stream.read(START)
    refuse_other_than_text(start)
    if start.startswith(tuple(COMPRESSION_BY_START)):
        raise InputFileError("is compressed twice. Decompress it once, and provide the file that is in it (CLM-028)")
    file.encoding = find_encoding(path, encoding)
    header = find_header(path, file.encoding, columns)
    file.delimiter = header.delimiter
    file.lines_above_header = header.lines_above
    if any("\0" in name for name in header.names):
        raise InputFileError(
            "has NUL characters in its header: it is no text, or its first bytes are damaged. "
            "Save it as UTF-8 (CLM-034)"
        )
    if any(r"\n" in name for name in header.names):
        raise InputFileError(
            r"has the two characters \n in place of line ends. " r"Write line ends, and provide it again (CLM-034)"
        )
    try:
        file.file_columns = require(header.names, columns)
    except InputFileError:
        with open_text(path, file.encoding) as text:
            refuse_other_text(text.read(START))
        raise
