"""The columns that a delivered file may have, and the names under which they are met."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# What a table of a thousand columns holds is not this input; its records would take the memory of the build.
MOST_COLUMNS = 1_000


@dataclass(frozen=True)
class InputColumn:
    """A column of the input.

    Parameters
    ----------
    name : str
        The name under which the warehouse keeps the column.
    aliases : tuple of str
        Names under which files carry it, the preferred one last; case, spaces and quotes do not matter.
    is_required : bool
        Whether a file without it is refused.
    """

    name: str
    aliases: tuple[str, ...]
    is_required: bool

    @property
    def label(self) -> str:
        """The name that messages call the column by: the one that files carry."""
        return self.aliases[-1]


def input_columns(rows: Iterable[Mapping[str, object]]) -> dict[str, list[InputColumn]]:
    """Read the columns of each kind of file from the rows of the seed `input_columns`.

    Parameters
    ----------
    rows : iterable of mapping
        Rows with `file_kind`, `position`, `column_name`, `aliases` (separated by `;`) and `is_required`.

    Returns
    -------
    dict of str to list of InputColumn
        By kind of file (`videos`, `user_reports`, `reviews`), in the order of `position`.
    """
    columns: dict[str, list[InputColumn]] = {}
    for row in sorted(rows, key=lambda row: int(str(row["position"]))):
        name = str(row["column_name"])
        aliases = tuple(canonical(alias) for alias in (name, *str(row["aliases"]).split(";")))
        is_required = str(row["is_required"]).casefold() == "true"
        columns.setdefault(str(row["file_kind"]), []).append(InputColumn(name, aliases, is_required))
    return columns


def canonical(name: str) -> str:
    """Return a column's name without byte order mark, quotes and case, its words joined by underscores."""
    return re.sub(r"[\s_-]+", "_", name.strip("\ufeff \t\r\n\"'").casefold())


def count_matches(header: Iterable[str], columns: Iterable[InputColumn]) -> int:
    """Return how many of the columns a line names, to tell a header from other lines."""
    names = {canonical(name) for name in header}
    return sum(not names.isdisjoint(column.aliases) for column in columns)


def match_columns(header: Sequence[str], columns: Iterable[InputColumn]) -> dict[str, int]:
    """Find where each input column stands in a file.

    Parameters
    ----------
    header : sequence of str
        The file's own column names.
    columns : iterable of InputColumn
        The columns to look for.

    Returns
    -------
    dict of str to int
        Position in the file by the warehouse's column name; columns that the file lacks are absent.
        Where a file carries several aliases of a column, the preferred one is taken.

    Raises
    ------
    ValueError
        If two columns of the file carry one name of an input column, or if the file has too many columns.
    """
    if len(header) > MOST_COLUMNS:
        raise ValueError(f"has more than {MOST_COLUMNS} columns. Leave out those that are not read")
    found: dict[str, list[int]] = defaultdict(list)
    for position, name in enumerate(header):
        found[canonical(name)].append(position)
    positions: dict[str, int] = {}
    for column in columns:
        carried = [alias for alias in column.aliases if alias in found]
        if carried:
            preferred, *others = found[carried[-1]]
            if others:
                raise ValueError(f"carries column '{carried[-1]}' {1 + len(others)} times. Remove all but one")
            positions[column.name] = preferred
    return positions


def require(header: Sequence[str], columns: Sequence[InputColumn]) -> None:
    """Refuse a file whose header lacks a required column.

    Raises
    ------
    ValueError
        That names the columns that are missing and those that are expected; or as `match_columns` does.
    """
    positions = match_columns(header, columns)
    required = [column for column in columns if column.is_required]
    missing = [column.label for column in required if column.name not in positions]
    expected = ", ".join(column.label for column in required)
    if len(missing) == len(required):
        raise ValueError(
            f"has no header: none of its first lines names a column. Add it; expected are the columns {expected}"
        )
    if missing:
        raise ValueError(f"has no column {', '.join(missing)}. Add it; expected are the columns {expected}")
