"""What a model looks at, made of texts or of a frame of videos by the SQL that makes it in a build."""

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from claims_warehouse.features import PHRASE, STATEMENT, TEXT
from claims_warehouse.sql_macros import sql_macros

if TYPE_CHECKING:
    import pandas as pd

LENGTH = "transcription_length"
# What follows from the text alone.
OF_TEXT = (PHRASE, STATEMENT, LENGTH)


class MissingFeaturesError(ValueError):
    """A model looks at columns that it is not given."""


def as_table(videos: "Sequence[str | None] | pd.Series | pd.DataFrame | pa.Table") -> pa.Table:
    """Return videos as a table: texts alone become the column `video_transcription_text`."""
    if isinstance(videos, pa.Table):
        return videos
    if isinstance(videos, str):
        raise TypeError("one text is given; put it in a list")
    if hasattr(videos, "columns"):
        return pa.Table.from_pandas(videos, preserve_index=False)
    return pa.table({TEXT: pa.array(videos, pa.string(), from_pandas=True)})


def model_inputs(videos: pa.Table, features: Sequence[str]) -> pa.Table:
    """Return the features of videos.

    Parameters
    ----------
    videos : pyarrow.Table
        Each feature is a column, or follows from `video_transcription_text` (attribution phrase, statement, length), as
        `marts.videos` has it.
    features : sequence of str
        As `model_registry` lists them. A model that looks at a half of the text was trained where texts are cut.

    Returns
    -------
    pyarrow.Table
        With the features as columns, one row for each video in their order.

    Raises
    ------
    MissingFeaturesError
        If a feature is neither given nor follows from the text.
    """
    given = set(videos.column_names)
    follows = [name for name in features if name in OF_TEXT and name not in given and TEXT in given]
    # Nobody has a column of phrases: what follows from the text is asked for by the text.
    missing = dict.fromkeys(
        TEXT if name in OF_TEXT else name for name in features if name not in given and name not in follows
    )
    if missing:
        raise MissingFeaturesError(
            f"the model looks at columns that are not given: {', '.join(missing)}. Name them as marts.videos does"
        )
    if follows:
        cut = of_text(videos[TEXT])
        for name in follows:
            videos = videos.append_column(name, cut[name])
    return videos.select(list(features))


def of_text(texts: pa.ChunkedArray) -> pa.Table:
    """Return what follows from each text, in their order: `attribution_phrase`, `statement`, `transcription_length`."""
    with _engine().cursor() as cursor:
        rows = cursor.from_arrow(pa.table({TEXT: texts.cast(pa.string())}))
        # As `int_video_features` has the two halves.
        phrase = sql_macros()["attribution_phrase"](TEXT)
        length = sql_macros()["derived_video_columns"]()[LENGTH]
        statement = sql_macros()["attributed_statement"](TEXT, PHRASE)
        with_phrase = rows.project(f"{TEXT}, {length} as {LENGTH}, {phrase} as {PHRASE}")
        return with_phrase.project(f"{PHRASE}, {statement} as {STATEMENT}, {LENGTH}").to_arrow_table()


@functools.cache
def _engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()
