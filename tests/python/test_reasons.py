"""Why a model says so: what words and values add makes up the log-odds of the claim."""

import sys
from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd
import pytest
from inputs.texts import LANGUAGES, labelled_texts
from scipy.special import logit
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline

from claims_warehouse.claim_models.calibration import calibrated
from claims_warehouse.claim_models.candidates import input_features, linear_model
from claims_warehouse.claim_models.reasons import MAX_REASONS, Explainer, Reasons, as_arrow
from claims_warehouse.claim_models.word_shares import NO_WORD
from claims_warehouse.features import COUNTS, PHRASE, REFERENCE_FEATURES, STATEMENT, TEXT

ROWS = 240


def videos(*languages: str) -> tuple[pd.DataFrame, Any]:
    texts, labels = labelled_texts(ROWS, languages=languages or tuple(LANGUAGES))
    random, is_claim = np.random.default_rng(0), np.array(labels, dtype=bool)
    frame = pd.DataFrame({name: random.integers(0, 1000, ROWS).astype(float) for name in REFERENCE_FEATURES})
    for name in COUNTS[:2]:
        frame[name] += 800 * is_claim
    for name in ("is_verified", "is_author_banned", "is_author_under_review"):
        frame[name] = random.integers(0, 2, ROWS).astype(float)
    halves = [(text[: len(text) // 3], text[len(text) // 3 :]) for text in texts]
    frame[TEXT] = [f"{text}, don't! @somebody https://a.example/b ..." for text in texts]
    frame[PHRASE], frame[STATEMENT] = ([half[place] for half in halves] for place in (0, 1))
    return frame, is_claim


def told(found: Reasons) -> list[list[tuple[str, str | None, float]]]:
    """Return for each row the feature, the word or value, and what it adds."""
    return [[tuple(reason.values()) for reason in row] for row in found.reasons.to_pylist()]


def trees(classifier: Any) -> Any:
    return make_pipeline(make_column_transformer(("passthrough", REFERENCE_FEATURES)), classifier)


ESTIMATORS = {
    "metadata": linear_model("metadata"),
    "phrase": linear_model("phrase"),
    "text": linear_model("text"),
    "text and engagement": linear_model("text", "metadata", "engagement"),
    "halves": linear_model("phrase", "statement"),
    "boosting": trees(HistGradientBoostingClassifier(max_iter=20, early_stopping=False, random_state=0)),
    "forest": trees(RandomForestClassifier(n_estimators=20, max_depth=4, random_state=0)),
    "words of another library": make_pipeline(
        make_column_transformer((CountVectorizer(), TEXT), (TfidfVectorizer(), PHRASE)), LogisticRegression()
    ),
}


@pytest.mark.parametrize("is_calibrated", [True, False])
@pytest.mark.parametrize("name", ESTIMATORS)
def test_reasons_add_up_to_the_log_odds(name: str, is_calibrated: bool):
    frame, is_claim = videos()
    seen = np.arange(ROWS) % 3 > 0
    frame = frame[input_features(ESTIMATORS[name])]
    estimator = ESTIMATORS[name].fit(frame[seen], is_claim[seen])
    if is_calibrated:
        estimator = calibrated(estimator, frame[~seen], is_claim[~seen])
    X = estimator[:-1].transform(frame)
    found = Explainer(estimator).explain(frame, X)
    sums = [sum(amount for _, _, amount in row) for row in told(found)]
    expected = logit(np.clip(estimator.predict_proba(frame)[:, 1], 1e-6, 1 - 1e-6))
    np.testing.assert_allclose(found.base_log_odds + sums + found.other_log_odds, expected, atol=1e-9)
    assert max(map(len, told(found))) <= MAX_REASONS
    assert any(told(found))


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_account_for_all_terms_of_a_text(language: str):
    """Nothing but runs of punctuation is left over, in any script."""
    frame, is_claim = videos(language)
    estimator = linear_model("text").fit(frame[[TEXT]], is_claim)
    explainer = Explainer(estimator)
    words = explainer._texts
    X = estimator[:-1].transform(frame[[TEXT]])
    for name, (_, shares) in words.items():
        part = X[:, estimator[0].output_indices_[name]].tocsr()
        numbers: defaultdict[str, int] = defaultdict()
        numbers.default_factory = numbers.__len__
        added = shares.added(frame[TEXT].tolist(), part, numbers)
        sums = np.bincount(added.rows, weights=added.values, minlength=ROWS)
        np.testing.assert_allclose(sums, np.asarray(part.sum(axis=1)).ravel())
        is_left_over = added.numbers == numbers[NO_WORD]
        left_over = np.bincount(added.rows, weights=added.values * is_left_over, minlength=ROWS)
        assert (np.abs(left_over) < 0.2 * sums).all()


def test_the_words_that_tell_come_first():
    texts = ["the earth is flat, said a leaflet"] * 10 + ["the earth is flat, so I feel"] * 10
    frame, is_claim = pd.DataFrame({TEXT: texts}), np.arange(20) < 10
    estimator = linear_model("text").fit(frame, is_claim)
    found = Explainer(estimator).explain(frame, estimator[:-1].transform(frame))
    for row, words in ((0, {"said", "leaflet", "a"}), (19, {"so", "feel", "i"})):
        reasons = told(found)[row]
        assert {word for _, word, _ in reasons[:3]} == words
        assert all((amount > 0) == (row == 0) for _, _, amount in reasons[:3])
        sizes = [abs(amount) for _, _, amount in reasons]
        assert sizes == sorted(sizes, reverse=True)


def test_a_word_that_all_rows_have_counts_by_how_often():
    frame, is_claim = videos()
    frame[PHRASE] = np.where(is_claim, "somebody discovered", np.where(np.arange(ROWS) % 4, "I think", "I feel"))
    estimator = linear_model("phrase", "duration").fit(frame, is_claim)
    found = Explainer(estimator).mean_by_word(frame, estimator[:-1].transform(frame))
    assert set(found) == {"somebody", "discovered", "i", "think", "feel"}
    assert {word for word, mean in found.items() if mean > 0} == {"somebody", "discovered"}
    assert abs(found["think"]) > abs(found["feel"])
    terms = estimator[:-1].transform(frame)[:, estimator[0].output_indices_["tfidfvectorizer"]]
    coefficients = estimator[-1].coef_[0][estimator[0].output_indices_["tfidfvectorizer"]]
    assert sum(found.values()) == pytest.approx(float((terms @ coefficients).mean()))
    assert Explainer(trees(RandomForestClassifier(2)).fit(frame, is_claim)).mean_by_word(frame, None) == {}


def test_values_are_told_as_they_are():
    frame, is_claim = videos()
    frame = frame[input_features(ESTIMATORS["metadata"])]
    estimator = ESTIMATORS["metadata"].fit(frame, is_claim)
    found = Explainer(estimator).explain(frame, estimator[:-1].transform(frame))
    for feature, value, _ in told(found)[0]:
        written = frame[feature].iloc[0]
        assert value == (("true" if written else "false") if feature.startswith("is_") else str(int(written)))


def test_a_model_of_another_kind_has_no_reasons():
    frame, is_claim = videos()
    estimator = trees(GaussianNB()).fit(frame[REFERENCE_FEATURES], is_claim)
    found = Explainer(estimator).explain(frame, frame[REFERENCE_FEATURES].to_numpy())
    assert told(found) == [[]] * ROWS
    base, reasons, other = as_arrow(found, np.array([0, -1]))
    assert base.to_pylist() == other.to_pylist() == [None, None]
    assert reasons.to_pylist() == [[], None]


def test_further_rows_cost_no_steps_of_python():
    """Only what prepares a text is called for each: reasons cost less than the scores, however many there are."""
    frame, is_claim = videos()
    estimator = ESTIMATORS["text and engagement"].fit(frame, is_claim)
    explainer, X = Explainer(estimator), estimator[:-1].transform(frame)
    explainer.explain(frame, X)
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    counted = []
    for rows in (ROWS // 2, ROWS):
        calls = 0
        sys.setprofile(count)
        explainer.explain(frame[:rows], X[:rows])
        sys.setprofile(None)
        counted.append(calls)
    assert counted[1] - counted[0] <= 8 * ROWS // 2
