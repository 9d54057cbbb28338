"""What to expect of the chosen models where wording, statements, sources or days are new."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.feature_selection import chi2
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits

from claims_warehouse.claim_models import artifacts
from claims_warehouse.claim_models.calibration import uncalibrated
from claims_warehouse.claim_models.candidates import input_features
from claims_warehouse.claim_models.evaluation import EVEN_ODDS, INTERVAL_FIELDS
from claims_warehouse.claim_models.intervals import Clusterings, share_interval
from claims_warehouse.claim_models.text_features import count_once
from claims_warehouse.features import FEATURES, PHRASE, STATEMENT, TARGET, TEXT, feature_frame

# Each held-out part costs a fit: a sample of the labelled videos, and the words that tell most, keep them affordable.
MAX_ROWS = 6_000
MAX_WORDS = 12
MAX_SOURCES = 5
FOLDS = 5
SEED = 0
# The share of texts that hold a word at least.
MIN_SHARE = 0.01
# Rows that are held out at least, and the share that is at most.
MIN_HELD_OUT, MAX_HELD_OUT = 30, 0.5
# The share of the dated rows that a split by time trains on, as nearly as whole days allow.
EARLIER_SHARE = 0.75
SCHEMA = pa.schema(
    [
        ("model_id", pa.string()),
        ("evaluation_scheme", pa.string()),
        ("held_out", pa.string()),
        ("training_row_count", pa.int64()),
        ("metric", pa.string()),
        ("metric_value", pa.float64()),
        *INTERVAL_FIELDS,
        ("not_estimable_because", pa.string()),
    ]
)
MODEL_COLUMNS = ["model_id", "artifact", "artifact_sha256"]
Rows = NDArray[np.bool_]
# Pairs of rows to train on and rows to judge.
Parts = list[tuple[Rows, Rows]]
# What each scheme holds out, by name; or why it holds out nothing.
Held = Mapping[str, Parts] | str
NOT_FITTED = f"fewer than {MIN_HELD_OUT} rows to judge, or training rows of one class"


@threadpool_limits.wrap(limits=1)  # type: ignore[untyped-decorator] # it has no types
def evaluate_shift(labelled: pa.Table, sources: pa.Table, models: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Fit models again without a part of the wording, the statements or the sources, and judge them on that part.

    Parameters
    ----------
    labelled : pyarrow.Table
        The labelled videos with features and label, in the order of the file.
    sources : pyarrow.Table
        `video_id` of each, the `source_file` of its row, and the day that this was `delivered_on`, where that is known.
    models : iterable of mapping
        The models that a stage uses, with the columns `MODEL_COLUMNS`.

    Returns
    -------
    pyarrow.Table
        One row per model, scheme, held-out part and error rate with the columns of `SCHEMA`; the models predict the
        more probable class. A scheme that holds out nothing has one row that says why. Schemes:

        - `new_word`: no attribution phrase, or text where these are not cut, of the training rows holds the word, and
          all of the judged ones do. Of the words in 1% to 50% of the texts, those that tell most (chi-squared).
        - `new_phrase_and_statement`: folds of phrases and of statements; a judged row shares neither half with a
          training row.
        - `other_source`: all rows of an input file are judged, and those of the others trained on.
        - `later_rows`: rows of later days are judged, and those of earlier ones trained on. A row is as it was
          delivered last, so that nothing that was known later is trained on.
    """
    rows = _sample(labelled)
    y = rows[TARGET].to_numpy(zero_copy_only=False).astype(bool)
    if not y.any() or y.all():
        return SCHEMA.empty_table()
    X = feature_frame(rows, FEATURES["with_engagement"])
    days = _by_video(rows, sources, "delivered_on")
    schemes: dict[str, Held] = {
        "new_word": _words(rows, y),
        "new_phrase_and_statement": _halves(rows),
        "other_source": _sources(_by_video(rows, sources, "source_file")),
        "later_rows": _later(days),
    }
    clusters = _clusters(rows)
    found: list[dict[str, Any]] = []
    for model in models:
        estimator = clone(uncalibrated(artifacts.from_bytes(model["artifact"], model["artifact_sha256"])))
        features = X[input_features(estimator)]
        is_usable = features.notna().all(axis=1).to_numpy()
        counted, features = count_once(estimator, features[is_usable])
        for scheme, held in schemes.items():
            key = {"model_id": model["model_id"], "evaluation_scheme": scheme}
            measured = []
            for held_out, folds in {} if isinstance(held, str) else held.items():
                predicted = _predicted(counted, features, y, is_usable, folds)
                if predicted is not None:
                    training_rows = min(int((train & is_usable).sum()) for train, _ in folds)
                    part = {"held_out": held_out, "training_row_count": training_rows}
                    measured += [key | part | row for row in _error_rates(y, *predicted, clusters)]
            because = held if isinstance(held, str) else NOT_FITTED
            found += measured or [
                key | {"held_out": "nothing", "metric": "error_rate", "not_estimable_because": because}
            ]
    return pa.Table.from_pylist(found, schema=SCHEMA)


def _sample(labelled: pa.Table) -> pa.Table:
    if labelled.num_rows <= MAX_ROWS:
        return labelled
    drawn = np.random.default_rng(SEED).choice(labelled.num_rows, MAX_ROWS, replace=False)
    return labelled.take(np.sort(drawn))


def _is_cut(rows: pa.Table) -> bool:
    return bool(rows[PHRASE].null_count < rows.num_rows)


def _words(rows: pa.Table, y: Rows) -> Held:
    counter = CountVectorizer(binary=True, min_df=MIN_SHARE, max_df=MAX_HELD_OUT)
    texts = rows[PHRASE if _is_cut(rows) else TEXT].fill_null("").to_pylist()
    try:
        counts = counter.fit_transform(texts).tocsc()
    except ValueError:
        # As where no text has any.
        return f"no word stands in {MIN_SHARE:.0%} to {MAX_HELD_OUT:.0%} of the texts"
    words = counter.get_feature_names_out()
    parts = {}
    for number in np.argsort(-chi2(counts, y)[0], kind="stable")[:MAX_WORDS]:
        holds = np.zeros(len(y), bool)
        holds[counts[:, [number]].nonzero()[0]] = True
        parts[str(words[number])] = [(~holds, holds)]
    return parts


def _halves(rows: pa.Table) -> Held:
    if not _is_cut(rows):
        return "texts are not cut into attribution phrase and statement"
    folds = {}
    for half in (PHRASE, STATEMENT):
        numbers = np.unique(rows[half].fill_null("").to_pandas(), return_inverse=True)[1]
        if numbers.max() + 1 < FOLDS:
            return f"fewer than {FOLDS} different halves of texts"
        folds[half] = np.empty(len(numbers), int)
        for fold, (_, test) in enumerate(GroupKFold(FOLDS).split(numbers, groups=numbers)):
            folds[half][test] = fold
    # Both halves of a judged row are in the same fold; rows with one half of it are neither trained on nor judged.
    parts = [
        ((folds[PHRASE] != fold) & (folds[STATEMENT] != fold), (folds[PHRASE] == fold) & (folds[STATEMENT] == fold))
        for fold in range(FOLDS)
    ]
    return {"all folds": parts}


def _by_video(rows: pa.Table, sources: pa.Table, column: str) -> pd.Series:
    by_video = dict(zip(sources["video_id"].to_pylist(), sources[column].to_pylist(), strict=True))
    return pd.Series([by_video[video_id] for video_id in rows["video_id"].to_pylist()], dtype=object)


def _sources(files: pd.Series) -> Held:
    counts = files.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    if len(counts) == 1:
        return "one input file"
    in_files = {str(source): (files == source).to_numpy() for source in counts.index[:MAX_SOURCES]}
    return {source: [(~is_here, is_here)] for source, is_here in in_files.items()}


def _later(days: pd.Series) -> Held:
    shares = days.value_counts(normalize=True).sort_index().cumsum()
    if shares.empty:
        return "rows have no dates"
    if len(shares) == 1:
        return "all rows are of one day"
    last = (shares.iloc[:-1] - EARLIER_SHARE).abs().idxmin()
    # Rows without a date, which may be earlier or later, are neither trained on nor judged.
    is_dated = days.notna().to_numpy()
    is_later = np.array([day is not None and day > last for day in days])
    return {f"after {last}": [(is_dated & ~is_later, is_later)]}


def _predicted(
    counted: Any, features: pd.DataFrame, y: Rows, is_usable: Rows, folds: Parts
) -> tuple[Rows, Rows] | None:
    """Return which rows are judged and which of them are called claims; None where a model cannot be fitted."""
    y_pred, is_judged = np.zeros(len(y), bool), np.zeros(len(y), bool)
    for train, test in folds:
        if len(np.unique(y[train & is_usable])) < len((False, True)) or not (test & is_usable).any():
            return None
        judged = test & is_usable
        try:
            fitted = clone(counted).fit(features[train[is_usable]], y[train & is_usable])
        except ValueError:
            # No word is left that two texts hold.
            return None
        y_pred[judged] = fitted.predict_proba(features[judged[is_usable]])[:, 1] > EVEN_ODDS
        is_judged |= judged
    return (is_judged, y_pred) if is_judged.sum() >= MIN_HELD_OUT else None


def _clusters(rows: pa.Table) -> Clusterings:
    halves = {"claim": STATEMENT, "attribution_phrase": PHRASE} if _is_cut(rows) else {"claim": TEXT}
    return {
        kind: np.unique(rows[half].fill_null("").to_pandas(), return_inverse=True)[1] for kind, half in halves.items()
    }


def _error_rates(y: Rows, is_judged: Rows, y_pred: Rows, clusters: Clusterings) -> Iterator[dict[str, Any]]:
    wrong = y != y_pred
    for metric, part in (
        ("error_rate", is_judged),
        ("false_positive_rate", is_judged & ~y),
        ("false_negative_rate", is_judged & y),
    ):
        if part.any():
            numbers = {kind: of_rows[part] for kind, of_rows in clusters.items()}
            interval = share_interval(wrong[part], np.ones(part.sum()), numbers)
            yield {"metric": metric, "metric_value": float(wrong[part].mean())} | interval.as_row()
