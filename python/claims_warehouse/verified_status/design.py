"""What both evaluation schemes share: terms, training and test rows, and the form of their scores."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

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
# A step that a reader can picture: ten seconds, a hundred thousand views.
UNITS = {
    "video_duration_sec": 10.0,
    "video_view_count": 100_000.0,
    "video_share_count": 10_000.0,
    "video_download_count": 1_000.0,
    "video_comment_count": 1_000.0,
}
SEED = 0
TEST_SIZE = 0.25
FOLDS = 5
# The threshold of the more probable class.
EVEN_ODDS = 0.5


@dataclass(frozen=True)
class Split:
    """Training and test rows: `X` with the columns `TERMS`, `y` true for a verified author."""

    X_train: pd.DataFrame
    X_test: pd.DataFrame
    y_train: pd.Series
    y_test: pd.Series


def design_matrix(videos: pd.DataFrame) -> pd.DataFrame:
    """Return the columns `TERMS`: counts as they are, statuses dummy-coded with the first level dropped."""
    dummies = {
        "claim_status_opinion": ~videos["is_claim"].astype(bool),
        "author_ban_status_banned": videos["is_author_banned"],
        "author_ban_status_under_review": videos["is_author_under_review"],
    }
    return videos.assign(**dummies)[TERMS].astype(float)


def probabilities(X: pd.DataFrame, intercept: float, coefficients: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability that the author of each row is verified.

    Parameters
    ----------
    X : pandas.DataFrame of shape (n_rows, n_terms)
    intercept : float
    coefficients : ndarray of shape (n_terms,)
        Both on the scale of `X`.

    Returns
    -------
    ndarray of shape (n_rows,)
    """
    y_score: NDArray[np.float64] = expit(X.to_numpy() @ coefficients + intercept)
    return y_score


def prevalences(split: Split, is_verified: pd.Series) -> list[dict[str, object]]:
    """Return the share of verified rows among those trained on, and among the videos before any is drawn again.

    Probabilities assume the first; if the second differs, they do not hold for the videos.
    """
    figures = {
        "share_of_verified_training_rows": split.y_train.mean(),
        "share_of_verified_videos": is_verified.mean(),
    }
    return [{"split": "train", "metric": metric, "metric_value": float(value)} for metric, value in figures.items()]


def scores(
    split: str, y: pd.Series, y_score: NDArray[np.float64], threshold: float = EVEN_ODDS
) -> list[dict[str, object]]:
    """Return a row for each scored one, numbered in its order: its split, truth, score and predicted class."""
    return [
        {
            "evaluated_row": position,
            "split": split,
            "y_true": bool(truth),
            "y_score": float(score),
            "y_pred": bool(score > threshold),
        }
        for position, (truth, score) in enumerate(zip(y, y_score, strict=True), start=1)
    ]
