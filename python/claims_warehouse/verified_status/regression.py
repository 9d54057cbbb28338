"""The logistic regression of the verified status: as the document published it, and corrected."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import resample

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
        ("coefficients", pa.list_(pa.struct([("term", pa.string()), ("coefficient", pa.float64())]))),
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
SEED = 0
TEST_SIZE = 0.25


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
        original scale, the scores of the test rows, and, for `as_published`, the mean negative log-likelihood on the
        training rows of the fit, of its maximum and of the published coefficients with the best intercept.
        Where there are too few authors of either kind to split, `not_estimable_because` says so.
    """
    is_verified = videos["is_verified"]
    if min(is_verified.sum(), (~is_verified).sum()) < 4:  # noqa: PLR2004 - one of each kind is left on either side of the split
        reason = "fewer than four videos by verified authors, or by others"
        rows: list[dict[str, object]] = [
            {"protocol": protocol, "not_estimable_because": reason} for protocol in ("as_published", "corrected")
        ]
    else:
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


def maximum_likelihood(
    X: pd.DataFrame, y: pd.Series, class_weight: str | None = None
) -> tuple[float, NDArray[np.float64]]:
    """Fit an unpenalised logistic regression on standardised features by Newton's method.

    Returns
    -------
    intercept : float
    coefficients : ndarray of shape (n_terms,)
        Both on the original scale of the features. A constant feature has the coefficient 0.
    """
    is_varying = X.nunique().to_numpy() > 1
    scaler = StandardScaler()
    regression = LogisticRegression(
        C=np.inf, solver="newton-cholesky", tol=1e-10, max_iter=100, class_weight=class_weight
    )
    make_pipeline(scaler, regression).fit(X.loc[:, is_varying], y)
    coefficients = np.zeros(X.shape[1])
    coefficients[is_varying] = regression.coef_[0] / scaler.scale_
    return float(regression.intercept_[0] - coefficients[is_varying] @ scaler.mean_), coefficients


def _as_published(videos: pd.DataFrame, published_coefficients: Mapping[str, float]) -> dict[str, object]:
    split = published_split(videos)
    regression = LogisticRegression(random_state=SEED, max_iter=800).fit(split.X_train, split.y_train)
    intercept, coefficients = float(regression.intercept_[0]), regression.coef_[0]
    of_published = np.array([published_coefficients[term] for term in TERMS])
    log_likelihoods = {
        "of_the_fit": (intercept, coefficients),
        "at_the_maximum": maximum_likelihood(split.X_train, split.y_train),
        "of_the_published_coefficients": (
            best_intercept(split.X_train.to_numpy() @ of_published, split.y_train),
            of_published,
        ),
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
    return {**_result("as_published", split, intercept, coefficients), "diagnostics": diagnostics}


def _corrected(videos: pd.DataFrame) -> dict[str, object]:
    X, y = design_matrix(videos), videos["is_verified"]
    # Nothing is drawn twice: the classes are balanced by weights, and on the training rows alone.
    split = Split(*train_test_split(X, y, test_size=TEST_SIZE, random_state=SEED, stratify=y))
    intercept, coefficients = maximum_likelihood(split.X_train, split.y_train, class_weight="balanced")
    return {**_result("corrected", split, intercept, coefficients), "diagnostics": []}


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


def _result(protocol: str, split: Split, intercept: float, coefficients: NDArray[np.float64]) -> dict[str, object]:
    y_score = _probabilities(split.X_test, intercept, coefficients)
    return {
        "protocol": protocol,
        "coefficients": [
            {"term": term, "coefficient": float(coefficient)}
            for term, coefficient in zip(["intercept", *TERMS], [intercept, *coefficients], strict=True)
        ],
        "scores": [
            {
                "evaluated_row": position,
                "split": "test",
                "y_true": bool(truth),
                "y_score": float(score),
                "y_pred": bool(score > 0.5),  # noqa: PLR2004 - the more probable class
            }
            for position, (truth, score) in enumerate(zip(split.y_test, y_score, strict=True), start=1)
        ],
    }
