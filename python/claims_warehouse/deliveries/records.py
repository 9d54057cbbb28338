"""Reading delivered files record by record, as text, with every record's number kept."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from python_calamine import CalamineError

from claims_warehouse.deliveries.columns import InputColumn, match_columns
from claims_warehouse.deliveries.files import sha256_of_file, words_of
from claims_warehouse.deliveries.finding import openable
from claims_warehouse.deliveries.splitting import Note, split_lines
from claims_warehouse.deliveries.texts import WINDOWS_1252, open_text, split_header
from claims_warehouse.deliveries.workbooks import rows_from_header

BATCH_ROWS = 20_000
BATCH_CHARACTERS = 1 << 22
UNDECODABLE = "the record is not UTF-8 text; bytes that cannot be decoded are written \\x.."
READ_AS_WINDOWS_1252 = "record read as Windows-1252"
REPAIRS = pa.list_(pa.string())


class Batch(NamedTuple):
    """Some records of a file: the values of the columns that it has, and what is to be said of single records."""

    values: dict[str, pa.Array]
    notes: dict[int, Note]
    row_count: int


def schema(columns: Sequence[InputColumn]) -> pa.Schema:
    """Return the Arrow schema of the records: provenance, the input columns as text, and what is wrong or mended."""
    fields = [pa.field(name, pa.string()) for name in ("source_file", "input_fingerprint")]
    fields.append(pa.field("row_number", pa.int64()))
    fields += [pa.field(column.name, pa.string()) for column in columns]
    notes = [("record_problem", pa.string()), ("record_repairs", REPAIRS), ("record_text", pa.string())]
    return pa.schema([*fields, *(pa.field(name, data_type) for name, data_type in notes)])


def read_records(files: Sequence[Mapping[str, str]], columns: Sequence[InputColumn]) -> pa.RecordBatchReader:
    """Stream the records of inspected files.

    Parameters
    ----------
    files : sequence of mapping
        Rows of `inspect_deliveries` without a problem.
    columns : sequence of InputColumn
        The columns to read; a column that a file lacks is null.

    Returns
    -------
    pyarrow.RecordBatchReader
        One row per record in the order of files and records. `row_number` counts the records of
        a file from 1, the header not counted. `record_problem` says why a record cannot be split
        into the file's columns; what there is of it stands in the columns all the same, and the
        whole of it in `record_text`. `record_repairs` names what was done to split it.

    Raises
    ------
    ValueError
        While the stream is read, if a file cannot be read to its end, or is no longer the one that was inspected.
    """
    record_schema = schema(columns)

    def batches() -> Iterator[pa.RecordBatch]:
        for file in files:
            first_row = 1
            for values, notes, row_count in _batches(file, columns):
                present = dict(values)
                if "delivered_on" in record_schema.names and "delivered_on" not in present:
                    present["delivered_on"] = pa.repeat(pa.scalar(file["partition_date"], pa.string()), row_count)
                arrays = {
                    "source_file": pa.repeat(pa.scalar(file["source_file"], pa.string()), row_count),
                    "input_fingerprint": pa.repeat(pa.scalar(file["input_fingerprint"], pa.string()), row_count),
                    "row_number": pa.array(np.arange(first_row, first_row + row_count)),
                    **_arrays_of_notes(notes, row_count),
                    **present,
                }
                first_row += row_count
                nulls = pa.nulls(row_count, pa.string())
                yield pa.record_batch([arrays.get(name, nulls) for name in record_schema.names], schema=record_schema)

    return pa.RecordBatchReader.from_batches(record_schema, batches())


def _batches(file: Mapping[str, str], columns: Sequence[InputColumn]) -> Iterator[Batch]:
    """Yield the batches of a file, and see at its end that it still is what was inspected."""
    readers = {"csv": _csv_batches, "parquet": _parquet_batches, "xlsx": _workbook_batches}
    try:
        path = openable(file["path"])
        yield from readers[file["file_format"]]({**file, "path": str(path)}, columns)
        is_unchanged = sha256_of_file(path) == file["sha256"]
    except (OSError, ValueError, EOFError, CalamineError) as error:
        message = f"{file['path']}: cannot be read to its end ({words_of(error)}). Deliver it again, and build."
        raise ValueError(message) from error
    if not is_unchanged:
        raise ValueError(f"{file['path']}: changed while it was read. Build again when it is complete.")


def _arrays_of_notes(notes: Mapping[int, Note], row_count: int) -> dict[str, pa.Array]:
    if not notes:
        return {"record_repairs": pa.nulls(row_count, REPAIRS)}
    of_rows = [notes.get(position, Note()) for position in range(row_count)]
    return {
        "record_problem": pa.array([note.problem for note in of_rows], pa.string()),
        "record_repairs": pa.array([note.repairs or None for note in of_rows], REPAIRS),
        "record_text": pa.array([note.text and _readable(note.text) for note in of_rows], pa.string()),
    }


def _csv_batches(file: Mapping[str, str], columns: Sequence[InputColumn]) -> Iterator[Batch]:
    delimiter = file["delimiter"]
    with open_text(Path(file["path"]), file["encoding"]) as text:
        for _ in range(int(file["lines_above_header"])):
            text.readline()
        lines = text.readlines(BATCH_CHARACTERS)
        header, line_count = split_header(lines, delimiter)
        positions = match_columns(header, columns)
        lines = lines[line_count:]
        while lines:
            further_lines = text.readlines(BATCH_CHARACTERS)
            rows, notes, rest = split_lines(lines, delimiter, len(header), are_last=not further_lines)
            if file["encoding"] == WINDOWS_1252:
                notes = _with_decoded_rows(rows, notes)
            try:
                values = _columns_of(rows, positions)
            except UnicodeEncodeError:
                rows, notes = _without_undecodable_bytes(rows, notes)
                values = _columns_of(rows, positions)
            yield Batch(values, notes, len(rows))
            lines = rest + further_lines


def _columns_of(rows: Sequence[Sequence[str | None]], positions: Mapping[str, int]) -> dict[str, pa.Array]:
    by_position = list(zip(*rows, strict=True)) or [()] * (1 + max(positions.values()))
    return {name: pa.array(by_position[position], pa.string()) for name, position in positions.items()}


def _with_decoded_rows(rows: Sequence[Sequence[str | None]], notes: Mapping[int, Note]) -> dict[int, Note]:
    """Note that a record holds characters that were read as Windows-1252."""
    decoded = {
        position: notes.get(position, Note())
        for position, row in enumerate(rows)
        if not all(field.isascii() for field in row if field)
    }
    repaired = {
        position: note._replace(repairs=(*note.repairs, READ_AS_WINDOWS_1252)) for position, note in decoded.items()
    }
    return {**notes, **repaired}


def _without_undecodable_bytes(
    rows: Sequence[Sequence[str | None]], notes: Mapping[int, Note]
) -> tuple[list[Sequence[str | None]], dict[int, Note]]:
    """Write bytes that are not UTF-8 as digits, and note that the record holds them."""
    readable_rows: list[Sequence[str | None]] = []
    further_notes = dict(notes)
    for position, row in enumerate(rows):
        readable = [None if field is None else _readable(field) for field in row]
        note = notes.get(position, Note())
        if readable != row:
            problem = "; ".join(filter(None, [note.problem, UNDECODABLE]))
            further_notes[position] = Note(problem, note.repairs, note.text)
        readable_rows.append(readable)
    return readable_rows, further_notes


def _readable(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _parquet_batches(file: Mapping[str, str], columns: Sequence[InputColumn]) -> Iterator[Batch]:
    with Path(file["path"]).open("rb") as stream, pq.ParquetFile(stream) as parquet:
        positions = match_columns(parquet.schema_arrow.names, columns)
        for batch in parquet.iter_batches(BATCH_ROWS):
            values = {name: pc.cast(batch.column(position), pa.string()) for name, position in positions.items()}
            yield Batch(values, {}, batch.num_rows)


def _workbook_batches(file: Mapping[str, str], columns: Sequence[InputColumn]) -> Iterator[Batch]:
    rows = rows_from_header(Path(file["path"]), file["sheet"], int(file["lines_above_header"]))
    positions = match_columns(next(rows, []), columns)
    while batch := list(islice(rows, BATCH_ROWS)):
        yield Batch(_columns_of(batch, positions), {}, len(batch))
