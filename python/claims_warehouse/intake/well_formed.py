"""Records of text that is well formed, by pyarrow's reader; all other text is left to `splitting`."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray

from claims_warehouse.intake.arrays import holds_any
from claims_warehouse.intake.splitting import MAX_LINES_OF_A_RECORD, swallows

QUOTE, LINE_END, LINE_RETURN = b'"\n\r'
BYTE_ORDER_MARK = "\ufeff"


class WellFormed(NamedTuple):
    """The records of a text.

    Parameters
    ----------
    columns : list of pyarrow.Array
        The fields of each column as text.
    rest : str
        What stands behind the last record that is complete.
    """

    columns: list[pa.Array]
    rest: str


def read_well_formed(text: str, delimiter: str, width: int, *, are_last: bool) -> WellFormed | None:
    """Read the records of a text, or return None if `splitting` might read any of them in another way.

    Parameters
    ----------
    text : str
        Whole lines with their ends.
    delimiter : str
        Character between fields.
    width : int
        Number of columns.
    are_last : bool
        Whether no line follows.
    """
    # Pyarrow leaves out a mark at the start, and a return alone is a line end that the quotes are not checked against.
    if text.startswith(BYTE_ORDER_MARK) or text.count("\r") != text.count("\r\n"):
        return None
    try:
        content = text.encode()
    except UnicodeEncodeError:
        return None
    end = _end_of_records(content, ord(delimiter))
    if end == 0 or (end < len(content) and are_last):
        return None
    columns = _split(content[:end], delimiter, width)
    if columns is None or _any_swallows(columns, delimiter):
        return None
    return WellFormed(columns, content[end:].decode())


def _end_of_records(content: bytes, delimiter: int) -> int:
    """Return where the last line ends that no quote keeps open; 0 if a quote is not where it encloses a whole field.

    Where no quote stands within a field that is not quoted, and none behind the end of one that is, every second quote
    closes what the one before it opened. A quote that is written twice closes the field and opens it again.
    """
    quotes = 1 + np.flatnonzero(np.frombuffer(content, np.uint8) == QUOTE)
    if not len(quotes):
        return len(content)
    # With a line end on both sides, each quote has two neighbours.
    bounded = np.frombuffer(b"\n" + content + b"\n", np.uint8)
    before, behind = bounded[quotes[::2] - 1], bounded[quotes[1::2] + 1]
    if not (_is_one_of(before, delimiter).all() and _is_one_of(behind, delimiter, LINE_RETURN).all()):
        return 0
    if len(quotes) % 2 == 0:
        return len(content)
    line_ends = 1 + np.flatnonzero(np.frombuffer(content, np.uint8) == LINE_END)
    outside = np.flatnonzero(np.searchsorted(quotes, line_ends) % 2 == 0)
    is_too_long = len(line_ends) - outside.max(initial=0) > MAX_LINES_OF_A_RECORD
    return 0 if is_too_long or not len(outside) else int(line_ends[outside[-1]])


def _is_one_of(neighbours: NDArray[np.uint8], *others: int) -> NDArray[np.bool_]:
    return np.isin(neighbours, np.array([QUOTE, LINE_END, *others], np.uint8))


def _split(content: bytes, delimiter: str, width: int) -> list[pa.Array] | None:
    """Return the columns, or None if a record has another width."""
    names = [str(position) for position in range(width)]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(content),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=len(content) + 1),
            parse_options=arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            # It has just been encoded.
            convert_options=arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), check_utf8=False),
        )
    except (pa.ArrowInvalid, OverflowError):
        return None
    return [column.combine_chunks() for column in table.columns]


def _any_swallows(columns: list[pa.Array], delimiter: str) -> bool:
    """Tell whether a record seems to hold others: only those with a line end in a field are looked at."""
    found = [pc.indices_nonzero(pc.match_substring(column, "\n")) for column in columns if holds_any(column, b"\n")]
    positions = pc.unique(pa.concat_arrays([pa.array([], pa.uint64()), *found]))
    rows = zip(*(column.take(positions).to_pylist() for column in columns), strict=True)
    return any(swallows(row, delimiter) for row in rows)
