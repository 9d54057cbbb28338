"""Rows that hold a header again, as where files were joined."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from claims_warehouse.deliveries.columns import InputColumn, canonical, count_matches


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
        By position of a row most of whose values are names of columns: whether each names the column that it stands in.
    """
    aliases = {column.name: column.aliases for column in columns}
    pattern = _pattern(alias for names in aliases.values() for alias in names)
    name_counts = sum(
        pc.fill_null(pc.match_substring_regex(array, pattern), fill_value=False)
        .to_numpy(zero_copy_only=False)
        .astype(int)
        for array in values.values()
    )
    return {
        int(position): all(canonical(array[position].as_py() or "") in aliases[name] for name, array in values.items())
        for position in np.flatnonzero(2 * name_counts > len(values))
    }


def names_columns(fields: Sequence[str], column_count: int, columns: Sequence[InputColumn]) -> bool:
    """Tell whether the fields of a line name as many columns as most of those that its file has."""
    return 2 * count_matches(fields, columns) > column_count


def has_header_below(
    lines: Iterable[list[str]], delimiter: str, column_count: int, columns: Sequence[InputColumn]
) -> bool:
    """Tell whether one of the lines below a header may be a header; `lines` come in lists, as a file is read."""
    # Most lines are passed over together: the longest words of the names are rare in other lines.
    words = {word for column in columns if column.is_required for word in re.findall("[a-z]+", column.label)}
    rare_words = sorted(words, key=len)[-3:]
    return any(
        names_columns(next(csv.reader([line], delimiter=delimiter), []), column_count, columns)
        for some_lines in lines
        if any(word in "".join(some_lines).lower() for word in rare_words)
        for line in some_lines
        if any(word in line.lower() for word in rare_words)
    )


def _pattern(aliases: Iterable[str]) -> str:
    """Return a regular expression for the spellings of names that `canonical` makes one."""
    spellings = "|".join(re.escape(alias).replace("_", r"[\s_-]+") for alias in aliases)
    return rf"(?i)^[\s\x{{feff}}\"']*(?:{spellings})[\s\"']*$"
