"""Rows that hold a header again, as where files were joined."""

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from claims_warehouse.intake.arrays import bytes_of
from claims_warehouse.intake.columns import InputColumn, canonical, count_matches

# A blank or a number, which no column is called by.
NO_NAME = re.compile(r"[\s\d.,+-]*")
_OF_NUMBERS = b"0123456789 .,+-"
# Lower case, and one separator between words: one pass over bytes, ten times as fast as over a text.
_AS_LABELS = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ -", b"abcdefghijklmnopqrstuvwxyz__")


def find_headers(values: Mapping[str, pa.Array], columns: Sequence[InputColumn]) -> dict[int, bool]:
    """Find the rows that name columns.

    Parameters
    ----------
    values : mapping of str to pyarrow.Array
        By column of the warehouse that the file has, the values of some rows as text.
    columns : sequence of InputColumn
        The columns that may be named.

    Returns
    -------
    dict of int to bool
        By position of a row most of whose values are names of columns, or that holds one such name and neither a blank
        nor a number, as where other columns have moved: whether each names the column that it stands in.
    """
    aliases = {column.name: column.aliases for column in columns}
    pattern = _pattern(alias for names in aliases.values() for alias in names)
    name_counts = sum(
        pc.fill_null(pc.match_substring_regex(array, pattern), fill_value=False)
        .to_numpy(zero_copy_only=False)
        .astype(int)
        for array in values.values()
        if bytes_of(array).translate(None, _OF_NUMBERS)
    )
    found: dict[int, bool] = {}
    for position in np.flatnonzero(name_counts).tolist():
        texts = {name: array[position].as_py() or "" for name, array in values.items()}
        if 2 * name_counts[position] > len(texts) or not any(map(NO_NAME.fullmatch, texts.values())):
            found[position] = all(canonical(text) in aliases[name] for name, text in texts.items())
    return found


def names_columns(fields: Sequence[str], column_count: int, columns: Sequence[InputColumn]) -> bool:
    """Tell whether the fields of a line name as many columns as most of those that its file has."""
    # Behind a record without a line end the first name stands in that record's last field.
    is_joined = any(
        len(name) > len(alias) and name.endswith(alias)
        for name in map(canonical, fields)
        for column in columns
        for alias in column.aliases
    )
    return 2 * (count_matches(fields, columns) + is_joined) > column_count


def mentions_columns(pieces: Iterable[str], columns: Sequence[InputColumn]) -> bool:
    """Tell whether a text, which comes in pieces, holds one of the longest names of the columns, as a header does."""
    names = sorted((column.label for column in columns if column.is_required), key=len)[-3:]
    labels = [name.encode().translate(_AS_LABELS) for name in names]
    rest = b""
    for piece in pieces:
        text = rest + piece.encode("utf-8", "surrogatepass").translate(_AS_LABELS)
        if any(label in text for label in labels):
            return True
        rest = text[-max(map(len, labels)) :]
    return False


def _pattern(aliases: Iterable[str]) -> str:
    """Return a regular expression for the spellings of names that `canonical` makes one."""
    spellings = "|".join(re.escape(alias).replace("_", r"[\s_-]+") for alias in aliases)
    return rf"(?i)^[\s\x{{feff}}\"']*(?:{spellings})[\s\"']*$"
