"""What to expect of the chosen models where wording, statements or sources are new."""

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
SCHEMA = pa.schema(
    [
        ("model_id", pa.string()),
        ("evaluation_scheme", pa.string()),
        ("held_out", pa.string()),
        ("training_row_count", pa.int64()),
        ("metric", pa.string()),
        ("metric_value", pa.float64()),
        *INTERVAL_FIELDS,
    ]
)
MODEL_COLUMNS = ["model_id", "artifact", "artifact_sha256"]
Rows = NDArray[np.bool_]
# Pairs of rows to train on and rows to judge.
Parts = list[tuple[Rows, Rows]]


@threadpool_limits.wrap(limits=1)  # type: ignore[untyped-decorator] # it has no types
def evaluate_shift(labelled: pa.Table, sources: pa.Table, models: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Fit models again without a part of the wording, the statements or the sources, and judge them on that part.

    Parameters
    ----------
    labelled : pyarrow.Table
        The labelled videos with features and label, in the order of the file.
    sources : pyarrow.Table
        `video_id` and `source_file` of each.
    models : iterable of mapping
        The models that a stage uses, with the columns `MODEL_COLUMNS`.

    Returns
    -------
    pyarrow.Table
        One row per model, scheme, held-out part and error rate with the columns of `SCHEMA`; the models predict the
        more probable class. Schemes:

        - `new_word`: no attribution phrase, or text where these are not cut, of the training rows holds the word, and
          all of the judged ones do. Of the words in 1% to 50% of the texts, those that tell most (chi-squared).
        - `new_phrase_and_statement`: folds of phrases and of statements; a judged row shares neither half with a
          training row.
        - `other_source`: all rows of an input file are judged, and those of the others trained on.
    """
    rows = _sample(labelled)
    y = rows[TARGET].to_numpy(zero_copy_only=False).astype(bool)
    if not y.any() or y.all():
        return SCHEMA.empty_table()
    X = feature_frame(rows, FEATURES["with_engagement"])
    parts = [*_words(rows, y), *_halves(rows), *_sources(rows, sources)]
    clusters = _clusters(rows)
    found: list[dict[str, Any]] = []
    for model in models:
        estimator = clone(uncalibrated(artifacts.from_bytes(model["artifact"], model["artifact_sha256"])))
        features = X[input_features(estimator)]
        is_usable = features.notna().all(axis=1).to_numpy()
        counted, features = count_once(estimator, features[is_usable])
        for scheme, held_out, folds in parts:
            predicted = _predicted(counted, features, y, is_usable, folds)
            if predicted is not None:
                key = {"model_id": model["model_id"], "evaluation_scheme": scheme, "held_out": held_out}
                key["training_row_count"] = min(int((train & is_usable).sum()) for train, _ in folds)
                found += [key | row for row in _error_rates(y, *predicted, clusters)]
    return pa.Table.from_pylist(found, schema=SCHEMA)


def _sample(labelled: pa.Table) -> pa.Table:
    if labelled.num_rows <= MAX_ROWS:
        return labelled
    drawn = np.random.default_rng(SEED).choice(labelled.num_rows, MAX_ROWS, replace=False)
    return labelled.take(np.sort(drawn))


def _is_cut(rows: pa.Table) -> bool:
    return bool(rows[PHRASE].null_count < rows.num_rows)


def _words(rows: pa.Table, y: Rows) -> Iterator[tuple[str, str, Parts]]:
    counter = CountVectorizer(binary=True, min_df=MIN_SHARE, max_df=MAX_HELD_OUT)
    texts = rows[PHRASE if _is_cut(rows) else TEXT].fill_null("").to_pylist()
    try:
        counts = counter.fit_transform(texts).tocsc()
    except ValueError:
        # Texts that have no word in common, as where none has any.
        return
    words = counter.get_feature_names_out()
    for number in np.argsort(-chi2(counts, y)[0], kind="stable")[:MAX_WORDS]:
        holds = np.zeros(len(y), bool)
        holds[counts[:, [number]].nonzero()[0]] = True
        yield "new_word", str(words[number]), [(~holds, holds)]


def _halves(rows: pa.Table) -> Iterator[tuple[str, str, Parts]]:
    if not _is_cut(rows):
        return
    folds = {}
    for half in (PHRASE, STATEMENT):
        numbers = np.unique(rows[half].fill_null("").to_pandas(), return_inverse=True)[1]
        if numbers.max() + 1 < FOLDS:
            return
        folds[half] = np.empty(len(numbers), int)
        for fold, (_, test) in enumerate(GroupKFold(FOLDS).split(numbers, groups=numbers)):
            folds[half][test] = fold
    # Both halves of a judged row are in the same fold; rows with one half of it are neither trained on nor judged.
    parts = [
        ((folds[PHRASE] != fold) & (folds[STATEMENT] != fold), (folds[PHRASE] == fold) & (folds[STATEMENT] == fold))
        for fold in range(FOLDS)
    ]
    yield "new_phrase_and_statement", "all folds", parts


def _sources(rows: pa.Table, sources: pa.Table) -> Iterator[tuple[str, str, Parts]]:
    by_video = dict(zip(sources["video_id"].to_pylist(), sources["source_file"].to_pylist(), strict=True))
    files = pd.Series([by_video[video_id] for video_id in rows["video_id"].to_pylist()])
    counts = files.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    if len(counts) > 1:
        for source in counts.index[:MAX_SOURCES]:
            is_here = (files == source).to_numpy()
            yield "other_source", str(source), [(~is_here, is_here)]


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
