"""Excel workbooks: the one sheet that holds a table, its header, and its cells as text."""

import datetime
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook

from claims_warehouse.deliveries.columns import InputColumn, count_matches
from claims_warehouse.deliveries.texts import HEADER_AMONG_LINES

# Excel's own bound of rows, with a kilobyte for each, stays below it; an archive that expands to more is no table.
LARGEST_EXPANSION = 1 << 31


def find_sheet(path: Path, columns: Sequence[InputColumn]) -> tuple[str, list[str], int]:
    """Find the table of a workbook.

    Returns
    -------
    tuple of str, list of str and int
        The name of the sheet, its header, and the number of rows above it.

    Raises
    ------
    ValueError
        If the file is no workbook, or if several of its sheets hold a table: at least half of the required columns. Of
        sheets that hold none, the one that names the most columns is returned, for the caller to refuse.
    """
    _see_that_it_is_whole(path)
    required = [column for column in columns if column.is_required]
    sheets = []
    with CalamineWorkbook.from_path(str(path)) as workbook:
        for name in workbook.sheet_names:
            rows = [_texts(row) for row in islice(workbook.get_sheet_by_name(name).iter_rows(), HEADER_AMONG_LINES)]
            header = max(rows, key=lambda row: count_matches(row, columns), default=[])
            sheets.append((name, header, rows.index(header) if rows else 0))
    if not sheets:
        raise ValueError("is an Excel workbook without a sheet. Deliver it again")
    tables = [sheet for sheet in sheets if 2 * count_matches(sheet[1], required) >= len(required)]
    if len(tables) > 1:
        names = ", ".join(f"'{name}'" for name, *_ in tables)
        raise ValueError(f"has {len(tables)} sheets with a table: {names}. Deliver each as a workbook of its own")
    return max(tables or sheets, key=lambda sheet: count_matches(sheet[1], columns))


def rows_from_header(path: Path, sheet: str, rows_above: int) -> Iterator[list[str]]:
    """Yield the rows of a table as text, its header first; a blank row is none."""
    with CalamineWorkbook.from_path(str(path)) as workbook:
        table: CalamineSheet = workbook.get_sheet_by_name(sheet)
        for row in islice(table.iter_rows(), rows_above, None):
            texts = _texts(row)
            if any(texts):
                yield texts


def _see_that_it_is_whole(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                raise ValueError("is a ZIP archive and no Excel workbook. Deliver the file that is in it")
            if sum(part.file_size for part in archive.infolist()) > LARGEST_EXPANSION:
                raise ValueError("expands to more than an Excel workbook can hold. Deliver it as CSV")
            broken = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ValueError(f"is a damaged Excel workbook ({error}). Deliver it again") from error
    if broken:
        raise ValueError(f"is a damaged Excel workbook ({broken}). Deliver it again")


def _texts(row: Sequence[object]) -> list[str]:
    return [_text(cell) for cell in row]


def _text(cell: object) -> str:
    """Write a cell as a CSV would have it; Excel keeps whole numbers as floating-point numbers."""
    if isinstance(cell, bool):
        return str(cell).casefold()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(sep=" ")
    return str(cell)
