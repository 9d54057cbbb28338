"""Texts of any script become words and characters, and are counted once for all folds without another result."""

import numpy as np
import pandas as pd
import pytest
from inputs.labelled_videos import labelled_videos
from scipy import sparse
from sklearn.base import clone
from sklearn.compose import make_column_transformer
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline

from claims_warehouse.claim_models import text_features
from claims_warehouse.claim_models.candidates import candidates, linear_model
from claims_warehouse.features import FEATURES, TEXT, feature_frame

TEXT_MODELS = [each for each in candidates() if text_features.text_steps(each.estimator)]


def words(text: str) -> list[str]:
    return text_features.word_vectorizer().set_params(ngram_range=(1, 1)).build_analyzer()(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I SAY: Straße", ["i", "say", "strasse"]),
        ("\uff46\uff55\uff4c\uff4c \ufb01ne", ["full", "fine"]),
        ("see https://example.org/a?b=c and www.example.org!", ["see", "@address", "and", "@address"]),
        ("@somebody #Masks work", ["@mention", "#masks", "work"]),
        ("rain 😀☔", ["rain", "😀", "☔"]),
        ("疫苗有效", ["疫", "苗", "有", "效"]),
        ("コーヒーbar", ["コ", "ー", "ヒ", "ー", "bar"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("백신 효과", ["백신", "효과"]),
        ("", []),
    ],
)
def test_words_of_every_script_are_separated(text: str, expected: list[str]):
    assert words(text) == expected


@pytest.mark.parametrize("candidate", TEXT_MODELS, ids=lambda candidate: candidate.model_name)
def test_counting_once_gives_the_scores_of_counting_in_each_fold(candidate):
    videos = labelled_videos(200)
    X, y = feature_frame(videos, FEATURES[candidate.scoring_stage]), videos["is_claim"].to_pandas()
    counted, rows = text_features.count_once(candidate.estimator, X)
    expected = cross_val_predict(candidate.estimator, X, y, cv=3, method="predict_proba")
    found = cross_val_predict(counted, rows, y, cv=3, method="predict_proba")
    # Sums of the same numbers in another order differ in their last digits.
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_columns_of_a_fold_are_those_of_its_own_training_rows():
    texts = pd.DataFrame({TEXT: ["rain falls here", "rain falls there", "sun shines here", "sun shines there"]})
    estimator = linear_model("text")
    for train in ([0, 1], [1, 2, 3]):
        counted, rows = text_features.count_once(estimator, texts)
        found = clone(counted[0]).fit_transform(rows.iloc[train])
        expected = clone(estimator[0]).fit_transform(texts.iloc[train])
        # Where every row holds every word that is left, the matrix is dense.
        found, expected = (sparse.csr_array(matrix).toarray() for matrix in (found, expected))
        np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize("candidate", TEXT_MODELS, ids=lambda candidate: candidate.model_name)
def test_shuffling_transformed_texts_is_shuffling_texts(candidate):
    videos = labelled_videos(120)
    X, y = feature_frame(videos, FEATURES[candidate.scoring_stage]), videos["is_claim"].to_pandas()
    fitted = clone(candidate.estimator).fit(X, y)
    looked_up, rows = text_features.transform_once(fitted, X)
    order = np.random.default_rng(0).permutation(len(X))
    shuffled = rows.assign(**{name: rows[name].to_numpy()[order] for name in (TEXT, "attribution_phrase")})
    expected = X.assign(**{name: X[name].to_numpy()[order] for name in (TEXT, "attribution_phrase")})
    np.testing.assert_allclose(looked_up.predict_proba(shuffled), fitted.predict_proba(expected), rtol=1e-12)


def test_an_estimator_without_text_is_left_as_it_is():
    estimator = linear_model("metadata")
    X = pd.DataFrame({"video_duration_sec": [1.0]})
    assert text_features.count_once(estimator, X) == (estimator, X)
    assert text_features.transform_once(estimator, X) == (estimator, X)


def test_a_text_of_another_script_is_unfamiliar_and_a_known_word_is_not():
    texts = pd.DataFrame({TEXT: ["the mill closes", "the mill opens", "the mill burns"]})
    columns = make_column_transformer(
        (text_features.word_vectorizer(), TEXT), (text_features.character_vectorizer(), TEXT)
    ).fit(texts)
    new = pd.DataFrame({TEXT: ["疫苗有效", "millions", "", "the"]})
    steps = text_features.text_steps(make_pipeline(columns, "passthrough"))
    found = text_features.knows_wording(columns, columns.transform(new), steps)
    assert found.tolist() == [False, True, False, True]
