"""Scores as probabilities, by a sigmoid that is fitted on rows whose scores come from models that did not see them."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

# Fewer rows of a class tell a sigmoid nothing: scores then stay as they are.
MIN_ROWS_OF_CLASS = 5


def can_calibrate(y_true: NDArray[np.bool_]) -> bool:
    """Return whether there are enough rows of each class to fit a sigmoid."""
    return bool(min(y_true.sum(), (~y_true).sum()) >= MIN_ROWS_OF_CLASS)


def calibrated(pipeline: Pipeline, X: pd.DataFrame, y_true: NDArray[np.bool_]) -> Pipeline:
    """Return a fitted pipeline with a sigmoid behind its last step, fitted on rows that the pipeline did not see."""
    return Pipeline(
        [*pipeline.steps[:-1], ("calibrated", _with_sigmoid(pipeline[-1], pipeline[:-1].transform(X), y_true))]
    )


def uncalibrated(estimator: Any) -> Any:
    """Return an estimator as it is without its sigmoid."""
    if not isinstance(estimator, Pipeline) or not isinstance(estimator[-1], CalibratedClassifierCV):
        return estimator
    return Pipeline([*estimator.steps[:-1], ("model", estimator[-1].estimator.estimator)])


def _with_sigmoid(classifier: BaseEstimator, X: Any, y_true: NDArray[np.bool_]) -> CalibratedClassifierCV:
    # A frozen estimator is not fitted again, so that the folds only share the rows out.
    return CalibratedClassifierCV(FrozenEstimator(classifier), method="sigmoid", cv=2).fit(X, y_true)


def decision_values(estimator: Any, X: Any) -> NDArray[np.float64]:
    """Return the values that a sigmoid is fitted on: distances from the boundary, or else probabilities."""
    values = (
        estimator.decision_function(X) if hasattr(estimator, "decision_function") else estimator.predict_proba(X)[:, 1]
    )
    return np.asarray(values, dtype=float)


def cross_calibrated(
    values: NDArray[np.float64],
    y_true: NDArray[np.bool_],
    fold: NDArray[np.int64],
    *,
    is_fitted_on: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Return probabilities: each fold's by a sigmoid that is fitted on the values of other folds.

    Half of a fold could calibrate the other half. But that is a tenth of the rows: with 300 rows, of which an eighth
    are claims, four of them would fit two parameters, and the ranking over all folds would suffer.

    Parameters
    ----------
    values : ndarray of shape (n_rows,)
        Decision values of models that did not see the row.
    y_true : ndarray of bool of shape (n_rows,)
    fold : ndarray of int of shape (n_rows,)
    is_fitted_on : ndarray of bool of shape (n_rows,)
        Which rows may fit a sigmoid at all.

    Returns
    -------
    ndarray of shape (n_rows,)
    """
    probability = np.empty(len(values))
    column = values.reshape(-1, 1)
    for number in np.unique(fold):
        here = fold == number
        others = is_fitted_on & ~here
        probability[here] = _with_sigmoid(_identity(), column[others], y_true[others]).predict_proba(column[here])[:, 1]
    return probability


def _identity() -> LogisticRegression:
    """Return a classifier whose decision values are the one feature that it is given."""
    classifier = LogisticRegression()
    classifier.classes_ = np.array([False, True])
    classifier.coef_, classifier.intercept_ = np.array([[1.0]]), np.array([0.0])
    classifier.n_features_in_ = 1
    return classifier
