"""The cells of an Excel workbook as text, read from its XML as a stream.

A cell is looked at by itself, so that memory follows the cells that hold something, wherever they stand.
"""

import datetime
import functools
import math
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple
from xml.parsers import expat

from claims_warehouse.intake.problems import InputFileError

# Excel keeps 15 digits of a typed number; a floating-point number is exact below 2**53.
EXCEL_DIGITS = 10**15
MAX_EXACT = 2**53
ROUNDED = "is a number that Excel rounds, with more than 15 digits. Format the column as text and enter it again"
NOT_COMPUTED = "is a formula without a computed value. Open the workbook in Excel and save it"
DAMAGED = "is a damaged cell of the workbook. Enter it again"
ESCAPED_CHARACTER = re.compile("_x([0-9A-Fa-f]{4})_")
DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Excel's own limit of columns, and sixteen texts for each of its rows: a file with more is meant to fill the memory.
MAX_COLUMNS = 1 << 14
MAX_TEXTS = 1 << 24
# Excel treats 1900 as a leap year, so its dates are right from March 1900 on. The last is in the year 9999.
MIN_DAY = 61
MAX_DAY = 2_957_003


class Row(NamedTuple):
    """A row of a sheet that holds something.

    Parameters
    ----------
    number : int
        Its number in the sheet, from 1.
    texts : dict of int to str
        By column from 0: each cell that holds something, as text.
    problems : dict of int to str
        By column: why a cell is not what was entered.
    """

    number: int
    texts: dict[int, str]
    problems: dict[int, str]


class TextReader:
    """Collects the texts that cells share, without Japanese pronunciation guides."""

    def __init__(self, texts: list[str]):
        self._texts = texts
        self._pieces: list[str] = []
        self._is_pronunciation = False
        self.parser = parser_of(self._start, self._end)

    def _start(self, tag: str, _: dict[str, str]) -> None:
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        if tag == "si":
            self._pieces = []
        elif tag == "rPh":
            self._is_pronunciation = True
        elif tag == "t" and not self._is_pronunciation:
            self.parser.CharacterDataHandler = self._pieces.append

    def _end(self, tag: str) -> None:
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        self.parser.CharacterDataHandler = None
        if tag == "si":
            self._texts.append(_unescaped("".join(self._pieces)))
            if len(self._texts) > MAX_TEXTS:
                raise InputFileError("it has too many texts")
        elif tag == "rPh":
            self._is_pronunciation = False


class SheetReader:
    """Collects the rows of a sheet."""

    def __init__(self, texts: Sequence[str], date_styles: Collection[int], epoch: datetime.datetime):
        self.rows: list[Row] = []
        self._shared_texts = texts
        self._date_styles = date_styles
        self._epoch = epoch
        self._row = Row(0, {}, {})
        self._column = -1
        self._cell: dict[str, str] = {}
        self._pieces: list[str] = []
        self._has_formula = False
        self._is_pronunciation = False
        self.parser = parser_of(self._start, self._end)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        if tag == "c":
            self._cell = attributes
            reference = attributes.get("r")
            self._column = column_number(reference.rstrip(DIGITS)) if reference else self._column + 1
            if self._column >= MAX_COLUMNS:
                raise InputFileError("a row has too many cells")
            self._pieces = []
            self._has_formula = False
        elif tag == "v" or (tag == "t" and not self._is_pronunciation):
            self.parser.CharacterDataHandler = self._pieces.append
        elif tag == "f":
            self._has_formula = True
        elif tag == "row":
            self._row = Row(int(attributes.get("r", self._row.number + 1)), {}, {})
            self._column = -1
        elif tag == "rPh":
            self._is_pronunciation = True

    def _end(self, tag: str) -> None:
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        if tag == "c":
            self._take_cell("".join(self._pieces))
        elif tag == "row":
            if self._row.texts or self._row.problems:
                self.rows.append(self._row)
        elif tag == "rPh":
            self._is_pronunciation = False
        else:
            self.parser.CharacterDataHandler = None

    def _take_cell(self, value: str) -> None:
        kind = self._cell.get("t", "n")
        if not value:
            # A formula whose value is an empty text is written with the type of a text.
            if self._has_formula and kind != "str":
                self._row.problems[self._column] = NOT_COMPUTED
            return
        try:
            text = self._text_of(kind, value)
        except (ValueError, IndexError):
            text = value
            self._row.problems[self._column] = DAMAGED
        if text:
            self._row.texts[self._column] = text

    def _text_of(self, kind: str, value: str) -> str:
        if kind == "s":
            return self._shared_texts[int(value)]
        if kind == "b":
            return "true" if value.strip() in ("1", "true") else "false"
        if kind == "n":
            return self._text_of_number(float(value))
        return _unescaped(value)

    def _text_of_number(self, number: float) -> str:
        if int(self._cell.get("s", 0)) in self._date_styles and (date := _date(number, self._epoch)):
            return date
        # Below 2**53 other programs write all digits; Excel writes a zero for the sixteenth.
        if MAX_EXACT <= abs(number) < math.inf or (abs(number) >= EXCEL_DIGITS and number % 10 == 0):
            self._row.problems[self._column] = ROUNDED
        return str(int(number)) if number.is_integer() and abs(number) < MAX_EXACT else repr(number)


def parser_of(
    start: Callable[[str, dict[str, str]], None] | None = None, end: Callable[[str], None] | None = None
) -> expat.XMLParserType:
    """Return a parser that refuses whatever could define entities."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> None:
    raise InputFileError("its XML declares a document type")


def parse(parser: expat.XMLParserType, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield each chunk once it has been parsed, and nothing at the end, until which the parser may keep something."""
    for chunk in chunks:
        parser.Parse(chunk, False)
        yield chunk
    parser.Parse(b"", True)
    yield b""


@functools.cache
def column_number(letters: str) -> int:
    """Return the number of a column from 0; Excel has columns up to XFD."""
    if not 0 < len(letters) <= len("XFD"):
        raise InputFileError(f"there is no column {letters}")
    return functools.reduce(lambda column, letter: 26 * column + LETTERS.index(letter) + 1, letters, 0) - 1


def _unescaped(text: str) -> str:
    """Return a text with the characters that XML cannot hold, which Excel writes as `_x000D_`."""
    if "_x" not in text:
        return text
    characters = ESCAPED_CHARACTER.sub(lambda match: chr(int(match[1], 16)), text)
    return characters.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _date(number: float, epoch: datetime.datetime) -> str | None:
    """Write a number of days as an ISO date, with its time where it has one; None where there is no such date."""
    if not MIN_DAY <= number <= MAX_DAY:
        return None
    scoring_stage = epoch + datetime.timedelta(milliseconds=round(number * 86_400_000))
    return str(scoring_stage.date()) if number.is_integer() else scoring_stage.isoformat(sep=" ")
