"""The rows of an input: files as the intake reads them, and lines of JSON."""

import codecs
import csv
import functools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import pyarrow as pa

from claims_warehouse.features import TEXT
from claims_warehouse.intake.columns import InputColumn, input_columns, match_columns
from claims_warehouse.intake.problems import InputFileError
from claims_warehouse.locations import project_root
from claims_warehouse.messages import code_of

COLUMNS = "seeds/vocabulary/input_columns.csv"
BATCH_ROWS = 10_000
PROBLEM = "record_problem"
# How much of a first line a message quotes.
MAX_NAMES, MAX_LETTERS = 12, 40


def score_columns(names: Sequence[str]) -> list[InputColumn]:
    """Return the columns of the intake with these names, of which only the text has to be there."""
    with (project_root() / COLUMNS).open(encoding="utf-8", newline="") as seed:
        known = {column.name: column for column in input_columns(csv.DictReader(seed))["videos"]}
    return [InputColumn(name, known[name].aliases, name == TEXT, known[name].lookalikes) for name in names]


def read_file(path: Path, columns: Sequence[InputColumn]) -> Iterator[pa.Table]:
    """Yield the rows of a file in batches: its columns as text, with `row_number` and `record_problem`.

    Raises
    ------
    InputFileError
        If it cannot be read; the message names it and says what to do.
    """
    with path.open("rb") as file:
        start = file.read(64).removeprefix(codecs.BOM_UTF8).lstrip()
    if start.startswith(b"{"):
        with path.open("rb") as lines:
            yield from _batches_of_lines(lines, columns)
        return
    from claims_warehouse.intake import files, records, western  # noqa: PLC0415 - one line of JSON needs none of it

    (file,) = files.inspect_files({"videos": _literally(path)}, Path.cwd(), {"videos": columns}).to_pylist()
    if file["problem"]:
        if code_of(file["problem"]) == "CLM-040":
            names = ", ".join(" ".join(name.split())[:MAX_LETTERS] for name in _first_line(file, columns)[:MAX_NAMES])
            raise InputFileError(
                f"{path}: has none of the columns that are read; its first line reads: {names}. Call the column of the "
                f"texts {TEXT} (CLM-041)"
            )
        message = file["problem"].replace(str(path.absolute()), str(path)).replace(western.NAME_IT, "").rstrip(".")
        raise InputFileError(message)
    for batch in records.read_records([file], columns):
        table = pa.Table.from_batches([batch])
        yield from (table.slice(first, BATCH_ROWS) for first in range(0, table.num_rows, BATCH_ROWS))


def _first_line(file: Mapping[str, str], columns: Sequence[InputColumn]) -> Sequence[str]:
    """Return what a file that has been inspected has in place of a header."""
    from claims_warehouse.intake import parquets, texts, workbooks  # noqa: PLC0415 - as above

    path = Path(file["path"])
    if file["file_format"] == "csv":
        return texts.find_header(path, file["encoding"], columns).names
    if file["file_format"] == "xlsx":
        return workbooks.find_sheet(path, columns)[1]
    return parquets.column_names(path, columns)


def _literally(path: Path) -> str:
    """Return a path as a glob that finds it alone: `[` and `*` of its name stand for themselves."""
    import glob  # noqa: PLC0415

    return glob.escape(str(path.absolute()))


def _batches_of_lines(lines: Iterable[bytes], columns: Sequence[InputColumn]) -> Iterator[pa.Table]:
    numbered = enumerate(lines, 1)
    while batch := list(islice(numbered, BATCH_ROWS)):
        rows = [read_line(line, columns) for _, line in batch]
        values = {column.name: pa.array([row.get(column.name) for row, _ in rows], pa.string()) for column in columns}
        yield pa.table(
            {
                **values,
                "row_number": pa.array([number for number, _ in batch], pa.int64()),
                PROBLEM: pa.array([problem for _, problem in rows], pa.string()),
            }
        )


def read_line(line: bytes, columns: Sequence[InputColumn]) -> tuple[Mapping[str, str | None], str | None]:
    """Return the values of a line of JSON as text, and why it is none that can be read.

    Parameters
    ----------
    line : bytes
    columns : sequence of InputColumn
        Fields are found under the names of columns of files.

    Returns
    -------
    row : mapping of str to str or None
        By the names of the columns; a field that is not there is missing.
    problem : str or None
    """
    try:
        fields = json.loads(line.decode("utf-8-sig"), object_pairs_hook=list)
    except (ValueError, RecursionError):
        return {}, "it is not a line of JSON in UTF-8"
    # A list of pairs is what the hook makes of an object; other lists hold no pairs, or are nested.
    if not line.lstrip(codecs.BOM_UTF8 + b" \t\r\n").startswith(b"{"):
        return {}, "it is not an object of JSON"
    try:
        positions = _positions(tuple(name for name, _ in fields), tuple(columns))
    except InputFileError as error:
        return {}, f"it {error}"
    row: dict[str, str | None] = {}
    for name, position in positions.items():
        value = fields[position][1]
        if isinstance(value, list):
            return {}, f"{name} is neither a text nor a number"
        text = value if isinstance(value, str) or value is None else json.dumps(value)
        if text is not None and not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
            return {}, f"{name} holds half a character"
        row[name] = text
    return row, None


@functools.lru_cache(maxsize=256)
def _positions(names: tuple[str, ...], columns: tuple[InputColumn, ...]) -> dict[str, int]:
    return match_columns(names, columns)
