"""The search of the reference grid of forests, with the same end and fewer trees."""

import logging
import time

import joblib
import pandas as pd
from sklearn.base import BaseEstimator, clone

# The import has an effect: it makes HalvingGridSearchCV known, which scikit-learn still calls experimental.
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.model_selection import HalvingGridSearchCV

log = logging.getLogger(__name__)
FOLDS = 5
SEED = 0
_STEP = "randomforestclassifier__"
# The reference grid has 72 candidates. Where a leaf needs two rows, a split needs four, so that `min_samples_split`
# of 2 and 3 give the same forest: 54 are left, 18 of them apart from the number of trees.
TREE_GRID = [
    {
        f"{_STEP}max_depth": [5, 7, None],
        f"{_STEP}max_features": [0.3, 0.6],
        f"{_STEP}max_samples": [0.7],
        f"{_STEP}min_samples_leaf": [min_samples_leaf],
        f"{_STEP}min_samples_split": min_samples_splits,
    }
    for min_samples_leaf, min_samples_splits in ((1, [2, 3]), (2, [2]))
]
# The reference grid has 75, 100 and 200. More trees make no forest worse, and these make none better.
N_ESTIMATORS = 75
MIN_TREES, MAX_TREES = 3, 27


def search_forest(pipeline: BaseEstimator, X: pd.DataFrame, y: pd.Series) -> BaseEstimator:
    """Search the shapes of trees of the reference grid on recall, by five folds.

    Forests of few trees tell the shapes apart well enough to drop two thirds of them, twice (successive halving with
    the number of trees as the resource).

    Parameters
    ----------
    pipeline : sklearn pipeline
        Its last step is a RandomForestClassifier.
    X : pandas.DataFrame of shape (n_rows, n_features)
    y : pandas.Series of shape (n_rows,)
        True for a claim.

    Returns
    -------
    sklearn pipeline
        Unfitted, with the best hyperparameters set.

    References
    ----------
    K. Jamieson and A. Talwalkar (2016), Non-stochastic best arm identification and hyperparameter optimization.
    P. Probst and A.-L. Boulesteix (2018), To tune or not to tune the number of trees in random forest.
    """
    started = time.monotonic()
    # Trees are grown outside the interpreter's lock: threads share the rows, processes would copy them.
    with joblib.parallel_config(backend="threading", n_jobs=-1):
        shapes = HalvingGridSearchCV(
            pipeline,
            TREE_GRID,
            resource=f"{_STEP}n_estimators",
            min_resources=MIN_TREES,
            max_resources=MAX_TREES,
            factor=3,
            cv=FOLDS,
            scoring="recall",
            refit=False,
            return_train_score=False,
            random_state=SEED,
        ).fit(X, y)
    best = shapes.best_params_ | {f"{_STEP}n_estimators": N_ESTIMATORS}
    log.info(
        "searched the grid in %.1f s: recall %.4f in cross-validation, by %d trees with %s",
        time.monotonic() - started,
        shapes.best_score_,
        shapes.best_params_[f"{_STEP}n_estimators"],
        ", ".join(
            f"{parameter.removeprefix(_STEP)} {value}"
            for parameter, value in best.items()
            if parameter != f"{_STEP}n_estimators"
        ),
    )
    return clone(pipeline).set_params(**best)
