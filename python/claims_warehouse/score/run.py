"""Scoring a file in batches on all cores, and a stream line by line."""

import functools
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from claims_warehouse.release import folders
from claims_warehouse.score.rows import read_file, read_line, score_columns
from claims_warehouse.score.scorer import SCHEMA, scorer_of

FORMATS = (".csv", ".parquet", ".jsonl")
# Fewer batches are scored before other processes have started.
MIN_BATCHES_FOR_PROCESSES = 3


def score_file(path: Path, released_file: Path, output: Path | None) -> tuple[int, int]:
    """Score the rows of a file into another, or as CSV to standard output.

    Returns
    -------
    row_count, error_count : int
    """
    if not path.exists():
        raise FileNotFoundError(
            f"{path}: no such file. Give a CSV, Excel, Parquet or JSON Lines file, or - for standard input (CLM-020)"
        )
    if output is not None and output.suffix not in FORMATS:
        raise ValueError(f"{output}: scores are written as {', '.join(FORMATS)}. Name the file so (CLM-130)")
    if output is not None and not output.parent.is_dir():
        raise FileNotFoundError(f"{output}: there is no folder {output.parent}. Make it first (CLM-139)")
    scorer = scorer_of(released_file)
    batches = read_file(path, score_columns(scorer.cleaner.inputs))
    scores = _scored(batches, released_file)
    if output is None:
        return _write(scores, functools.partial(_csv_writer, sys.stdout.buffer))
    counts = (0, 0)

    def write(new_file: Path) -> None:
        nonlocal counts
        with new_file.open("wb") as file:
            counts = _write(scores, functools.partial(WRITERS[output.suffix], file))

    folders.put_in_place(output, write)
    return counts


def score_input(stream: IO[bytes], released_file: Path, output: Path | None) -> tuple[int, int]:
    """Score standard input: lines of JSON one by one where nothing else is asked for, anything else as a file.

    Returns
    -------
    row_count, error_count : int
    """
    first = stream.readline()
    if output is None and first.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return score_lines(chain([first], iter(stream.readline, b"")), released_file, sys.stdout.buffer)
    with tempfile.NamedTemporaryFile(prefix="claims-score-") as file:
        file.write(first)
        shutil.copyfileobj(stream, file)
        file.flush()
        try:
            return score_file(Path(file.name), released_file, output)
        except ValueError as error:
            raise ValueError(str(error).replace(file.name, "standard input")) from error


def score_lines(lines: Iterator[bytes], released_file: Path, output: IO[bytes]) -> tuple[int, int]:
    """Answer each line of JSON with a line of JSON, at once.

    Returns
    -------
    row_count, error_count : int
    """
    scorer = scorer_of(released_file)
    columns = score_columns(scorer.cleaner.inputs)
    row_count = error_count = 0
    for row_count, line in enumerate(lines, 1):
        row, problem = read_line(line, columns)
        scores = scorer.score_one(row, row_count, problem)
        error_count += scores["error"] is not None
        output.write(_json_line(scores))
        output.flush()
    return row_count, error_count


def _scored(batches: Iterator[pa.Table], released_file: Path) -> Iterator[pa.Table]:
    """Score batches, on all cores if there are enough of them."""
    first = list(islice(batches, MIN_BATCHES_FOR_PROCESSES))
    if len(first) < MIN_BATCHES_FOR_PROCESSES:
        yield from map(functools.partial(score_batch, released_file), first)
        return
    import joblib  # noqa: PLC0415 - a few rows do without

    tasks = (joblib.delayed(score_batch)(released_file, batch) for batch in chain(first, batches))
    yield from joblib.Parallel(n_jobs=-1, return_as="generator")(tasks)


def score_batch(released_file: Path, rows: pa.Table) -> pa.Table:
    """Return the scores of a batch, by the scorer that this process has read."""
    return scorer_of(released_file).score(rows)


def _write(scores: Iterator[pa.Table], open_writer: Callable[[], Any]) -> tuple[int, int]:
    row_count = error_count = 0
    # A writer begins with a header: where no row can be read, there is no output.
    first = list(islice(scores, 1))
    with open_writer() as writer:
        for table in chain(first, scores):
            writer.write_table(table)
            row_count += table.num_rows
            error_count += table.num_rows - table["error"].null_count
    return row_count, error_count


def _csv_writer(file: IO[bytes]) -> Any:
    import pyarrow.csv  # noqa: PLC0415 - a stream of lines does without

    return pyarrow.csv.CSVWriter(file, SCHEMA)


def _parquet_writer(file: IO[bytes]) -> Any:
    import pyarrow.parquet  # noqa: PLC0415 - as above

    return pyarrow.parquet.ParquetWriter(file, SCHEMA)


class _LinesWriter:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def __enter__(self) -> "_LinesWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.flush()

    def write_table(self, table: pa.Table) -> None:
        self._file.writelines(map(_json_line, table.to_pylist()))


WRITERS: dict[str, Callable[[IO[bytes]], Any]] = {
    ".csv": _csv_writer,
    ".parquet": _parquet_writer,
    ".jsonl": _LinesWriter,
}


def _json_line(row: dict[str, Any]) -> bytes:
    return json.dumps(row).encode() + b"\n"
