"""What each set of features is worth to a logistic regression: alone, and to the others."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import clone
from sklearn.model_selection import StratifiedKFold, train_test_split
from threadpoolctl import threadpool_limits

from claims_warehouse.claim_models.candidates import input_features, linear_model
from claims_warehouse.claim_models.fold_figures import Figures, figures, means
from claims_warehouse.claim_models.text_features import count_once
from claims_warehouse.features import AUTHOR_STATUS, COUNTS, PHRASE, STATEMENT, TEXT

FOLDS = 3
# More would tell no more of sets of features, and take longer than all other studies.
MAX_ROWS = 6_000
SEED = 0
FEATURE_SETS = {
    "phrase": [PHRASE],
    "statement": [STATEMENT],
    "text": [TEXT],
    "duration": ["video_duration_sec"],
    "author_status": AUTHOR_STATUS,
    "engagement": COUNTS,
}


@threadpool_limits.wrap(limits=1)  # type: ignore[untyped-decorator] # it has no types
def ablate(labelled: pa.Table, X: pd.DataFrame, y: pd.Series) -> list[dict[str, Any]]:
    """Return the figures of a logistic regression without some sets of features.

    Parameters
    ----------
    labelled : pyarrow.Table
        The labelled videos. A set of features takes part if at least half of them have it.
    X : pandas.DataFrame of shape (n_rows, n_features)
        Their features.
    y : pandas.Series of shape (n_rows,)
        Their labels.

    Returns
    -------
    list of dict
        One row per study (`ablation_all`, `ablation_alone` or `ablation_without`), set of features, class and metric,
        measured on the videos that have all the sets, `MAX_ROWS` of them at most.
    """
    has_set = {name: _has_all(labelled, features) for name, features in FEATURE_SETS.items()}
    # The halves of the text stand for it where there are any.
    if has_set["phrase"].any():
        del has_set["text"]
    sets = [name for name, has in has_set.items() if 2 * has.sum() >= len(has)]
    is_complete = np.all([has_set[name] for name in sets], axis=0)
    X, y = X[is_complete], y[is_complete]
    if y.nunique() < 2 or y.value_counts().min() < 2 * FOLDS:  # noqa: PLR2004 - both classes, in every fold
        return []
    if len(y) > MAX_ROWS:
        X, _, y, _ = train_test_split(X, y, train_size=MAX_ROWS, stratify=y, random_state=SEED)
    # Each set is turned into numbers once for each fold, however many models look at it.
    transformers = {}
    for name in sets:
        model = linear_model(name)
        counted, numbered = count_once(model, X[input_features(model)])
        transformers[name] = counted[0], numbered
    studies = list(_ablations(sets))
    by_fold: list[dict[tuple[str, ...], Figures]] = []
    folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(X, y))
    for train, test in folds:
        blocks = {}
        for name, (transformer, numbered) in transformers.items():
            fitted = clone(transformer).fit(numbered.iloc[train])
            blocks[name] = [sparse.csr_array(fitted.transform(numbered.iloc[rows])) for rows in (train, test)]
        by_fold.append({})
        for _, _, names in studies:
            training, testing = (sparse.hstack([blocks[name][part] for name in names], format="csr") for part in (0, 1))
            regression = linear_model(*names)[-1].fit(training, y.iloc[train])
            by_fold[-1][names] = figures(y.iloc[test].to_numpy(), regression.predict_proba(testing)[:, 1])
    sizes = [len(test) for _, test in folds]
    return [
        {"study": study, "feature_set": feature_set, "training_row_count": len(folds[0][0])} | row
        for study, feature_set, names in studies
        for row in means([of_fold[names] for of_fold in by_fold], sizes, len(y))
    ]


def _has_all(labelled: pa.Table, features: Sequence[str]) -> NDArray[np.bool_]:
    return np.asarray(np.all([labelled[feature].is_valid().to_numpy() for feature in features], axis=0))


def _ablations(sets: Sequence[str]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    yield "ablation_all", "all", tuple(sets)
    for name in sets:
        yield "ablation_alone", name, (name,)
        if len(sets) > 1:
            yield "ablation_without", name, tuple(other for other in sets if other != name)
