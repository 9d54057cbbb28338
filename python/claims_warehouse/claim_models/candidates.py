"""The classifiers that compete: each one entry in `candidates`, with what it may look at."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.compose import make_column_transformer
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, MinMaxScaler

from claims_warehouse.claim_models.search import search_forest
from claims_warehouse.claim_models.text_features import character_vectorizer, word_vectorizer
from claims_warehouse.features import (
    AUTHOR_STATUS,
    COUNTS,
    PHRASE,
    REFERENCE_FEATURES,
    STATEMENT,
    TEXT,
    ScoringStage,
)

SEED = 0
VIEWS_THRESHOLD = 10_000
# Inverse of the strength of regularisation: words and characters are many, and ten of it learns them by heart.
C, C_OF_TEXT = 10, 2


@dataclass(frozen=True)
class Candidate:
    """A classifier that is trained, evaluated and, if it wins, used.

    Parameters
    ----------
    model_name : str
        Its name in every table.
    stage : {"at_upload", "with_engagement"}
        When it can be used: with engagement it may look at engagement.
    estimator : sklearn estimator
        Unfitted; takes a frame with the features of its stage, knows a claim as True.
    is_searched : bool
        Whether its hyperparameters are searched first, on the training rows.
    is_baseline : bool
        Whether it is what a champion has to beat, and so is none itself. Its scores are not calibrated.
    """

    model_name: str
    scoring_stage: ScoringStage
    estimator: BaseEstimator
    is_searched: bool = False
    is_baseline: bool = False

    def tuned(self, X: pd.DataFrame, y: pd.Series) -> BaseEstimator:
        """Return the unfitted estimator to train, with its hyperparameters searched where it asks for that."""
        return search_forest(self.estimator, X, y) if self.is_searched else self.estimator


def candidates() -> list[Candidate]:
    """Return the classifiers that compete, the simplest first: where figures tie, it wins."""
    return [
        Candidate("majority_class", "at_upload", DummyClassifier(strategy="prior"), is_baseline=True),
        Candidate("metadata_logistic_regression", "at_upload", linear_model("metadata")),
        Candidate("phrase_logistic_regression", "at_upload", linear_model("phrase")),
        Candidate("text_logistic_regression", "at_upload", linear_model("text")),
        Candidate("views_rule", "with_engagement", views_rule(), is_baseline=True),
        Candidate("histogram_gradient_boosting", "with_engagement", _boosting_pipeline()),
        Candidate("random_forest", "with_engagement", _forest_pipeline(), is_searched=True),
        Candidate("text_and_engagement", "with_engagement", linear_model("text", "metadata", "engagement")),
    ]


def views_rule() -> BaseEstimator:
    """Return the rule `video_view_count > 10000` as a linear classifier with its weights given, not fitted.

    Its scores rise with the views and pass one half where the rule says claim; they are no calibrated probabilities.
    """
    rule = LogisticRegression()
    rule.classes_ = np.array([False, True])
    rule.coef_ = np.array([[1.0]])
    rule.intercept_ = np.array([-float(VIEWS_THRESHOLD)])
    return make_pipeline(make_column_transformer(("passthrough", ["video_view_count"])), FrozenEstimator(rule))


def linear_model(*feature_sets: str) -> BaseEstimator:
    """Return a logistic regression on some of the sets of features, each scaled to the order of one.

    Parameters
    ----------
    *feature_sets : {"text", "phrase", "statement", "duration", "author_status", "metadata", "engagement"}
        Words and characters (TF-IDF) of the transcript, or words of one of its halves; the metadata (duration, length,
        author status) or a part of them; the logarithms of the counts.
    """
    transformers: dict[str, list[tuple[Any, Any]]] = {
        "text": [(word_vectorizer(), TEXT), (character_vectorizer(), TEXT)],
        "phrase": [(word_vectorizer(), PHRASE)],
        "statement": [(word_vectorizer(), STATEMENT)],
        "duration": [(MinMaxScaler(), ["video_duration_sec"])],
        "author_status": [("passthrough", AUTHOR_STATUS)],
        "metadata": [(MinMaxScaler(), ["video_duration_sec", "transcription_length"]), ("passthrough", AUTHOR_STATUS)],
        "engagement": [(make_pipeline(FunctionTransformer(np.log1p), MinMaxScaler()), COUNTS)],
    }
    chosen = [transformer for feature_set in feature_sets for transformer in transformers[feature_set]]
    # Words of few texts are not made a dense matrix: what is known of a text would be harder to see, not faster.
    columns = make_column_transformer(*chosen, sparse_threshold=1)
    regression = LogisticRegression(C=C, max_iter=1000, random_state=SEED)
    if "text" in feature_sets:
        # Where there are more columns than rows, the dual is found in a sixteenth of the time, and more precisely.
        regression.set_params(C=C_OF_TEXT, solver="liblinear", dual=True)
    return make_pipeline(columns, regression)


def input_features(estimator: Any) -> list[str]:
    """Return the features that an estimator looks at; one without a column transformer is given the duration alone."""
    if not hasattr(estimator, "steps"):
        return ["video_duration_sec"]
    columns = [name for _, _, names in estimator[0].transformers for name in np.ravel(names)]
    return list(dict.fromkeys(columns))


def _boosting_pipeline() -> BaseEstimator:
    return make_pipeline(
        make_column_transformer(("passthrough", REFERENCE_FEATURES)),
        # Left to itself it stops early from 10,000 rows on: a learning curve would compare two recipes. A share that it
        # held out to stop by would leave the fewest rows without a class.
        HistGradientBoostingClassifier(max_iter=50, early_stopping=False, random_state=SEED),
    )


def _forest_pipeline() -> BaseEstimator:
    return make_pipeline(
        make_column_transformer(("passthrough", REFERENCE_FEATURES)), RandomForestClassifier(random_state=SEED)
    )
