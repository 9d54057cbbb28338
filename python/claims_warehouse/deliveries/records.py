"""Reading delivered files record by record, as text, with every record's number kept."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from claims_warehouse.deliveries.columns import InputColumn, match_columns
from claims_warehouse.deliveries.files import open_decompressed

BATCH_ROWS = 20_000
# The csv module's own limit of 131,072 characters a field would end the build at one long transcript.
csv.field_size_limit(2**31 - 1)


def schema(columns: Sequence[InputColumn]) -> pa.Schema:
    """Return the Arrow schema of the records: provenance, the input columns as text, and what is wrong."""
    fields = [pa.field(name, pa.string()) for name in ("source_file", "input_fingerprint")]
    fields.append(pa.field("row_number", pa.int64()))
    fields += [pa.field(column.name, pa.string()) for column in columns]
    return pa.schema([*fields, pa.field("record_problem", pa.string())])


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
        into the file's columns; what there is of it stands in the columns all the same.
    """
    record_schema = schema(columns)
    readers = {"csv": _csv_batches, "parquet": _parquet_batches}

    def batches() -> Iterator[pa.RecordBatch]:
        for file in files:
            first_row = 1
            for values, problems, row_count in readers[file["file_format"]](file, columns):
                present = dict(values)
                if "delivered_on" in record_schema.names and "delivered_on" not in present:
                    present["delivered_on"] = pa.repeat(pa.scalar(file["partition_date"], pa.string()), row_count)
                arrays = {
                    "source_file": pa.repeat(pa.scalar(file["source_file"], pa.string()), row_count),
                    "input_fingerprint": pa.repeat(pa.scalar(file["input_fingerprint"], pa.string()), row_count),
                    "row_number": pa.array(np.arange(first_row, first_row + row_count)),
                    "record_problem": problems,
                    **present,
                }
                first_row += row_count
                nulls = pa.nulls(row_count, pa.string())
                yield pa.record_batch([arrays.get(name, nulls) for name in record_schema.names], schema=record_schema)

    return pa.RecordBatchReader.from_batches(record_schema, batches())


Batch = tuple[dict[str, pa.Array], pa.Array, int]


def _csv_batches(file: Mapping[str, str], columns: Sequence[InputColumn]) -> Iterator[Batch]:
    with io.TextIOWrapper(open_decompressed(Path(file["path"])), encoding=file["encoding"], newline="") as text:
        reader = csv.reader(text, delimiter=file["delimiter"])
        header = next(reader)
        positions = match_columns(header, columns)
        # A blank line is no record: spreadsheets and editors leave them at the end.
        records = (record for record in reader if record)
        while rows := list(islice(records, BATCH_ROWS)):
            problems = [_problem(row, len(header)) for row in rows]
            values = {
                name: pa.array([row[position] if position < len(row) else None for row in rows], pa.string())
                for name, position in positions.items()
            }
            yield values, pa.array(problems, pa.string()), len(rows)


def _problem(row: list[str], width: int) -> str | None:
    return None if len(row) == width else f"the record has {len(row)} fields, the header {width}"


def _parquet_batches(file: Mapping[str, str], columns: Sequence[InputColumn]) -> Iterator[Batch]:
    with pq.ParquetFile(file["path"]) as parquet:
        positions = match_columns(parquet.schema_arrow.names, columns)
        for batch in parquet.iter_batches(BATCH_ROWS):
            values = {name: pc.cast(batch.column(position), pa.string()) for name, position in positions.items()}
            yield values, pa.nulls(batch.num_rows, pa.string()), batch.num_rows
