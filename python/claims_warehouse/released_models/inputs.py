"""What a model looks at, made of texts or of a frame of videos by the SQL that makes it in a build."""

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import duckdb
import jinja2
import pyarrow as pa

from claims_warehouse.features import PHRASE, STATEMENT, TEXT
from claims_warehouse.locations import project_root

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
    missing = [name for name in features if name not in given and name not in follows]
    if missing:
        raise MissingFeaturesError(f"the model looks at columns that are not given: {', '.join(missing)}")
    if follows:
        cut = of_text(videos[TEXT])
        for name in follows:
            videos = videos.append_column(name, cut[name])
    return videos.select(list(features))


def of_text(texts: pa.ChunkedArray) -> pa.Table:
    """Return what follows from each text, in their order: `attribution_phrase`, `statement`, `transcription_length`."""
    with _engine().cursor() as cursor:
        rows = cursor.from_arrow(pa.table({TEXT: texts.cast(pa.string())}))
        phrase, statement = _cuts()
        with_phrase = rows.project(f"{TEXT}, length({TEXT}) as {LENGTH}, {phrase} as {PHRASE}")
        return with_phrase.project(f"{PHRASE}, {statement} as {STATEMENT}, {LENGTH}").to_arrow_table()


@functools.cache
def _engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@functools.cache
def _cuts() -> tuple[str, str]:
    """Return the SQL of the two halves of a text, as `int_video_features` has it: the macros are its one definition."""
    source = (project_root() / "macros" / "attribution.sql").read_text(encoding="utf-8")
    macros: Any = jinja2.Environment().from_string(source).module  # noqa: S701 - it writes SQL, no page
    return str(macros.attribution_phrase(TEXT)), str(macros.attributed_statement(TEXT, PHRASE))
