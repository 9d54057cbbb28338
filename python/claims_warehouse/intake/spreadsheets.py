"""The parts of an Excel workbook: its sheets, the texts that cells share, the formats of dates, and its rows."""

import datetime
import functools
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from claims_warehouse.intake.cells import (
    DIGITS,
    LETTERS,
    Row,
    SheetReader,
    TextReader,
    column_number,
    parse,
    parser_of,
)
from claims_warehouse.intake.problems import InputFileError

CHUNK = 1 << 16
# Date formats that a workbook uses by number without defining them.
DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(50, 59)})
# What a number format shows as it is, its colours and conditions, and what stands for nothing.
LITERALS_OF_FORMATS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
MERGED_CELL = b"mergeCell"


class Sheet(NamedTuple):
    """A worksheet of a workbook.

    Parameters
    ----------
    name : str
        As the tab shows it.
    part : str
        The part of the archive that holds its cells.
    state : str
        `visible`, `hidden` or `veryHidden`.
    """

    name: str
    part: str
    state: str


class Parts:
    """The parts of a workbook's archive by their names, which differ in case and slashes from writer to writer."""

    def __init__(self, archive: zipfile.ZipFile):
        self._archive = archive
        self._names = {_canonical(name): name for name in archive.namelist()}

    def has(self, part: str) -> bool:
        """Return whether there is a part of the name."""
        return _canonical(part) in self._names

    def chunks(self, part: str) -> Iterator[bytes]:
        """Yield the content of a part."""
        if not self.has(part):
            raise LookupError(f"there is no part {part}")
        with self._archive.open(self._names[_canonical(part)]) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk

    def elements(self, part: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield the name and the attributes of each element of a part."""
        found: list[tuple[str, dict[str, str]]] = []
        parser = parser_of(lambda tag, attributes: found.append((tag.rpartition(":")[2], attributes)))
        for _ in parse(parser, self.chunks(part)):
            yield from found
            found.clear()

    def targets(self, part: str) -> list[tuple[str, str, str]]:
        """Return the identifier, the type and the part of each relation of a part; the archive's own is ''."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        return [
            (
                relation["Id"],
                relation["Type"].rsplit("/", 1)[-1],
                posixpath.join("/", folder, relation["Target"].replace("\\", "/")),
            )
            for tag, relation in (self.elements(relations) if self.has(relations) else ())
            if tag == "Relationship"
        ]


class Workbook:
    """A workbook whose cells are read as text.

    Parameters
    ----------
    archive : zipfile.ZipFile
        The archive of its parts, open while rows are read.
    """

    def __init__(self, archive: zipfile.ZipFile):
        self._archive = archive
        self._parts = Parts(archive)
        documents = [part for _, kind, part in self._parts.targets("") if kind == "officeDocument"]
        self._part = documents[0] if documents else "xl/workbook.xml"
        self._targets = self._parts.targets(self._part)
        self._epoch = datetime.datetime(1899, 12, 30)
        self.sheets: list[Sheet] = []
        worksheets = {identifier: part for identifier, kind, part in self._targets if kind == "worksheet"}
        for tag, attributes in self._parts.elements(self._part):
            if tag == "workbookPr" and attributes.get("date1904") in ("1", "true"):
                self._epoch = datetime.datetime(1904, 1, 1)
            # A chart on a sheet of its own has no cells.
            identifier = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            if tag == "sheet" and identifier in worksheets:
                state = attributes.get("state", "visible")
                self.sheets.append(Sheet(attributes["name"], worksheets[identifier], state))

    def check(self) -> None:
        """See that each part is whole, and that each sheet is XML to its end.

        Raises
        ------
        ValueError, zipfile.BadZipFile, expat.ExpatError, ...
            If one is not.
        """
        if broken := self._archive.testzip():
            raise InputFileError(broken)
        for sheet in self.sheets:
            for _ in parse(parser_of(), self._parts.chunks(sheet.part)):
                pass

    def rows(self, sheet: Sheet) -> Iterator[Row]:
        """Yield the rows of a sheet that hold more than blanks."""
        reader = SheetReader(self._texts, self._date_styles, self._epoch)
        for _ in parse(reader.parser, self._parts.chunks(sheet.part)):
            yield from (row for row in reader.rows if row.problems or any(map(str.strip, row.texts.values())))
            reader.rows.clear()

    def merged_ranges(self, sheet: Sheet) -> list[tuple[range, range]]:
        """Return the rows and the columns of each range of merged cells of a sheet, the first rows last."""
        end = b""
        has_merged_cells = False
        for chunk in self._parts.chunks(sheet.part):
            has_merged_cells |= MERGED_CELL in end + chunk
            end = chunk[-len(MERGED_CELL) :]
        # To look at each element takes much longer than to look for its name.
        if not has_merged_cells:
            return []
        found = (attributes["ref"] for tag, attributes in self._parts.elements(sheet.part) if tag == "mergeCell")
        return sorted((_range(reference) for reference in found), key=lambda found: -found[0].start)

    @functools.cached_property
    def _texts(self) -> list[str]:
        texts: list[str] = []
        for part in self._parts_of_kind("sharedStrings"):
            reader = TextReader(texts)
            for _ in parse(reader.parser, self._parts.chunks(part)):
                pass
        return texts

    @functools.cached_property
    def _date_styles(self) -> frozenset[int]:
        """Return the numbers of the cell styles that show a number as a date."""
        formats: dict[str, str] = {}
        styles: list[str] = []
        is_cell_style = False
        for part in self._parts_of_kind("styles"):
            for tag, attributes in self._parts.elements(part):
                if tag == "numFmt":
                    formats.setdefault(attributes["numFmtId"], attributes.get("formatCode", ""))
                is_cell_style = tag == "cellXfs" or (is_cell_style and tag not in ("cellStyles", "dxfs"))
                if is_cell_style and tag == "xf":
                    styles.append(attributes.get("numFmtId", "0"))
        return frozenset(number for number, style in enumerate(styles) if _is_date_format(style, formats))

    def _parts_of_kind(self, kind: str) -> list[str]:
        return [part for _, matching_files, part in self._targets if matching_files == kind and self._parts.has(part)]


def _canonical(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").casefold()


def _range(reference: str) -> tuple[range, range]:
    """Return the rows from 1 and the columns from 0 of a reference such as `A1:AB12`."""
    first, _, last = reference.partition(":")
    corners = [(int(corner.lstrip(LETTERS)), column_number(corner.rstrip(DIGITS))) for corner in (first, last or first)]
    (top, left), (bottom, right) = corners
    return range(top, bottom + 1), range(left, right + 1)


def _is_date_format(number: str, formats: dict[str, str]) -> bool:
    if number not in formats:
        return int(number) in DATE_FORMATS
    code = LITERALS_OF_FORMATS.sub("", formats[number].casefold())
    return code not in ("general", "standard") and re.search("[dyh]|mm", code) is not None
