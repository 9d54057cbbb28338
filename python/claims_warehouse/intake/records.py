"""Reading input files record by record, as text, with every record's number kept."""

import csv
import functools
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TextIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from claims_warehouse.cache import sha256_of_file
from claims_warehouse.intake import parquets
from claims_warehouse.intake.cell_problems import CellProblem, spreadsheet_errors, with_problems
from claims_warehouse.intake.cells import Row
from claims_warehouse.intake.columns import InputColumn, count_matches, match_columns
from claims_warehouse.intake.finding import openable
from claims_warehouse.intake.problems import READ_ERRORS, InputFileError, error_text
from claims_warehouse.intake.repeated_headers import find_headers, mentions_columns, names_columns
from claims_warehouse.intake.splitting import ParseIssue, split_lines
from claims_warehouse.intake.texts import open_text, split_header
from claims_warehouse.intake.undecoded import readable, with_decoded_rows, without_undecoded_bytes
from claims_warehouse.intake.well_formed import read_well_formed
from claims_warehouse.intake.workbooks import names_of, rows_from_header

BATCH_ROWS = 20_000
BATCH_CHARACTERS = 1 << 22
OTHER_ORDER = (
    "has a second header in row {} below the first, with other columns, in another order, or not on a line of its own. "
    "Provide what stands from there on as a file of its own (CLM-035)"
)
REPAIRS = pa.list_(pa.string())


class Batch(NamedTuple):
    """Some records of a file.

    Parameters
    ----------
    values : dict of str to pyarrow.Array
        The values of the input columns that the file has.
    issues : dict of int to ParseIssue
        By position: the problem of a record, or how it was repaired.
    row_count : int
    fields_of : callable
        From a position to all fields of the record, those of columns that are not read, too.
    """

    values: dict[str, pa.Array]
    issues: dict[int, ParseIssue]
    row_count: int
    fields_of: Callable[[int], Sequence[object]]


def schema(columns: Sequence[InputColumn]) -> pa.Schema:
    """Return the Arrow schema of the records: provenance, the input columns as text, and what is wrong or repaired."""
    fields = [pa.field(name, pa.string()) for name in ("source_file", "input_fingerprint")]
    fields.append(pa.field("row_number", pa.int64()))
    fields += [pa.field(column.name, pa.string()) for column in columns]
    issues = [("record_problem", pa.string()), ("record_repairs", REPAIRS), ("record_text", pa.string())]
    return pa.schema([*fields, *(pa.field(name, data_type) for name, data_type in issues)])


def read_records(files: Sequence[Mapping[str, str]], columns: Sequence[InputColumn]) -> pa.RecordBatchReader:
    """Stream the records of inspected files.

    Parameters
    ----------
    files : sequence of mapping
        Rows of `inspect_files` without a problem.
    columns : sequence of InputColumn
        The columns to read; a column that a file lacks is null.

    Returns
    -------
    pyarrow.RecordBatchReader
        One row per record in the order of files and records. `row_number` counts the records of
        a file from 1, the header not counted; one that holds the header again is left out, and
        its number with it. `record_problem` says why a record cannot be split
        into the file's columns, or which value is not what was written; what there is of it stands
        in the columns all the same, and the whole of one that cannot be split in `record_text`.
        `record_repairs` names what was done to split it.

    Raises
    ------
    InputFileError
        While the stream is read, if a file cannot be read to its end, or is no longer the one that was inspected.
    """
    record_schema = schema(columns)

    def batches() -> Iterator[pa.RecordBatch]:
        for file in files:
            first_row = 1
            for values, record_issues, row_count, _ in _batches(file, columns):
                issues = with_problems(record_issues, spreadsheet_errors(values), columns)
                present = dict(values)
                nulls = pa.nulls(row_count, pa.string())
                if "delivered_on" in record_schema.names:
                    present["delivered_on"] = _dates(present.get("delivered_on", nulls), file["partition_date"])
                arrays = {
                    "source_file": pa.repeat(pa.scalar(file["source_file"], pa.string()), row_count),
                    "input_fingerprint": pa.repeat(pa.scalar(file["input_fingerprint"], pa.string()), row_count),
                    "row_number": pa.array(np.arange(first_row, first_row + row_count)),
                    **_issue_arrays(issues, row_count),
                    **present,
                }
                first_row += row_count
                batch = pa.record_batch([arrays.get(name, nulls) for name in record_schema.names], schema=record_schema)
                headers = find_headers(values, columns) if file["repeated_headers"] else ()
                yield batch.take(np.delete(np.arange(row_count), list(headers))) if headers else batch

    return pa.RecordBatchReader.from_batches(record_schema, batches())


def _dates(dates: pa.Array, folder_date: str | None) -> pa.Array:
    """Return the dates of rows; one that is blank or absent is that of the folder."""
    if folder_date is None:
        return dates
    is_blank = pc.fill_null(pc.equal(pc.utf8_trim_whitespace(dates), ""), fill_value=True)
    return pc.if_else(is_blank, folder_date, dates)


def count_repeated_headers(file: Mapping[str, str], columns: Sequence[InputColumn]) -> int:
    """Count the rows of a file that hold its header again, as where files were joined.

    Raises
    ------
    InputFileError
        If a row names columns in another order: what stands below it would be read into the wrong ones.
    """
    if not _may_repeat_its_header(file, columns):
        return 0
    count, first_row = 0, 1
    for values, issues, row_count, fields_of in READERS[file["file_format"]](file, columns):
        headers = {
            # A header with a column that the file lacks above names more than those that are read.
            position: is_the_same and count_matches(map(str, fields_of(position)), columns) == len(values)
            for position, is_the_same in find_headers(values, columns).items()
        }
        joined = {
            position: False
            for position, issue in issues.items()
            if issue.text
            and names_columns(next(csv.reader([issue.text], delimiter=file["delimiter"])), len(values), columns)
        }
        for position, is_the_same in sorted({**headers, **joined}.items()):
            if not is_the_same:
                raise InputFileError(OTHER_ORDER.format(first_row + position))
        count += len(headers)
        first_row += row_count
    return count


def _may_repeat_its_header(file: Mapping[str, str], columns: Sequence[InputColumn]) -> bool:
    """Tell whether it is worth reading a file for headers: it takes as long as reading it for its rows."""
    if file["file_format"] == "parquet":
        with Path(file["path"]).open("rb") as stream:
            fields = pq.read_schema(stream)
        types = [fields.field(position).type for position in match_columns(fields.names, columns).values()]
        numbers = [bool(pa.types.is_primitive(kind) or pa.types.is_decimal(kind)) for kind in types]
        return 2 * sum(numbers) < len(types)
    if file["file_format"] != "csv":
        return True
    with open_text(Path(file["path"]), file["encoding"]) as text:
        for _ in range(int(file["lines_above_header"]) + 1):
            text.readline()
        return mentions_columns(iter(functools.partial(text.read, BATCH_CHARACTERS), ""), columns)


def _batches(file: Mapping[str, str], columns: Sequence[InputColumn]) -> Iterator[Batch]:
    """Yield the batches of a file, and see at its end that it still is what was inspected."""
    try:
        path = openable(file["path"])
        yield from READERS[file["file_format"]]({**file, "path": str(path)}, columns)
        is_unchanged = sha256_of_file(path) == file["sha256"]
    except READ_ERRORS as error:
        message = (
            f"{file['path']}: cannot be read to its end ({error_text(error)}). Provide it again, and build (CLM-030)."
        )
        raise InputFileError(message) from error
    if not is_unchanged:
        raise InputFileError(f"{file['path']}: changed while it was read. Build again when it is complete (CLM-047).")


def _issue_arrays(issues: Mapping[int, ParseIssue], row_count: int) -> dict[str, pa.Array]:
    if not issues:
        return {"record_repairs": pa.nulls(row_count, REPAIRS)}
    of_rows = [issues.get(position, ParseIssue()) for position in range(row_count)]
    return {
        "record_problem": pa.array([issue.problem for issue in of_rows], pa.string()),
        "record_repairs": pa.array([issue.repairs or None for issue in of_rows], REPAIRS),
        "record_text": pa.array([issue.text and readable(issue.text) for issue in of_rows], pa.string()),
    }


def _csv_batches(file: Mapping[str, str], columns: Sequence[InputColumn]) -> Iterator[Batch]:
    delimiter = file["delimiter"]
    with open_text(Path(file["path"]), file["encoding"]) as stream:
        for _ in range(int(file["lines_above_header"])):
            stream.readline()
        lines = stream.readlines(BATCH_CHARACTERS)
        header, line_count = split_header(lines, delimiter)
        positions = match_columns(header, columns)
        text = "".join(lines[line_count:]) + _further_lines(stream)
        while text:
            further_text = _further_lines(stream)
            are_last = not further_text
            # In another encoding, records beyond ASCII are named one by one.
            may_be_fast = file["encoding"].startswith("utf") or text.isascii()
            if may_be_fast and (read := read_well_formed(text, delimiter, len(header), are_last=are_last)):
                values = {name: read.columns[position] for name, position in positions.items()}
                yield Batch(values, {}, len(read.columns[0]), functools.partial(_fields_of, read.columns))
                text = read.rest + further_text
            else:
                lines = list(io.StringIO(text, newline=""))
                rows, issues, rest = split_lines(lines, delimiter, len(header), are_last=are_last)
                yield _batch_of_rows(rows, issues, positions, file["encoding"])
                text = "".join(rest) + further_text


def _further_lines(stream: TextIO) -> str:
    return stream.read(BATCH_CHARACTERS) + stream.readline()


def _batch_of_rows(
    rows: list[Sequence[str | None]], issues: dict[int, ParseIssue], positions: Mapping[str, int], encoding: str
) -> Batch:
    if not encoding.startswith("utf"):
        issues = with_decoded_rows(rows, issues, encoding)
    try:
        values = _columns_of(rows, positions)
    except UnicodeEncodeError:
        rows, issues = without_undecoded_bytes(rows, issues, encoding)
        values = _columns_of(rows, positions)
    return Batch(values, issues, len(rows), rows.__getitem__)


def _columns_of(rows: Sequence[Sequence[str | None]], positions: Mapping[str, int]) -> dict[str, pa.Array]:
    by_position = list(zip(*rows, strict=True)) or [()] * (1 + max(positions.values()))
    return {name: pa.array(by_position[position], pa.string()) for name, position in positions.items()}


def _fields_of(columns: Sequence[pa.Array], position: int) -> list[object]:
    return [column[position].as_py() for column in columns]


def _parquet_batches(file: Mapping[str, str], columns: Sequence[InputColumn]) -> Iterator[Batch]:
    with (
        Path(file["path"]).open("rb") as stream,
        pq.ParquetFile(stream, page_checksum_verification=True) as parquet,
    ):
        positions = match_columns(parquet.schema_arrow.names, columns)
        for batch in parquet.iter_batches(BATCH_ROWS):
            read = {name: parquets.as_text(batch.column(position)) for name, position in positions.items()}
            values = {name: texts for name, (texts, _) in read.items()}
            problems = [
                CellProblem(position, name, problem)
                for name, (_, of_column) in read.items()
                for position, problem in of_column.items()
            ]
            yield Batch(
                values,
                with_problems({}, problems, columns),
                batch.num_rows,
                functools.partial(_fields_of, batch.columns),
            )


def _workbook_batches(file: Mapping[str, str], columns: Sequence[InputColumn]) -> Iterator[Batch]:
    rows = rows_from_header(Path(file["path"]), file["sheet"], int(file["lines_above_header"]))
    header = next(rows, None)
    positions = match_columns(names_of(header) if header else [], columns)
    while batch := list(islice(rows, BATCH_ROWS)):
        values = {
            name: pa.array([row.texts.get(column, "") for row in batch], pa.string())
            for name, column in positions.items()
        }
        problems = [
            CellProblem(position, name, row.problems[column])
            for position, row in enumerate(batch)
            if row.problems
            for name, column in positions.items()
            if column in row.problems
        ]
        yield Batch(
            values,
            with_problems({}, problems, columns),
            len(batch),
            functools.partial(_fields_of_sheet, batch),
        )


def _fields_of_sheet(rows: Sequence[Row], position: int) -> list[str]:
    return names_of(rows[position])


READERS = {"csv": _csv_batches, "parquet": _parquet_batches, "xlsx": _workbook_batches}
