"""The items selected for review, written as files that a ticket system reads or that a reviewer fills in."""

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import xlsxwriter

from claims_warehouse.release import contents
from claims_warehouse.release.folders import put_in_place
from claims_warehouse.sentences.reasons import reasons_for_prediction

# Ids are text, which no program rounds. What a reviewer fills in comes first.
SELECTED_ITEMS = """
    select
        cast(null as varchar) as decision,
        cast(null as varchar) as reviewer,
        cast(null as varchar) as reviewed_at,
        cast(video_id as varchar) as video_id,
        claim_id,
        (select release_id from marts.releases where is_current) as release_id,
        * exclude (video_id, claim_id, is_selected_for_review),
        (
            select reasons
            from marts.prediction_reasons
            where prediction_reasons.video_id = review_queue.video_id
        ) as reasons
    from marts.review_queue
    where is_selected_for_review
    order by list_position(['priority', 'fresh', 'unlikely'], review_lane), review_rank
"""
DECISIONS = ["claim", "opinion", "unsure", "skip"]
FILLED_IN = ["decision", "reviewer", "reviewed_at"]
# What a spreadsheet takes for a formula, by OWASP's list: a leading sign, also in full width, or a control character.
FORMULA = r"^([\t\r\n]|\s*[=+\-@＝＋－＠])"  # noqa: RUF001 - some spreadsheets take the full-width signs for the others
# The limits of an .xlsx file: rows of a sheet beside its header, and characters of a cell.
MAX_ROWS = 1_048_575
MAX_CHARACTERS = 32_767
WIDE = {"claim_text": 60, "video_transcription_text": 80, "reviewed_at": 20, "release_id": 24, "reasons": 60}


def export_queue(released_file: Path, folder: Path) -> pa.Table:
    """Write the selected items of the released review queue as `review_queue.csv`, `.parquet` and `.xlsx`.

    Parameters
    ----------
    released_file : Path
        The released file, which is opened for reading only.
    folder : Path
        Where the files go; if it is not there it is made, for its owner alone. Each file is put in place by a rename,
        so that a ticket system never reads half of one.

    Returns
    -------
    pyarrow.Table
        What was written: the columns that a reviewer fills in, the ids as text with the `release_id` of the released
        file, the queue's other columns, and the reasons for the prediction as a sentence, in the order of ranks, lane
        after lane. The Parquet file holds it as it is; in the CSV, text that a spreadsheet would run as a formula has
        an apostrophe before it. The workbook has the first 1,048,575 items, and of a text the first 32,767 characters.
    """
    with contents.open_released(released_file) as connection:
        queue: pa.Table = connection.sql(SELECTED_ITEMS).to_arrow_table()
    sentences = [reasons_for_prediction(reasons or []) or None for reasons in queue["reasons"].to_pylist()]
    queue = queue.set_column(queue.schema.get_field_index("reasons"), "reasons", pa.array(sentences, pa.string()))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    put_in_place(folder / "review_queue.parquet", lambda path: pq.write_table(queue, path))
    put_in_place(folder / "review_queue.csv", lambda path: _write_csv(without_formulas(queue), path))
    put_in_place(folder / "review_queue.xlsx", lambda path: _write_workbook(queue.slice(0, MAX_ROWS), path))
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


def _write_workbook(table: pa.Table, path: Path) -> None:
    # A row at a time goes to the disk, and no text becomes a formula, a link or a number.
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet("review_queue")
        bold, text = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "@"})
        sheet.freeze_panes(1, 0)
        is_text = [pa.types.is_string(field.type) for field in table.schema]
        for position, column in enumerate(table.column_names):
            # What is typed into a column of text stays as it is: no date becomes that of a country.
            sheet.set_column(position, position, WIDE.get(column, 14), text if is_text[position] else None)
        last_row = max(table.num_rows, 1)
        sheet.autofilter(0, 0, last_row, table.num_columns - 1)
        sheet.data_validation(
            1,
            FILLED_IN.index("decision"),
            last_row,
            FILLED_IN.index("decision"),
            {"validate": "list", "source": DECISIONS},
        )
        sheet.write_comment(
            0, FILLED_IN.index("reviewed_at"), "A date such as 2026-11-27, or a time such as 2026-11-27 14:30, in UTC"
        )
        for position, column in enumerate(table.column_names):
            sheet.write_string(0, position, column, bold)
        number = 0
        for batch in table.to_batches():
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                number += 1
                for position, value in enumerate(row):
                    if value is None:
                        continue
                    if is_text[position]:
                        sheet.write_string(number, position, value[:MAX_CHARACTERS], text)
                    else:
                        sheet.write_number(number, position, value)
