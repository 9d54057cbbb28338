"""The classifiers that compete: each one entry in `candidates`, with what it may look at."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.compose import make_column_transformer
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from claims_warehouse.classification.features import AUTHOR_STATUS, COUNTS, PUBLISHED_FEATURES, TEXT, Moment
from claims_warehouse.classification.search import search_forest

SEED = 0
VIEWS_THRESHOLD = 10_000


@dataclass(frozen=True)
class Candidate:
    """A classifier that is trained, evaluated and, if it wins, used.

    Parameters
    ----------
    model_name : str
        Its name in every table.
    moment : {"at_publication", "after_publication"}
        When it can be used: after publication it may look at engagement.
    estimator : sklearn estimator
        Unfitted; takes a frame with the features of its moment, knows a claim as True.
    is_searched : bool
        Whether its hyperparameters are searched first, on the training rows.
    """

    model_name: str
    moment: Moment
    estimator: BaseEstimator
    is_searched: bool = False

    def tuned(self, X: pd.DataFrame, y: pd.Series) -> BaseEstimator:
        """Return the unfitted estimator to train, with its hyperparameters searched where it asks for that."""
        return search_forest(self.estimator, X, y) if self.is_searched else self.estimator


def candidates() -> list[Candidate]:
    """Return the classifiers that compete, the simplest first: where figures tie, it wins."""
    return [
        Candidate("majority_class", "at_publication", DummyClassifier(strategy="prior")),
        Candidate("text_logistic_regression", "at_publication", _text_pipeline(with_counts=False)),
        Candidate("views_rule", "after_publication", views_rule()),
        Candidate("random_forest", "after_publication", _forest_pipeline(), is_searched=True),
        Candidate("text_and_engagement", "after_publication", _text_pipeline(with_counts=True)),
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


def _forest_pipeline() -> BaseEstimator:
    return make_pipeline(
        make_column_transformer(("passthrough", PUBLISHED_FEATURES)), RandomForestClassifier(random_state=SEED)
    )


def _text_pipeline(with_counts: bool) -> BaseEstimator:
    transformers = [
        (TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), TEXT),
        (StandardScaler(), ["video_duration_sec"]),
        ("passthrough", AUTHOR_STATUS),
    ]
    if with_counts:
        # Counts are skewed; a linear model sees them better as logarithms.
        transformers.append((make_pipeline(FunctionTransformer(np.log1p), StandardScaler()), COUNTS))
    return make_pipeline(
        make_column_transformer(*transformers), LogisticRegression(C=100.0, max_iter=1000, random_state=SEED)
    )
