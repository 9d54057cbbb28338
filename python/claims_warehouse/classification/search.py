"""The search of the published grid of forests, with the same end and fewer trees."""

from typing import Any

import joblib
from sklearn.base import BaseEstimator, clone

# The import has an effect: it makes HalvingGridSearchCV known, which scikit-learn still calls experimental.
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.model_selection import GridSearchCV, HalvingGridSearchCV

FOLDS = 5
SEED = 0
_STEP = "randomforestclassifier__"
# The published grid has 72 candidates. Where a leaf needs two rows, a split needs four, so that `min_samples_split`
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


def search_forest(pipeline: BaseEstimator, X: Any, y: Any) -> BaseEstimator:
    """Search the published grid on recall, by five folds.

    Forests of few trees tell the shapes of trees apart well enough to drop two thirds of them, twice (successive
    halving with the number of trees as the resource); the number of trees is then searched for the best shape.

    Parameters
    ----------
    pipeline : sklearn pipeline
        Its last step is a RandomForestClassifier.
    X : array-like of shape (n_rows, n_features)
    y : array-like of shape (n_rows,)
        True for a claim.

    Returns
    -------
    sklearn pipeline
        Unfitted, with the best hyperparameters set.

    References
    ----------
    K. Jamieson and A. Talwalkar (2016), Non-stochastic best arm identification and hyperparameter optimization.
    """
    # Trees are grown outside the interpreter's lock: threads share the rows, processes would copy them.
    with joblib.parallel_config(backend="threading", n_jobs=-1):
        shapes = HalvingGridSearchCV(
            pipeline,
            TREE_GRID,
            resource=f"{_STEP}n_estimators",
            min_resources=8,
            max_resources=min(N_ESTIMATORS) - 1,
            factor=3,
            cv=FOLDS,
            scoring="recall",
            refit=False,
            return_train_score=False,
            random_state=SEED,
        ).fit(X, y)
        best_shape = {name: value for name, value in shapes.best_params_.items() if not name.endswith("n_estimators")}
        sizes = GridSearchCV(
            clone(pipeline).set_params(**best_shape),
            {f"{_STEP}n_estimators": N_ESTIMATORS},
            cv=FOLDS,
            scoring="recall",
            refit=False,
        ).fit(X, y)
    return clone(pipeline).set_params(**best_shape, **sizes.best_params_)
