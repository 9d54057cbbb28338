"""What each set of features is worth to a logistic regression: alone, and to the others."""

from collections.abc import Iterator, Sequence
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from scipy import sparse
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from claims_warehouse.claim_models.candidates import linear_model
from claims_warehouse.claim_models.fold_figures import Figures, figures, means
from claims_warehouse.features import AUTHOR_STATUS, COUNTS, PHRASE, STATEMENT, TEXT

FOLDS = 3
SEED = 0
FEATURE_SETS = {
    "phrase": [PHRASE],
    "statement": [STATEMENT],
    "text": [TEXT],
    "duration": ["video_duration_sec"],
    "author_status": AUTHOR_STATUS,
    "engagement": COUNTS,
}


def ablate(labelled: pa.Table, X: pd.DataFrame, y: pd.Series) -> Iterator[dict[str, Any]]:
    """Yield the figures of a logistic regression without some sets of features, on the rows that have all of them.

    Each set is turned into numbers once for each fold, however many models look at it.
    """
    has_set = {name: _has_all(labelled, features) for name, features in FEATURE_SETS.items()}
    # The halves of the text stand for it where there are any.
    if has_set["phrase"].any():
        del has_set["text"]
    sets = [name for name, has in has_set.items() if 2 * has.sum() >= len(has)]
    is_complete = np.all([has_set[name] for name in sets], axis=0)
    X, y = X[is_complete], y[is_complete]
    if y.nunique() < 2 or y.value_counts().min() < 2 * FOLDS:  # noqa: PLR2004 - both classes, in every fold
        return
    folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(X, y))
    by_fold = joblib.Parallel(n_jobs=-1)(joblib.delayed(_ablation_of_fold)(sets, X, y, *fold) for fold in folds)
    sizes = [len(test) for _, test in folds]
    for study, feature_set, names in _ablations(sets):
        key = {"study": study, "feature_set": feature_set, "training_row_count": len(folds[0][0])}
        for row in means([of_fold[names] for of_fold in by_fold], sizes, len(y)):
            yield key | row


def _has_all(labelled: pa.Table, features: Sequence[str]) -> NDArray[np.bool_]:
    return np.asarray(np.all([labelled[feature].is_valid().to_numpy() for feature in features], axis=0))


@threadpool_limits.wrap(limits=1)  # type: ignore[untyped-decorator] # it has no types
def _ablation_of_fold(
    sets: Sequence[str], X: pd.DataFrame, y: pd.Series, train: NDArray[np.int64], test: NDArray[np.int64]
) -> dict[tuple[str, ...], Figures]:
    blocks = {}
    for name in sets:
        transformer = linear_model(name)[0].fit(X.iloc[train])
        blocks[name] = [sparse.csr_array(transformer.transform(X.iloc[rows])) for rows in (train, test)]
    measured = {}
    for _, _, names in _ablations(sets):
        training, testing = (sparse.hstack([blocks[name][part] for name in names], format="csr") for part in (0, 1))
        regression = linear_model(*names)[-1].fit(training, y.iloc[train])
        measured[names] = figures(y.iloc[test].to_numpy(), regression.predict_proba(testing)[:, 1])
    return measured


def _ablations(sets: Sequence[str]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    yield "ablation_all", "all", tuple(sets)
    for name in sets:
        yield "ablation_alone", name, (name,)
        if len(sets) > 1:
            yield "ablation_without", name, tuple(other for other in sets if other != name)
