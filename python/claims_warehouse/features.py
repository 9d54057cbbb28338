"""Features that a claim classifier may use, by scoring stage."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, get_args

import pyarrow as pa

if TYPE_CHECKING:
    # A build that computes nothing anew needs only names.
    import pandas as pd

ScoringStage = Literal["at_upload", "with_engagement"]
SCORING_STAGES: tuple[ScoringStage, ...] = get_args(ScoringStage)

TEXT = "video_transcription_text"
# The two halves of the text: who says so, and what is said.
PHRASE, STATEMENT = "attribution_phrase", "statement"
AUTHOR_STATUS = ["is_verified", "is_author_banned", "is_author_under_review"]
COUNTS = [
    "video_view_count",
    "video_share_count",
    "video_download_count",
    "video_comment_count",
    "video_like_count",
]
# The order of the document's own analysis: a forest draws features by position.
REFERENCE_FEATURES = ["video_duration_sec", *COUNTS, "transcription_length", *AUTHOR_STATUS]
TEXTS = [TEXT, PHRASE, STATEMENT]
KNOWN_AT_UPLOAD = [*TEXTS, "video_duration_sec", "transcription_length", *AUTHOR_STATUS]
FEATURES: dict[ScoringStage, list[str]] = {
    "at_upload": KNOWN_AT_UPLOAD,
    "with_engagement": [*KNOWN_AT_UPLOAD, *COUNTS],
}
TARGET = "is_claim"
# Fewer training rows of a class leave a fold of an evaluation without it: then nothing can be estimated.
MIN_ROWS_OF_CLASS = 5
# What training reads of `int_training_videos`.
TRAINING_COLUMNS = ["video_id", "running_number", TARGET, *FEATURES["with_engagement"]]


def features_of(model: Mapping[str, Any]) -> list[str]:
    """Return the names of the features of a row of `int_model_artifacts`, or of the champions kept from it."""
    return [feature["feature"] for feature in model["features"]]


def feature_frame(videos: pa.Table, features: Sequence[str]) -> "pd.DataFrame":
    """Return features of videos: texts as they are, everything else as floating-point numbers.

    Parameters
    ----------
    videos : pyarrow.Table
        With the features as columns, as in `int_video_features`.
    features : sequence of str

    Returns
    -------
    pandas.DataFrame
        With the features as columns.
    """
    frame: pd.DataFrame = videos.select(list(features)).to_pandas()
    return frame.astype({name: str if name in TEXTS else float for name in features})
