"""The search of the reference grid of forests, with the same end and fewer trees."""

import copy
import logging
import time

import joblib
import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, clone

# The import has an effect: it makes HalvingGridSearchCV known, which scikit-learn still calls experimental.
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.metrics import recall_score
from sklearn.model_selection import HalvingGridSearchCV, StratifiedKFold, cross_validate
from sklearn.pipeline import Pipeline

log = logging.getLogger(__name__)
FOLDS = 5
# The largest forests take most of the search. Recall hardly follows from the number of trees: two folds tell it.
FOLDS_OF_LARGEST = 2
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
N_ESTIMATORS = [75, 100, 200]
MIN_TREES, MAX_TREES = 3, 27


def search_forest(pipeline: BaseEstimator, X: pd.DataFrame, y: pd.Series) -> BaseEstimator:
    """Search the reference grid on recall, by five folds.

    Forests of few trees tell the shapes of trees apart well enough to drop two thirds of them, twice (successive
    halving with the number of trees as the resource); the number of trees is then searched for the best shape, on two
    of the folds. A forest of 75 trees is the beginning of one of 200 with the same random state, so that the largest is
    grown and the others are read off it.

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
        Unfitted, with the best hyperparameters set; of forests that tie, the smallest.

    References
    ----------
    K. Jamieson and A. Talwalkar (2016), Non-stochastic best arm identification and hyperparameter optimization.
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
        largest = clone(pipeline).set_params(**shapes.best_params_ | {f"{_STEP}n_estimators": max(N_ESTIMATORS)})
        first_folds = list(StratifiedKFold(FOLDS).split(X, y))[:FOLDS_OF_LARGEST]
        folds = cross_validate(
            largest, X, y, cv=first_folds, scoring="recall", return_estimator=True, return_indices=True
        )
    recalls = {
        n_estimators: np.mean(
            [
                recall_score(y.iloc[rows], _first_trees(forest, n_estimators).predict(X.iloc[rows]))
                for forest, rows in zip(folds["estimator"], folds["indices"]["test"], strict=True)
            ]
        )
        for n_estimators in N_ESTIMATORS
    }
    n_estimators = max(N_ESTIMATORS, key=recalls.__getitem__)
    log.info(
        "searched the grid in %.1f s: recall %.4f in cross-validation, by %d trees with %s",
        time.monotonic() - started,
        recalls[n_estimators],
        n_estimators,
        ", ".join(
            f"{parameter.removeprefix(_STEP)} {value}"
            for parameter, value in shapes.best_params_.items()
            if parameter != f"{_STEP}n_estimators"
        ),
    )
    return clone(largest).set_params(**{f"{_STEP}n_estimators": n_estimators})


def _first_trees(fitted: Pipeline, n_estimators: int) -> Pipeline:
    """Return a fitted pipeline whose forest ends after so many trees."""
    forest = copy.copy(fitted[-1])
    forest.estimators_ = forest.estimators_[:n_estimators]
    return Pipeline([*fitted.steps[:-1], (fitted.steps[-1][0], forest)])
