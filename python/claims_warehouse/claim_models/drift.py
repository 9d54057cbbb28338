"""What the training rows looked like, so that later videos can be compared with them."""

import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from claims_warehouse.features import AUTHOR_STATUS, COUNTS, TEXT

NUMBERS = ["video_duration_sec", "transcription_length", *AUTHOR_STATUS, *COUNTS]
PROFILED_COLUMNS = ["video_id", TEXT, *NUMBERS]
BINS = 10
SCHEMA = pa.schema(
    [
        ("feature", pa.string()),
        ("bin_number", pa.int64()),
        ("upper_bound", pa.float64()),
        ("training_count", pa.int64()),
        ("vocabulary", pa.list_(pa.string())),
    ]
)


def training_profile(labelled: pa.Table, split: pa.Table) -> pa.Table:
    """Return how the features were distributed in training, and which words occurred.

    Parameters
    ----------
    labelled : pyarrow.Table
        The labelled videos with the columns `PROFILED_COLUMNS`.
    split : pyarrow.Table
        `video_id` and `split` of `int_reference_split`: they tell which videos models are trained on.

    Returns
    -------
    pyarrow.Table
        One row per number and bin with the columns of `SCHEMA`. Bins are the tenths of the training values, ties
        joined; the last one has no upper bound. The one row of the transcript holds its `vocabulary`.
    """
    training_ids = split["video_id"].filter(pc.equal(split["split"], "train"))
    training = labelled.filter(pc.is_in(labelled["video_id"], training_ids)).to_pandas()
    if training.empty:
        return SCHEMA.empty_table()
    rows = [row for feature in NUMBERS for row in _bins(feature, training[feature].astype(float))]
    words = sorted(set().union(*training[TEXT].map(tokenize)))
    rows.append({"feature": TEXT, "bin_number": 1, "training_count": len(training), "vocabulary": words})
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def tokenize(text: str) -> list[str]:
    """Return the words of a text as the vectorisers of scikit-learn tell them: two letters or more, in lower case."""
    return re.findall(r"\b\w\w+\b", text.lower())


def _bins(feature: str, values: pd.Series) -> list[dict[str, object]]:
    bounds = np.unique(np.quantile(values, np.linspace(0, 1, BINS + 1)[1:-1], method="inverted_cdf"))
    bounds = bounds[bounds < values.max()]
    counts = np.bincount(np.searchsorted(bounds, values), minlength=len(bounds) + 1)
    return [
        {"feature": feature, "bin_number": number, "upper_bound": bound, "training_count": int(count)}
        for number, (bound, count) in enumerate(zip([*bounds.tolist(), None], counts, strict=True), start=1)
    ]
