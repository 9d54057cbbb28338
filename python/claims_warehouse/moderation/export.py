"""The videos selected for review, written as files that a ticket system reads."""

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from claims_warehouse.release import contents
from claims_warehouse.release.folders import put_in_place

SELECTED_VIDEOS = """
    select
        (select release_id from marts.releases where is_current) as release_id,
        * exclude (is_selected_for_review)
    from marts.review_queue
    where is_selected_for_review
    order by review_lane = 'fresh', review_rank
"""
# What a spreadsheet takes for a formula, by OWASP's list: a leading sign, also in full width, or a control character.
FORMULA = r"^([\t\r\n]|\s*[=+\-@＝＋－＠])"  # noqa: RUF001 - some spreadsheets take the full-width signs for the others


def export_queue(released_file: Path, folder: Path) -> pa.Table:
    """Write the selected part of the released review queue as `review_queue.csv` and `review_queue.parquet`.

    Parameters
    ----------
    released_file : Path
        The released file, which is opened for reading only.
    folder : Path
        Where the two files go; it is made if it is not there. Each file is put in place by a rename, so that a ticket
        system never reads half of one.

    Returns
    -------
    pyarrow.Table
        What was written: the queue's columns after the `release_id` of the released file, in the order of the
        ranks, the lane `fresh` last. The Parquet file holds it as it is; in the CSV, text that a spreadsheet would
        run as a formula has an apostrophe before it.
    """
    with contents.open_released(released_file) as connection:
        queue: pa.Table = connection.sql(SELECTED_VIDEOS).to_arrow_table()
    folder.mkdir(parents=True, exist_ok=True)
    put_in_place(folder / "review_queue.parquet", lambda path: pq.write_table(queue, path))
    put_in_place(folder / "review_queue.csv", lambda path: _write_csv(without_formulas(queue), path))
    return queue


def without_formulas(table: pa.Table) -> pa.Table:
    """Put an apostrophe before each text that a spreadsheet would take for a formula, which makes it show as text."""
    for position, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            harmless = pc.replace_substring_regex(table.column(position), FORMULA, r"'\1")
            table = table.set_column(position, field, harmless)
    return table


def _write_csv(table: pa.Table, path: Path) -> None:
    # The byte order mark tells spreadsheets that the file is UTF-8; the csv module's own dialect is that of RFC 4180.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.column_names)
        for batch in table.to_batches():
            writer.writerows(zip(*(column.to_pylist() for column in batch.columns), strict=True))
