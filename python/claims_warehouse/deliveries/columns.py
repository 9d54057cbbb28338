"""The columns that a delivered file may have, and the names under which they are met."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class InputColumn:
    """A column of the input.

    Parameters
    ----------
    name : str
        The name under which the warehouse keeps the column.
    aliases : tuple of str
        Names under which files carry it; case, surrounding spaces and quotes do not matter.
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
    """Return a column's name without byte order mark, quotes, surrounding spaces and case."""
    return name.strip("\ufeff \t\r\n\"'").casefold()


def match_columns(header: Iterable[str], columns: Iterable[InputColumn]) -> dict[str, int]:
    """Find where each input column stands in a file.

    Parameters
    ----------
    header : iterable of str
        The file's own column names.
    columns : iterable of InputColumn
        The columns to look for.

    Returns
    -------
    dict of str to int
        Position in the file by the warehouse's column name; columns that the file lacks are absent.

    Raises
    ------
    ValueError
        If two columns of the file carry one input column.
    """
    positions: dict[str, int] = {}
    names = [canonical(name) for name in header]
    for column in columns:
        found = [position for position, name in enumerate(names) if name and name in column.aliases]
        if len(found) > 1:
            raise ValueError(f"carries column '{column.label}' {len(found)} times")
        if found:
            positions[column.name] = found[0]
    return positions
