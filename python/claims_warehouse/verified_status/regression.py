"""The logistic regression of the verified status: as the document published it, and corrected."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from scipy import stats
from sklearn.feature_selection import VarianceThreshold
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import resample
from sklearn.utils.class_weight import compute_sample_weight
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.stats.outliers_influence import variance_inflation_factor
from statsmodels.tools.tools import add_constant
from threadpoolctl import threadpool_limits

TERMS = [
    "video_duration_sec",
    "video_view_count",
    "video_share_count",
    "video_download_count",
    "video_comment_count",
    "claim_status_opinion",
    "author_ban_status_banned",
    "author_ban_status_under_review",
]
SCHEMA = pa.schema(
    [
        ("protocol", pa.string()),
        ("not_estimable_because", pa.string()),
        (
            "coefficients",
            pa.list_(
                pa.struct(
                    [
                        ("term", pa.string()),
                        ("coefficient", pa.float64()),
                        ("standardised_coefficient", pa.float64()),
                        ("standard_error", pa.float64()),
                        ("z_statistic", pa.float64()),
                        ("p_value", pa.float64()),
                        ("lower_bound", pa.float64()),
                        ("upper_bound", pa.float64()),
                        ("unit", pa.float64()),
                        ("variance_inflation_factor", pa.float64()),
                    ]
                )
            ),
        ),
        (
            "scores",
            pa.list_(
                pa.struct(
                    [
                        ("evaluated_row", pa.int64()),
                        ("split", pa.string()),
                        ("y_true", pa.bool_()),
                        ("y_score", pa.float64()),
                        ("y_pred", pa.bool_()),
                    ]
                )
            ),
        ),
        (
            "diagnostics",
            pa.list_(pa.struct([("split", pa.string()), ("metric", pa.string()), ("metric_value", pa.float64())])),
        ),
    ]
)
# A step in which a reader thinks: ten seconds, a hundred thousand views.
UNITS = {
    "video_duration_sec": 10.0,
    "video_view_count": 100_000.0,
    "video_share_count": 10_000.0,
    "video_download_count": 1_000.0,
    "video_comment_count": 1_000.0,
}
CONFIDENCE_LEVEL = 0.95
LARGEST_SLOPE = 1e-9
SEED = 0
TEST_SIZE = 0.25
FOLDS = 5


@dataclass(frozen=True)
class Split:
    """Training and test rows: `X` with the columns `TERMS`, `y` true for a verified author."""

    X_train: pd.DataFrame
    X_test: pd.DataFrame
    y_train: pd.Series
    y_test: pd.Series


def fit_protocols(videos: pd.DataFrame, published_coefficients: Mapping[str, float]) -> pa.Table:
    """Fit the regression by both protocols.

    Parameters
    ----------
    videos : pandas.DataFrame
        Labelled videos in the order of the file, with the columns of the mart `videos`.
    published_coefficients : mapping of str to float
        The coefficients that the document publishes, by term.

    Returns
    -------
    pyarrow.Table
        One row per protocol (`as_published`, `corrected`) with the columns of `SCHEMA`: the coefficients on the
        original scale, the scores of the test rows (`corrected`: of the training rows by five folds, too), and, for
        `as_published`, the mean negative log-likelihood on the training rows of the fit, of its maximum and of the
        published coefficients with the best intercept.
        Where there are too few authors of either kind to split, `not_estimable_because` says so.
    """
    is_verified = videos["is_verified"]
    if min(is_verified.sum(), (~is_verified).sum()) < 4:  # noqa: PLR2004 - one of each kind is left on either side of the split
        reason = "fewer than four videos by verified authors, or by others"
        rows: list[dict[str, object]] = [
            {"protocol": protocol, "not_estimable_because": reason} for protocol in ("as_published", "corrected")
        ]
    else:
        # Products of matrices differ in their last digits with the number of threads that share them.
        with threadpool_limits(limits=1):
            rows = [_as_published(videos, published_coefficients), _corrected(videos)]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def design_matrix(videos: pd.DataFrame) -> pd.DataFrame:
    """Return the columns `TERMS`: counts as they are, statuses dummy-coded with the first level dropped."""
    dummies = {
        "claim_status_opinion": ~videos["is_claim"].astype(bool),
        "author_ban_status_banned": videos["is_author_banned"],
        "author_ban_status_under_review": videos["is_author_under_review"],
    }
    return videos.assign(**dummies)[TERMS].astype(float)


def cap_at_upper_fence(values: pd.Series) -> pd.Series:
    """Lower what lies above the third quartile plus 1.5 interquartile ranges to that fence (Tukey 1977)."""
    first_quartile, third_quartile = values.quantile([0.25, 0.75])
    return values.clip(upper=third_quartile + 1.5 * (third_quartile - first_quartile))


def published_split(videos: pd.DataFrame) -> Split:
    """Balance and split the videos as the document did: verified rows are drawn again, and only then split."""
    capped = videos.assign(video_comment_count=cap_at_upper_fence(videos["video_comment_count"]))
    others, verified = capped[~capped["is_verified"]], capped[capped["is_verified"]]
    balanced = pd.concat([others, resample(verified, replace=True, n_samples=len(others), random_state=SEED)])
    X, y = design_matrix(balanced), balanced["is_verified"]
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=TEST_SIZE, random_state=SEED)
    return Split(X_train, X_test, y_train, y_test)


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


def _as_published(videos: pd.DataFrame, published_coefficients: Mapping[str, float]) -> dict[str, object]:
    split = published_split(videos)
    regression = LogisticRegression(random_state=SEED, max_iter=800).fit(split.X_train, split.y_train)
    intercept, coefficients = float(regression.intercept_[0]), regression.coef_[0]
    of_published = np.array([published_coefficients[term] for term in TERMS])
    intercept_of_published = best_intercept(split.X_train.to_numpy() @ of_published, split.y_train)
    log_likelihoods = {
        "of_the_fit": (intercept, coefficients),
        "at_the_maximum": maximum_likelihood(split.X_train, split.y_train),
        "of_the_published_coefficients": (intercept_of_published, of_published),
    }
    diagnostics = [
        {
            "split": "train",
            "metric": f"mean_negative_log_likelihood_{name}",
            "metric_value": log_loss(split.y_train, _probabilities(split.X_train, *fit)),
        }
        for name, fit in log_likelihoods.items()
    ]
    diagnostics.append({"split": "train", "metric": "row_count", "metric_value": float(len(split.y_train))})
    diagnostics += _leakage(split, _probabilities(split.X_test, intercept, coefficients))
    scores_of_published = _probabilities(split.X_test, intercept_of_published, of_published)
    diagnostics.append(
        {
            "split": "test",
            "metric": "roc_auc_of_the_published_coefficients",
            "metric_value": roc_auc_score(split.y_test, scores_of_published),
        }
    )
    estimates = [
        {"term": term, "coefficient": float(coefficient), "unit": UNITS.get(term, 1.0)}
        for term, coefficient in zip(["intercept", *TERMS], [intercept, *coefficients], strict=True)
    ]
    return {
        "protocol": "as_published",
        "coefficients": estimates,
        "scores": _scores("test", split.y_test, _probabilities(split.X_test, intercept, coefficients)),
        "diagnostics": diagnostics,
    }


def _leakage(split: Split, y_score: NDArray[np.float64]) -> list[dict[str, object]]:
    """Return the share of the test rows that were trained on as well, and the accuracy with and without them."""
    is_trained_on = split.X_test.index.isin(split.X_train.index)
    is_right = (y_score > 0.5) == split.y_test.to_numpy()  # noqa: PLR2004 - the more probable class
    is_verified = split.y_test.to_numpy()
    figures = {
        "share_of_rows_also_in_training": is_trained_on.mean(),
        "share_of_verified_rows_also_in_training": is_trained_on[is_verified].mean(),
        "accuracy_of_rows_also_in_training": is_right[is_trained_on].mean() if is_trained_on.any() else None,
        "accuracy_of_rows_not_in_training": is_right[~is_trained_on].mean() if not is_trained_on.all() else None,
    }
    return [{"split": "test", "metric": metric, "metric_value": value} for metric, value in figures.items()]


def _corrected(videos: pd.DataFrame) -> dict[str, object]:
    X, y = design_matrix(videos), videos["is_verified"]
    split = Split(*train_test_split(X, y, test_size=TEST_SIZE, random_state=SEED, stratify=y))
    is_varying = split.X_train.nunique().to_numpy() > 1
    terms = split.X_train.columns[is_varying]
    scaler = StandardScaler().fit(split.X_train[terms])
    standardised = add_constant(scaler.transform(split.X_train[terms]), has_constant="add")
    # Nothing is drawn twice: the classes are balanced by weights, and on the training rows alone. Weights make the
    # likelihood no sampling model, so that the standard errors are the robust ones (the sandwich).
    weights = compute_sample_weight("balanced", split.y_train)
    model = GLM(split.y_train.astype(float), standardised, family=Binomial(), var_weights=weights)
    fitted = model.fit(cov_type="HC0", tol=1e-12, maxiter=100)
    slope = float(np.abs(model.score(fitted.params)).max() / len(split.y_train))
    if not fitted.converged or slope > LARGEST_SLOPE:
        return {"protocol": "corrected", "not_estimable_because": f"the fit does not converge (slope {slope:.1e})"}
    # To the original scale: the intercept takes up the means, each coefficient its standard deviation.
    to_original = np.diag(1 / np.concatenate([[1.0], scaler.scale_]))
    to_original[0, 1:] = -scaler.mean_ / scaler.scale_
    coefficients = to_original @ fitted.params.to_numpy()
    errors = np.sqrt(np.diag(to_original @ fitted.cov_params().to_numpy() @ to_original.T))
    quantile = stats.norm.ppf((1 + CONFIDENCE_LEVEL) / 2)
    estimates: list[dict[str, object]] = []
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
    diagnostics = {
        "mcfadden_pseudo_r_squared": 1 - fitted.llf / fitted.llnull,
        "largest_slope_of_the_mean_log_likelihood": slope,
        "row_count": float(len(split.y_train)),
    }
    y_score = _probabilities(split.X_test[terms], coefficients[0], coefficients[1:])
    return {
        "protocol": "corrected",
        "coefficients": estimates,
        "scores": _cross_validated(split) + _scores("test", split.y_test, y_score),
        "diagnostics": [
            {"split": "train", "metric": metric, "metric_value": value} for metric, value in diagnostics.items()
        ],
    }


def _cross_validated(split: Split) -> list[dict[str, object]]:
    """Return the training rows scored by fits of the same model that did not see them."""
    recipe = make_pipeline(
        VarianceThreshold(),
        StandardScaler(),
        LogisticRegression(C=np.inf, class_weight="balanced", solver="newton-cholesky", tol=1e-10, max_iter=100),
    )
    fold_count = min(FOLDS, split.y_train.value_counts().min())
    if fold_count < 2:  # noqa: PLR2004 - a fold is left to be scored
        return []
    folds = StratifiedKFold(fold_count, shuffle=True, random_state=SEED)
    y_score = cross_val_predict(recipe, split.X_train, split.y_train, cv=folds, method="predict_proba")
    return _scores("cross_validation", split.y_train, y_score[:, 1])


def best_intercept(offsets: NDArray[np.float64], y: pd.Series) -> float:
    """Return the intercept that maximises the likelihood where the other terms are given.

    Notes
    -----
    The likelihood is concave in the intercept, and at its maximum the mean probability equals the
    share of positives; Newton steps find it.
    """
    intercept = 0.0
    for _ in range(50):
        probabilities = 1 / (1 + np.exp(-(offsets + intercept)))
        step = (y.mean() - probabilities.mean()) / (probabilities * (1 - probabilities)).mean()
        intercept += float(step)
        if abs(step) < 1e-12:  # noqa: PLR2004 - below the rounding of the probabilities
            break
    return intercept


def _probabilities(X: pd.DataFrame, intercept: float, coefficients: NDArray[np.float64]) -> NDArray[np.float64]:
    probabilities: NDArray[np.float64] = 1 / (1 + np.exp(-(X.to_numpy() @ coefficients + intercept)))
    return probabilities


def _scores(split: str, y: pd.Series, y_score: NDArray[np.float64]) -> list[dict[str, object]]:
    return [
        {
            "evaluated_row": position,
            "split": split,
            "y_true": bool(truth),
            "y_score": float(score),
            "y_pred": bool(score > 0.5),  # noqa: PLR2004 - the more probable class
        }
        for position, (truth, score) in enumerate(zip(y, y_score, strict=True), start=1)
    ]
