"""Excel workbooks: the one sheet that holds a table, its header, and its rows."""

import contextlib
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from xml.parsers.expat import ExpatError

from claims_warehouse.intake.cells import Row
from claims_warehouse.intake.columns import InputColumn, count_matches, header_position
from claims_warehouse.intake.problems import InputFileError
from claims_warehouse.intake.spreadsheets import Sheet, Workbook
from claims_warehouse.intake.texts import HEADER_AMONG_LINES

# Excel's own limit of rows, at a kilobyte each, stays below it; an archive that expands to more is not a table.
MAX_EXPANSION = 1 << 31
MERGED = "is part of a merged cell. Unmerge it and fill in each cell"


def find_sheet(path: Path, columns: Sequence[InputColumn]) -> tuple[str, list[str], int]:
    """Find the table of a workbook.

    Returns
    -------
    tuple of str, list of str and int
        The name of the sheet, its header, and the number of rows above it.

    Raises
    ------
    InputFileError
        If the file is damaged, or if several of its sheets hold a table: at least half of the required columns. Of
        sheets that hold none, the one that names the most columns is returned, for the caller to refuse.
    """
    required = [column for column in columns if column.is_required]
    found: list[tuple[Sheet, list[str], int]] = []
    with _opened(path) as workbook:
        workbook.check()
        for sheet in workbook.sheets:
            rows = [(names_of(row), row.number - 1) for row in islice(workbook.rows(sheet), HEADER_AMONG_LINES)]
            found.append((sheet, *(rows[header_position([names for names, _ in rows], columns)] if rows else ([], 0))))
    if not found:
        raise InputFileError(
            "is an Excel workbook without a sheet of cells. Provide the table as a sheet of cells (CLM-043)"
        )
    tables = [table for table in found if 2 * count_matches(table[1], required) >= len(required)]
    if len(tables) > 1:
        names = ", ".join(_name(sheet) for sheet, *_ in tables)
        raise InputFileError(
            f"has {len(tables)} sheets with a table: {names}. Provide each as a workbook of its own (CLM-044)"
        )
    sheet, header, rows_above = max(tables or found, key=lambda table: count_matches(table[1], columns))
    return sheet.name, header, rows_above


def rows_from_header(path: Path, sheet_name: str, rows_above: int) -> Iterator[Row]:
    """Yield the rows of a table, its header first, without blank rows."""
    with _opened(path) as workbook:
        sheet = next((sheet for sheet in workbook.sheets if sheet.name == sheet_name), None)
        if sheet is None:
            raise InputFileError(f"it has no sheet '{sheet_name}' any more")
        later_ranges = workbook.merged_ranges(sheet)
        merged: list[tuple[range, range]] = []
        for row in workbook.rows(sheet):
            while later_ranges and later_ranges[-1][0].start <= row.number:
                merged.append(later_ranges.pop())
            merged = [(rows, cells) for rows, cells in merged if row.number in rows]
            for _, cells in merged:
                row.problems.update({column: MERGED for column in cells if column not in row.texts})
            if row.number > rows_above:
                yield row


def names_of(row: Row) -> list[str]:
    """Return the cells of a row up to the last that is not blank."""
    last = max((column for column, text in row.texts.items() if text.strip()), default=-1)
    return [row.texts.get(column, "") for column in range(1 + last)]


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Workbook]:
    """Open a workbook, and say of whatever is wrong with its parts that it is damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_EXPANSION:
                raise OverflowError
            yield Workbook(archive)
    except OverflowError as error:
        raise InputFileError("expands to more than an Excel workbook can hold. Provide it as CSV (CLM-031)") from error
    except (
        zipfile.BadZipFile,
        zlib.error,
        ExpatError,
        EOFError,
        LookupError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise InputFileError(f"is a damaged Excel workbook ({error}). Provide it again (CLM-030)") from error


def _name(sheet: Sheet) -> str:
    if sheet.state == "visible":
        return f"'{sheet.name}'"
    # Excel's menu does not list what a macro has hidden.
    where = "Unhide" if sheet.state == "hidden" else "the Visual Basic editor"
    return f"'{sheet.name}' (hidden: {where} lists it)"
