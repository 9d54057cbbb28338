"""The columns that an input file may have, and the names under which they are met."""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from claims_warehouse.intake.problems import InputFileError

# What a table of a thousand columns holds is not this input; its records would take the memory of the build.
MAX_COLUMNS = 1_000
# How much of two names is alike, at least, before one is asked for by the other. A file that lacks a required column is
# refused in any case, so that a bold guess only helps there; a file without an optional one is refused for the guess.
ALIKE = 0.9
BOLDLY_ALIKE = 0.75
# What spreadsheets show in place of a value, `#N/A` excepted, which stands for a missing one in other programs, too.
SPREADSHEET_ERROR = re.compile(
    r"(?i)^\s*(#(BLOCKED|BUSY|CALC|CONNECT|DIV/0|ERROR|EXTERNAL|FIELD|NULL|NUM|PYTHON|REF|SPILL|UNKNOWN|VALUE)!"
    r"|#NAME\?|#GETTING_DATA|Err:[0-9]{3})\s*$"
)


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
    lookalikes : tuple of str
        Names that are not read as the column, and that nothing else is likely to be meant by.
    all_or_none : str
        The set of columns of which a file has all or none; empty if the column is in no such set.
    unless : tuple of str
        Columns of which a file has all where it may lack this one though it is required; empty if it may not.
    """

    name: str
    aliases: tuple[str, ...]
    is_required: bool
    lookalikes: tuple[str, ...] = ()
    all_or_none: str = ""
    unless: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The name that messages call the column by: the one that files carry."""
        return self.aliases[-1]


def input_columns(rows: Iterable[Mapping[str, object]]) -> dict[str, list[InputColumn]]:
    """Read the columns of each kind of file from the rows of the seed `input_columns`.

    Parameters
    ----------
    rows : iterable of mapping
        Rows with `file_kind`, `position`, `column_name`, `aliases`, `is_required` and, if there are any, `lookalikes`,
        `all_or_none` and `unless`; names are separated by `;`.

    Returns
    -------
    dict of str to list of InputColumn
        By kind of file (`videos`, `user_reports`, `reviews`, `fact_checks`), in the order of `position`.
    """
    columns: dict[str, list[InputColumn]] = {}
    for row in sorted(rows, key=lambda row: int(str(row["position"]))):
        name = str(row["column_name"])
        aliases = tuple(canonical(alias) for alias in (name, *str(row["aliases"]).split(";")))
        is_required = str(row["is_required"]).casefold() == "true"
        lookalikes = tuple(str(row.get("lookalikes") or "").split(";"))
        all_or_none = str(row.get("all_or_none") or "")
        unless = tuple(filter(None, str(row.get("unless") or "").split(";")))
        column = InputColumn(name, aliases, is_required, lookalikes, all_or_none, unless)
        columns.setdefault(str(row["file_kind"]), []).append(column)
    return columns


def canonical(name: str) -> str:
    """Return a column's name without quotes, case and what cannot be seen, its words joined by underscores."""
    if not name.isascii():
        # Spaces of all kinds become one, characters of full width the plain ones; marks without any width are left out.
        name = "".join(c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) != "Cf")
    return re.sub(r"[\s_-]+", "_", name.strip(" \t\r\n\"'").casefold())


def count_matches(header: Iterable[str], columns: Iterable[InputColumn]) -> int:
    """Return how many of the columns a line names, to tell a header from other lines."""
    names = {canonical(name) for name in header}
    return sum(not names.isdisjoint(column.aliases) for column in columns)


def header_position(lines: Sequence[Sequence[str]], columns: Sequence[InputColumn]) -> int:
    """Return which of the first lines of a file is its header.

    Parameters
    ----------
    lines : sequence of sequence of str
        The fields of each line, at least one line.
    columns : sequence of InputColumn
        The columns that may be named.

    Returns
    -------
    int
        The position of the first line that names most of the required columns: where a further line names more, files
        were joined, and what stands above that line is no title. Without such a line, the one that names the most.
    """
    required = [column for column in columns if column.is_required]
    counts = [count_matches(fields, columns) for fields in lines]
    best = counts.index(max(counts))
    return next((n for n in range(best) if 2 * count_matches(lines[n], required) > len(required)), best)


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
    InputFileError
        If two columns of the file carry one name of an input column, or if the file has too many columns.
    """
    if len(header) > MAX_COLUMNS:
        raise InputFileError(f"has more than {MAX_COLUMNS} columns. Leave out those that are not read (CLM-036)")
    found: dict[str, list[int]] = defaultdict(list)
    for position, name in enumerate(header):
        found[canonical(name)].append(position)
    positions: dict[str, int] = {}
    for column in columns:
        carried = [alias for alias in column.aliases if alias in found]
        if carried:
            preferred, *others = found[carried[-1]]
            if others:
                raise InputFileError(
                    f"carries column '{carried[-1]}' {1 + len(others)} times. Remove all but one (CLM-037)"
                )
            positions[column.name] = preferred
    return positions


def require(header: Sequence[str], columns: Sequence[InputColumn]) -> list[str]:
    """Return the input columns that a file has; refuse one that lacks a required column, or has it by another name.

    Parameters
    ----------
    header : sequence of str
        The file's own column names.
    columns : sequence of InputColumn
        The columns that a file must or may have.

    Returns
    -------
    list of str
        The warehouse's names of the columns that the file has.

    Raises
    ------
    InputFileError
        That names the columns that are missing, the names that look like them, and the columns that are expected; if a
        name is an error of a spreadsheet; or as `match_columns` does.
    """
    positions = match_columns(header, columns)
    if error := next(filter(SPREADSHEET_ERROR.match, header), None):
        raise InputFileError(
            f"has the spreadsheet error {error.strip().upper()} in place of a column's name. Correct the name, or "
            "remove the column (CLM-038)"
        )
    missing = [column.label for column in _lacking(columns, positions)]
    expected = ", ".join(
        column.label + (f" (or {' and '.join(column.unless)})" if column.unless else "")
        for column in columns
        if column.is_required
    )
    if in_sets := [column.label for column in columns if column.all_or_none]:
        expected += f", and all or none of {', '.join(in_sets)}"
    if meant := misspelt(header, columns, positions):
        lacking = ", ".join(dict.fromkeys([*missing, *meant]))
        question = ", ".join(f"{label} by '{name}'" for label, name in meant.items())
        remedy = "Rename it or, if it is something else, give it a name that is less alike"
        raise InputFileError(
            f"has no column {lacking}: did you mean {question}? {remedy}; expected are the columns {expected} (CLM-039)"
        )
    if not positions:
        raise InputFileError(
            f"has no header: none of its first lines names a column. Add it; "
            f"expected are the columns {expected} (CLM-040)"
        )
    if missing:
        raise InputFileError(
            f"has no column {', '.join(missing)}. Add it; expected are the columns {expected} (CLM-041)"
        )
    return list(positions)


def misspelt(
    header: Sequence[str], columns: Sequence[InputColumn], positions: Mapping[str, int] = MappingProxyType({})
) -> dict[str, str]:
    """Return the names that most likely mean columns which have no position, by the columns' labels."""
    matched = set(positions.values())
    others = [" ".join(name.split()) for position, name in enumerate(header) if position not in matched]
    # Where no name is known, values may stand in the place of a header, and look like names.
    lacking = _lacking(columns, positions) if positions else []
    candidates = [
        (_likeness(name, column, boldly=column in lacking), column.label, name)
        for column in columns
        if column.name not in positions
        for name in others
    ]
    meant: dict[str, str] = {}
    for likeness, label, name in sorted(candidates, key=lambda candidate: -candidate[0]):
        if likeness and label not in meant and name not in meant.values():
            meant[label] = name
    return meant


def _lacking(columns: Sequence[InputColumn], positions: Mapping[str, int]) -> list[InputColumn]:
    """Return the columns that a file must have and has not; one column of a set asks for the whole set."""
    begun = {column.all_or_none for column in columns if column.all_or_none and column.name in positions}
    lacking = [
        column
        for column in columns
        if column.name not in positions and (column.is_required or column.all_or_none in begun)
    ]
    return [column for column in lacking if not column.unless or any(name not in positions for name in column.unless)]


def _likeness(name: str, column: InputColumn, *, boldly: bool) -> float:
    """Return how much of a name is that of a column, 0 where too little of it is."""
    letters = _letters(name)
    if letters in map(_letters, column.lookalikes):
        return float(bool(letters))
    # `report_country` has all letters of `report_count`, and two more.
    aliases = [alias for alias in map(_letters, column.aliases) if boldly or abs(len(alias) - len(letters)) <= 1]
    matchers = [difflib.SequenceMatcher(None, alias, letters) for alias in aliases if alias]
    at_least = BOLDLY_ALIKE if boldly else ALIKE
    # Of a name as long as a page the length alone tells enough.
    likeness = max((matcher.ratio() for matcher in matchers if matcher.real_quick_ratio() >= at_least), default=0.0)
    return likeness if likeness >= at_least else 0.0


def _letters(name: str) -> str:
    return re.sub(r"[\W_]+", "", canonical(name))
