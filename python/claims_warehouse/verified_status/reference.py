"""The regression as the document fitted it: resampled before the split, on unscaled features."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import KFold, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import resample
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM

from claims_warehouse.verified_status.design import (
    EVEN_ODDS,
    FOLDS,
    SEED,
    TERMS,
    TEST_SIZE,
    UNITS,
    Split,
    design_matrix,
    prevalences,
    probabilities,
    scores,
)

THRESHOLD_RULE = "one_half"


def estimate(videos: pd.DataFrame, reference_coefficients: Mapping[str, float]) -> dict[str, object]:
    """Fit as the document did, and return a row of `regression.SCHEMA`."""
    split = reference_split(videos)
    regression = LogisticRegression(random_state=SEED, max_iter=800).fit(split.X_train, split.y_train)
    intercept, coefficients = float(regression.intercept_[0]), regression.coef_[0]
    at_the_maximum = maximum_likelihood(split.X_train, split.y_train)
    of_reference = np.array([reference_coefficients[term] for term in TERMS])
    intercept_of_reference = best_intercept(split.X_train.to_numpy() @ of_reference, split.y_train)
    log_likelihoods = {
        "of_the_fit": (intercept, coefficients),
        "at_the_maximum": at_the_maximum,
        "of_the_reference_coefficients": (intercept_of_reference, of_reference),
    }
    diagnostics = [
        {
            "split": "train",
            "metric": f"mean_negative_log_likelihood_{name}",
            "metric_value": log_loss(split.y_train, probabilities(split.X_train, *fit)),
        }
        for name, fit in log_likelihoods.items()
    ]
    diagnostics.append({"split": "train", "metric": "row_count", "metric_value": float(len(split.y_train))})
    diagnostics += prevalences(split, videos["is_verified"]) + _leakage(videos, split, at_the_maximum)
    scores_of_reference = probabilities(split.X_test, intercept_of_reference, of_reference)
    diagnostics.append(
        {
            "split": "test",
            "metric": "roc_auc_of_the_reference_coefficients",
            "metric_value": roc_auc_score(split.y_test, scores_of_reference),
        }
    )
    estimates = [
        {"term": term, "coefficient": float(coefficient), "unit": UNITS.get(term, 1.0)}
        for term, coefficient in zip(["intercept", *TERMS], [intercept, *coefficients], strict=True)
    ]
    return {
        "evaluation_scheme": "reference",
        "decision_threshold": EVEN_ODDS,
        "threshold_rule": THRESHOLD_RULE,
        "coefficients": estimates,
        "scores": scores("test", split.y_test, probabilities(split.X_test, intercept, coefficients)),
        "diagnostics": diagnostics,
    }


def reference_split(videos: pd.DataFrame) -> Split:
    """Balance and split the videos as the document did: verified rows are resampled before the split."""
    return _balanced_split(_capped(videos))


def _capped(videos: pd.DataFrame) -> pd.DataFrame:
    return videos.assign(video_comment_count=cap_at_upper_fence(videos["video_comment_count"]))


def _balanced_split(capped: pd.DataFrame) -> Split:
    others, verified = capped[~capped["is_verified"]], capped[capped["is_verified"]]
    balanced = pd.concat([others, resample(verified, replace=True, n_samples=len(others), random_state=SEED)])
    X, y = design_matrix(balanced), balanced["is_verified"]
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=TEST_SIZE, random_state=SEED)
    return Split(X_train, X_test, y_train, y_test)


def cap_at_upper_fence(values: pd.Series) -> pd.Series:
    """Lower what lies above the third quartile plus 1.5 interquartile ranges to that fence (Tukey 1977)."""
    first_quartile, third_quartile = values.quantile([0.25, 0.75])
    return values.clip(upper=third_quartile + 1.5 * (third_quartile - first_quartile))


def maximum_likelihood(X: pd.DataFrame, y: pd.Series) -> tuple[float, NDArray[np.float64]]:
    """Fit an unpenalised logistic regression on standardised features by Newton's method.

    Returns
    -------
    intercept : float
    coefficients : ndarray of shape (n_terms,)
        Both on the original scale of the features. A constant feature has the coefficient 0.
    """
    is_varying = X.nunique().to_numpy() > 1
    scaler = StandardScaler()
    regression = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-10, max_iter=100)
    make_pipeline(scaler, regression).fit(X.loc[:, is_varying], y)
    coefficients = np.zeros(X.shape[1])
    coefficients[is_varying] = regression.coef_[0] / scaler.scale_
    return float(regression.intercept_[0] - coefficients[is_varying] @ scaler.mean_), coefficients


def best_intercept(offsets: NDArray[np.float64], y: pd.Series) -> float:
    """Return the intercept that maximises the likelihood where the other terms are given as offsets.

    Parameters
    ----------
    offsets : ndarray of shape (n_rows,)
        The sum of the other terms, in log odds.
    y : pandas.Series of bool, of shape (n_rows,)
    """
    model = GLM(y.astype(float).to_numpy(), np.ones(len(offsets)), family=Binomial(), offset=offsets)
    return float(model.fit(tol=1e-12).params[0])


def _leakage(
    videos: pd.DataFrame, split: Split, at_the_maximum: tuple[float, NDArray[np.float64]]
) -> list[dict[str, object]]:
    """Return the share of the test rows that were trained on as well, and whether that makes them easier to find.

    In these rows "trained on" means "verified", so that their accuracy against that of the others compares two classes.
    A verified video is compared with itself instead: is it found by the fit that it was trained on, and by one from
    which all its draws were held out? Both are at the maximum of the likelihood, so that they differ in nothing else.
    """
    is_trained_on = split.X_test.index.isin(split.X_train.index)
    is_verified = split.y_test.to_numpy()
    figures = {
        "share_of_rows_also_in_training": is_trained_on.mean(),
        "share_of_verified_rows_also_in_training": is_trained_on[is_verified].mean() if is_verified.any() else None,
    }
    leaked = split.X_test[is_trained_on & is_verified].index.unique()
    if len(leaked):
        capped = _capped(videos)
        is_found = probabilities(design_matrix(capped.loc[leaked]), *at_the_maximum) > EVEN_ODDS
        is_found_held_out = _found_held_out(capped)[leaked].to_numpy()
        lost, gained = (is_found & ~is_found_held_out).sum(), (~is_found & is_found_held_out).sum()
        # McNemar's exact test, one-sided: it uses only videos that exactly one of the fits finds.
        p_value = stats.binomtest(int(lost), int(lost + gained), alternative="greater").pvalue if lost + gained else 1.0
        figures |= {
            "recall_of_leaked_videos": is_found.mean(),
            "recall_of_leaked_videos_held_out": is_found_held_out.mean(),
            "p_value_of_inflated_recall": p_value,
        }
    return [{"split": "test", "metric": metric, "metric_value": value} for metric, value in figures.items()]


def _found_held_out(capped: pd.DataFrame) -> pd.Series:
    """Return for each verified video whether it is found by the fit of a fold that no draw of it took part in."""
    verified = capped[capped["is_verified"]]
    is_found = pd.Series(False, index=verified.index)
    folds = KFold(min(FOLDS, len(verified)), shuffle=True, random_state=SEED)
    for _, positions in folds.split(verified):
        held_out = verified.iloc[positions]
        split = _balanced_split(capped.drop(index=held_out.index))
        fit = maximum_likelihood(split.X_train, split.y_train)
        is_found[held_out.index] = probabilities(design_matrix(held_out), *fit) > EVEN_ODDS
    return is_found
