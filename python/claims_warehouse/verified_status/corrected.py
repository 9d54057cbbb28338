"""The corrected regression: split first, standardised, unweighted, with robust errors."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from sklearn.feature_selection import VarianceThreshold
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss
from sklearn.model_selection import StratifiedKFold, cross_val_predict, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.stats.outliers_influence import variance_inflation_factor
from statsmodels.tools.tools import add_constant

from claims_warehouse.verified_status.design import (
    FOLDS,
    SEED,
    TEST_SIZE,
    UNITS,
    Split,
    design_matrix,
    prevalences,
    probabilities,
    scores,
)

MAX_SLOPE = 1e-9
THRESHOLD_RULE = "training_share"


def estimate(videos: pd.DataFrame, confidence_level: float) -> dict[str, object]:
    """Fit the corrected way, and return a row of `regression.SCHEMA`."""
    X, y = design_matrix(videos), videos["is_verified"]
    split = Split(*train_test_split(X, y, test_size=TEST_SIZE, random_state=SEED, stratify=y))
    is_varying = split.X_train.nunique().to_numpy() > 1
    terms = split.X_train.columns[is_varying]
    scaler = StandardScaler().fit(split.X_train[terms])
    standardised = add_constant(scaler.transform(split.X_train[terms]), has_constant="add")
    # No resampling and no weights, so probabilities follow the real class shares. Standard errors are the robust
    # (sandwich) ones, which do not assume that the model is true.
    model = GLM(split.y_train.astype(float), standardised, family=Binomial())
    unknown: dict[str, object] = {"evaluation_scheme": "corrected", "threshold_rule": THRESHOLD_RULE}
    try:
        fitted = model.fit(cov_type="HC0", tol=1e-12, maxiter=100)
    except np.linalg.LinAlgError:
        # If terms separate the classes, weights vanish and the fit cannot go on.
        return unknown | {"not_estimable_because": "the fit does not converge (singular matrix)"}
    slope = float(np.abs(model.score(fitted.params)).max() / len(split.y_train))
    if not fitted.converged or slope > MAX_SLOPE:
        return unknown | {"not_estimable_because": f"the fit does not converge (slope {slope:.1e})"}
    # Back to the original scale: the intercept absorbs the means, each coefficient its standard deviation.
    to_original = np.diag(1 / np.concatenate([[1.0], scaler.scale_]))
    to_original[0, 1:] = -scaler.mean_ / scaler.scale_
    coefficients = to_original @ fitted.params.to_numpy()
    variances = np.diag(to_original @ fitted.cov_params().to_numpy() @ to_original.T)
    # If a term separates the classes, its variance is lost in rounding, and so are the figures that depend on it.
    errors = np.sqrt(np.where(variances > 0, variances, np.nan))
    quantile = stats.norm.ppf((1 + confidence_level) / 2)
    estimates: list[dict[str, Any]] = []
    for position, term in enumerate(["intercept", *terms]):
        z_statistic = coefficients[position] / errors[position]
        estimates.append(
            {
                "term": term,
                "coefficient": coefficients[position],
                "standardised_coefficient": fitted.params.iloc[position],
                "standard_error": errors[position],
                "z_statistic": z_statistic,
                "p_value": 2 * stats.norm.sf(abs(z_statistic)),
                "lower_bound": coefficients[position] - quantile * errors[position],
                "upper_bound": coefficients[position] + quantile * errors[position],
                "unit": UNITS.get(term, 1.0),
                "variance_inflation_factor": variance_inflation_factor(standardised, position) if position else None,
            }
        )
    known = [{name: None if pd.isna(value) else value for name, value in row.items()} for row in estimates]
    diagnostics = {
        "mcfadden_pseudo_r_squared": 1 - fitted.llf / fitted.llnull,
        "largest_slope_of_the_mean_log_likelihood": slope,
        "row_count": float(len(split.y_train)),
    }
    y_score = probabilities(split.X_test[terms], coefficients[0], coefficients[1:])
    # Where few authors are verified, hardly a probability reaches one half. Above the share of verified training rows,
    # an author would be more likely verified than not if both kinds were as frequent: what the document's report asks.
    threshold = float(split.y_train.mean())
    return {
        "evaluation_scheme": "corrected",
        "decision_threshold": threshold,
        "threshold_rule": THRESHOLD_RULE,
        "coefficients": known,
        "scores": scores("cross_validation", split.y_train, _cross_validated(split), threshold)
        + scores("test", split.y_test, y_score, threshold),
        "diagnostics": [
            *({"split": "train", "metric": metric, "metric_value": value} for metric, value in diagnostics.items()),
            *prevalences(split, y),
            *(
                {
                    "split": name,
                    "metric": "brier_score_of_the_share_of_verified_training_rows",
                    "metric_value": brier_score_loss(y_true, np.full(len(y_true), threshold)),
                }
                for name, y_true in (("cross_validation", split.y_train), ("test", split.y_test))
            ),
        ],
    }


def _cross_validated(split: Split) -> NDArray[np.float64]:
    """Return the scores of the training rows by fits of the same model that did not see them."""
    recipe = make_pipeline(
        VarianceThreshold(),
        StandardScaler(),
        LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-10, max_iter=100),
    )
    # The smallest fitted class has four authors; at least two are training rows, one for each fold.
    folds = StratifiedKFold(min(FOLDS, split.y_train.value_counts().min()), shuffle=True, random_state=SEED)
    y_score: NDArray[np.float64] = cross_val_predict(
        recipe, split.X_train, split.y_train, cv=folds, method="predict_proba"
    )[:, 1]
    return y_score
