"""Split lines of text into records: fast if all are well formed, and otherwise record by record."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

# A quote that is still open after so many lines is a mistake: no transcript has a thousand lines.
MAX_LINES_OF_A_RECORD = 1_000
MIN_FIELDS = 6
QUOTES_DO_NOT_MATCH = "the quotes of the record do not match"
JOINED = r"records are joined by the two characters \n; write line ends in their place"
UNWRAPPED = "record freed of quotes around it"
BACKSLASHES_READ = "quotes escaped by backslashes read"
BLANKS_LEFT_OUT = "blank fields at the end left out"
BACKSLASH_PAIR = re.compile(r"\\(.)")


class ParseIssue(NamedTuple):
    """What went wrong with a record, or was repaired.

    Parameters
    ----------
    problem : str or None
        Why it cannot be split into the columns, or which value is not what was written.
    repairs : tuple of str
        What was done to split it.
    text : str or None
        The record as the file has it, where it has a problem.
    """

    problem: str | None = None
    repairs: tuple[str, ...] = ()
    text: str | None = None


class Records(NamedTuple):
    """The records that lines hold.

    Parameters
    ----------
    rows : list of sequence of str or None
        The fields of each record, as many as there are columns.
    notes : dict of int to Note
        By position in `rows`, for the few that there is something to say of.
    rest : list of str
        Lines at the end whose record goes on in later lines.
    """

    rows: list[Sequence[str | None]]
    issues: dict[int, ParseIssue]
    rest: list[str]


def split_lines(lines: list[str], delimiter: str, width: int, *, are_last: bool) -> Records:
    """Split lines into records of a number of fields.

    Parameters
    ----------
    lines : list of str
        Lines with their ends.
    delimiter : str
        Character between fields.
    width : int
        Number of columns.
    are_last : bool
        Whether no line follows; a record that is not complete then never will be.

    Returns
    -------
    Records
        A blank line is not a record. A line that opens a quote and does not close it is a record with a problem; the
        next line begins another record.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        records = list(reader)
    except csv.Error:
        return _split_one_by_one(lines, delimiter, width, are_last=are_last)
    has_long_records = len(records) != len(lines)
    # A blank line is not a record: spreadsheets and editors leave them at the end.
    rows: list[Sequence[str | None]] = [record for record in records if record]
    if any(len(row) != width for row in rows) or (
        has_long_records and any(swallows(row, delimiter) for row in records)
    ):
        return _split_one_by_one(lines, delimiter, width, are_last=are_last)
    return Records(rows, {}, [])


def _split_one_by_one(lines: list[str], delimiter: str, width: int, *, are_last: bool) -> Records:
    rows: list[Sequence[str | None]] = []
    issues: dict[int, ParseIssue] = {}
    start = 0
    while start < len(lines):
        window = lines[start : start + MAX_LINES_OF_A_RECORD]
        may_go_on = not are_last and start + MAX_LINES_OF_A_RECORD > len(lines)
        fields, line_count, issue = _first_record(window, delimiter, width)
        if line_count == 0 and may_go_on:
            return Records(rows, issues, window)
        if line_count == 0:
            fields, line_count, issue = _first_line(window, delimiter)
        if fields:
            if issue.problem or issue.repairs:
                text = "".join(window[:line_count]).rstrip("\r\n") if issue.problem else None
                issues[len(rows)] = issue._replace(text=text)
            rows.append([*fields, *[None] * (width - len(fields))][:width])
        start += line_count
    return Records(rows, issues, [])


def _first_record(lines: Sequence[str], delimiter: str, width: int) -> tuple[list[str], int, ParseIssue]:
    """Return the fields of the first record, the number of its lines, or 0 if they do not suffice, and what to say."""
    fields, line_count = _split_strictly(lines, delimiter)
    if _is_in_order(fields, delimiter, width) or (line_count > 0 and not fields):
        return fields, line_count, ParseIssue()
    if any('\\"' in line for line in lines):
        read, read_line_count = _split_strictly(map(_with_doubled_quotes, lines), delimiter)
        if _is_in_order(read, delimiter, width):
            return read, read_line_count, ParseIssue(repairs=(BACKSLASHES_READ,))
    if line_count == 0:
        return [], 0, ParseIssue()
    if swallows(fields, delimiter):
        return _first_line(lines, delimiter)
    return _repair(fields, delimiter, width, line_count)


def _repair(fields: list[str], delimiter: str, width: int, line_count: int) -> tuple[list[str], int, ParseIssue]:
    """Return the fields of a record of another width as far as it can be repaired without a guess."""
    unwrapped = _unwrapped(fields[0], delimiter) if len(fields) == 1 else []
    if _is_in_order(unwrapped, delimiter, width):
        return unwrapped, line_count, ParseIssue(repairs=(UNWRAPPED,))
    if len(fields) > width and not any(field.strip() for field in fields[width:]):
        return fields[:width], line_count, ParseIssue(repairs=(BLANKS_LEFT_OUT,))
    joins = fields[width - 1 :: width - 1] if len(fields) > width > 1 else []
    if (len(fields) - 1) % max(width - 1, 1) == 0 and any(r"\n" in field for field in joins):
        return fields, line_count, ParseIssue(problem=JOINED)
    return fields, line_count, ParseIssue(problem=f"the record has {len(fields)} fields, the header {width}")


def _is_in_order(fields: Sequence[str], delimiter: str, width: int) -> bool:
    return len(fields) == width and not swallows(fields, delimiter)


def _first_line(lines: Sequence[str], delimiter: str) -> tuple[list[str], int, ParseIssue]:
    """Return what there is of a line whose quotes do not match."""
    return next(csv.reader(lines[:1], delimiter=delimiter)), 1, ParseIssue(problem=QUOTES_DO_NOT_MATCH)


def _split_strictly(lines: Iterable[str], delimiter: str) -> tuple[list[str], int]:
    """Return the fields of the first record and the number of its lines; 0 where its quotes are not closed by then."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        return next(reader, []), reader.line_num
    except csv.Error:
        return [], 0


def _unwrapped(field: str, delimiter: str) -> list[str]:
    """Return the fields of the one record that a field holds, or nothing if it is not one."""
    lines = list(io.StringIO(field, newline=""))
    fields, line_count = _split_strictly(lines, delimiter)
    return fields if line_count == len(lines) else []


def _with_doubled_quotes(line: str) -> str:
    r"""Write `\"` as `\""`: the quote closes no field, and the backslash stays for the cleaning to see."""
    return BACKSLASH_PAIR.sub(lambda pair: pair[0] + '"' * (pair[1] == '"'), line)


def swallows(fields: Sequence[str | None], delimiter: str) -> bool:
    """Tell whether a field holds line ends and most numbers of a record: a quote was open where a record ended."""
    return any(
        ("\n" in field or "\r" in field)
        and 2 * sum(piece.strip().isdigit() for line in field.splitlines() for piece in line.split(delimiter))
        >= max(len(fields), MIN_FIELDS)
        for field in fields
        if field
    )
