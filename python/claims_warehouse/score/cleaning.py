"""Rows of videos cleaned by the macros of the staging layer, without dbt."""

import csv
import functools
from collections.abc import Callable, Collection, Mapping, Sequence

import duckdb
import pyarrow as pa

from claims_warehouse.features import AUTHOR_STATUS, COUNTS, PHRASE, STATEMENT, TEXT
from claims_warehouse.locations import project_root
from claims_warehouse.released_models.inputs import LENGTH
from claims_warehouse.sql_macros import sql_macros

ID, DURATION = "video_id", "video_duration_sec"
VERIFIED, BAN = "verified_status", "author_ban_status"
# The columns of the input that each feature follows from.
INPUT_OF_FEATURE = {
    **{name: name for name in (TEXT, DURATION, *COUNTS)},
    **dict.fromkeys((PHRASE, STATEMENT, LENGTH), TEXT),
    **dict(zip(AUTHOR_STATUS, (VERIFIED, BAN, BAN), strict=True)),
}
VOCABULARY = "seeds/vocabulary/status_vocabulary.csv"


class Cleaner:
    """Cleans rows of text as the staging layer does, and derives the features that models look at.

    Parameters
    ----------
    features : collection of str
        The features that are needed.

    Attributes
    ----------
    inputs : list of str
        The input columns that they follow from, with those that every row may have: the id, the text and the counts.
    """

    def __init__(self, features: Collection[str]) -> None:
        self._features = tuple(features)
        self.inputs = list(dict.fromkeys([ID, TEXT, *COUNTS, *(INPUT_OF_FEATURE[name] for name in features)]))
        # Processes share the rows out among the cores.
        self._connection = duckdb.connect(config={"threads": 1})
        self._schema: pa.Schema | None = None

    def clean(self, rows: pa.Table) -> pa.Table:
        """Return the features of rows.

        Parameters
        ----------
        rows : pyarrow.Table
            Input columns as text, at least one; a column that is not there is missing in all rows.

        Returns
        -------
        pyarrow.Table
            One row for each, in their order: the video's id, the features, `has_counts`, and `reasons`, for which a
            build rejects it.
        """
        given = tuple(name for name in self.inputs if name in rows.column_names)
        numbered = rows.select(given).append_column("row_number", pa.array(range(rows.num_rows), pa.int64()))
        self._connection.register("input_rows", numbered)
        return self._connection.sql(_query(given, self._features)).to_arrow_table()

    def clean_one(self, row: Mapping[str, str | None]) -> pa.Table:
        """Return what `clean` does of one row; its query is planned once, which takes longer than to run it."""
        if self._schema is None:
            self._schema = self.clean(pa.table({name: pa.array([], pa.string()) for name in self.inputs})).schema
            rows = ", ".join(f"decode(unhex(${place}::varchar)) as {name}" for place, name in enumerate(self.inputs, 1))
            query = _query(tuple(self.inputs), self._features, f"(select 0::bigint as row_number, {rows})")
            self._connection.execute(f"prepare clean_one as {query}")
        # The values of a prepared statement have to be written out. As hexadecimal digits no text becomes SQL.
        values = [row.get(name) for name in self.inputs]
        written = ", ".join("null::varchar" if value is None else f"'{value.encode().hex()}'" for value in values)
        found = self._connection.execute(f"execute clean_one({written})").fetchall()
        columns = dict(zip(self._schema.names, zip(*found, strict=True), strict=True))
        return pa.table(columns, schema=self._schema)


@functools.lru_cache(maxsize=64)
def _query(given: tuple[str, ...], features: tuple[str, ...], rows: str = "input_rows") -> str:
    """Return the query that cleans the given columns; every name in it is the package's own."""
    macros = sql_macros()
    numbers = [name for name in (ID, DURATION, *COUNTS) if name in given]
    statuses = [name for name in (VERIFIED, BAN) if name in given]
    typed = {name: ("bigint", f"{name}_number") for name in (ID, DURATION, *COUNTS)}
    typed |= {name: ("varchar", f"{name}_status") for name in (VERIFIED, BAN)} | {TEXT: ("varchar", "transcript")}
    read = [
        *(f"{macros['whole_number'](name)} as {name}_number" for name in numbers),
        *(f"{_status(name)} as {name}_status" for name in statuses),
        *(f"{macros['without_backslashes'](name)} as transcript" for name in given if name == TEXT),
    ]
    has_counts = " or ".join(f"{name} is not null" for name in COUNTS if name in given) or "false"
    reasons = [
        *(
            _case(f"({has_counts}) and {name if name in given else 'null'} is null", f"{name} is missing")
            for name in COUNTS
        ),
        *(
            _case(f"{name} is not null and {name}_status is null", f"{name} is not in the vocabulary")
            for name in statuses
        ),
        *(macros["invalid_video_number"](name, f"{name}_number") for name in numbers),
        *(macros["invalid_transcript"]("transcript") for name in given if name == TEXT),
    ]
    cleaned = [
        f"{place if name in given else 'null'}::{data_type} as {name}" for name, (data_type, place) in typed.items()
    ]
    derived = macros["derived_video_columns"]()
    halves = {PHRASE: macros["attribution_phrase"](TEXT), STATEMENT: macros["attributed_statement"](TEXT, PHRASE)}
    made = {name: expression for name, expression in derived.items() if name in features}
    # The statement is what follows the phrase.
    made |= {} if halves.keys().isdisjoint(features) else halves
    return f"""
        with
        trimmed as (select row_number, {_each(given, macros["trimmed"])} from {rows}),
        written as (select row_number, {_each(given, macros["null_if_missing"])} from trimmed),
        read as (select *, {", ".join(read)} from written),
        cleaned as (
            select
                row_number,
                {", ".join(cleaned)},
                {has_counts} as has_counts,
                list_filter([{", ".join(reasons)}], lambda reason: reason is not null) as reasons
            from read
        )
        select {", ".join(["*", *(f"{expression} as {name}" for name, expression in made.items())])}
        from cleaned
        order by row_number
    """  # noqa: S608 - as above


def _each(names: Sequence[str], macro: Callable[[str], str]) -> str:
    return ", ".join(f"{macro(name)} as {name}" for name in names)


def _case(condition: str, reason: str) -> str:
    return f"case when {condition} then '{reason}' end"


def _status(name: str) -> str:
    """Return the SQL of a status by the spellings of the vocabulary."""
    with (project_root() / VOCABULARY).open(encoding="utf-8", newline="") as seed:
        known = [(row["spelling"], row["status"]) for row in csv.DictReader(seed) if row["column_name"] == name]
    whens = " ".join(f"when '{spelling}' then '{status}'" for spelling, status in known)
    return f"case {sql_macros()['status_spelling'](name)} {whens} end"
