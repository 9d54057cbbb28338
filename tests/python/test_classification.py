"""Candidates are trained, searched for, stored as bytes and brought back, and score videos in batches."""

import functools
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import skops.io
from inputs.labelled_videos import labelled_videos
from sklearn import metrics
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import make_column_transformer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.tree import DecisionTreeClassifier

from claims_warehouse.cache import sha256_of
from claims_warehouse.claim_models import artifacts, calibration, fold_scores, scoring, search, training
from claims_warehouse.claim_models.candidates import Candidate, candidates, input_features, views_rule
from claims_warehouse.claim_models.splits import reference_split
from claims_warehouse.engines import BATCH_ROWS
from claims_warehouse.features import AUTHOR_STATUS, COUNTS, FEATURES, feature_frame


@pytest.fixture
def small_grid(monkeypatch: pytest.MonkeyPatch) -> None:
    step = "randomforestclassifier__"
    monkeypatch.setattr(search, "TREE_GRID", [{f"{step}max_depth": [2, None], f"{step}max_features": [0.3, 0.6]}])
    monkeypatch.setattr(search, "N_ESTIMATORS", 12)


def test_no_two_candidates_share_a_name_and_the_simplest_comes_first():
    names = [candidate.model_name for candidate in candidates()]
    assert len(set(names)) == len(names)
    assert names[0] == "majority_class"
    assert {candidate.scoring_stage for candidate in candidates()} == {"at_upload", "with_engagement"}


@pytest.mark.parametrize("candidate", candidates(), ids=lambda candidate: candidate.model_name)
def test_every_candidate_survives_the_way_through_bytes(candidate: Candidate):
    videos = labelled_videos()
    X, y = feature_frame(videos, FEATURES[candidate.scoring_stage]), videos["is_claim"].to_pandas()
    estimator = clone(candidate.estimator).fit(X, y)
    content = artifacts.to_bytes(estimator)
    again = artifacts.from_bytes(content, sha256_of(content))
    np.testing.assert_array_equal(again.predict_proba(X), estimator.predict_proba(X))
    assert artifacts.to_bytes(clone(candidate.estimator).fit(X, y)) == content


def test_every_candidate_says_what_it_looks_at():
    input_features_of = {candidate.model_name: input_features(candidate.estimator) for candidate in candidates()}
    assert input_features_of["views_rule"] == ["video_view_count"]
    assert input_features_of["phrase_logistic_regression"] == ["attribution_phrase"]
    for candidate in candidates():
        assert set(input_features_of[candidate.model_name]) <= set(FEATURES[candidate.scoring_stage])


def test_no_candidate_for_release_is_given_engagement():
    assert not set(COUNTS) & set(FEATURES["at_upload"])
    assert set(feature_frame(labelled_videos(), FEATURES["at_upload"]).columns) == set(FEATURES["at_upload"])


@pytest.mark.parametrize(("views", "is_claim"), [(0, False), (10_000, False), (10_001, True), (10**15, True)])
def test_the_rule_is_more_than_ten_thousand_views(views: int, is_claim: bool):
    frame = feature_frame(labelled_videos(10), FEATURES["with_engagement"]).assign(video_view_count=float(views))
    rule = views_rule().fit(frame, np.arange(10) < 5)
    assert rule.predict(frame).tolist() == [is_claim] * 10
    assert (rule.predict_proba(frame)[:, 1] > 0.5).tolist() == [is_claim] * 10


def test_boosting_is_one_recipe_below_and_above_ten_thousand_rows():
    (boosting,) = [each.estimator[-1] for each in candidates() if each.model_name == "histogram_gradient_boosting"]
    generator = np.random.default_rng(0)
    # Labels that nothing tells: whoever holds rows out to stop by stops at once.
    X, y = generator.random((10_100, 2)), generator.random(10_100) < 0.5
    assert [clone(boosting).fit(X[:rows], y[:rows]).n_iter_ for rows in (9_900, 10_100)] == [boosting.max_iter] * 2


def test_features_other_than_the_text_are_numbers():
    frame = feature_frame(labelled_videos(), FEATURES["with_engagement"])
    assert all(frame[name].dtype == float for name in [*COUNTS, *AUTHOR_STATUS, "video_duration_sec"])


def test_tampered_bytes_are_refused():
    content = artifacts.to_bytes(LogisticRegression())
    with pytest.raises(artifacts.TamperedArtifactError):
        artifacts.from_bytes(content + b"\0", sha256_of(content))


def test_a_type_beyond_scikit_learns_own_is_refused():
    content = skops.io.dumps(make_pipeline(FunctionTransformer(labelled_videos), LogisticRegression()))
    with pytest.raises(skops.io.exceptions.UntrustedTypesFoundException):
        artifacts.from_bytes(content, sha256_of(content))


def test_a_model_that_could_not_be_read_again_is_not_written_and_the_remedy_is_said():
    pipeline = make_pipeline(FunctionTransformer(labelled_videos), LogisticRegression())
    message = r"a fitted LogisticRegression .*labelled_videos.*TRUSTED_TYPES"
    with pytest.raises(artifacts.UntrustedTypeError, match=message):
        artifacts.to_bytes(pipeline)


def test_the_split_is_the_documents():
    rest, test = train_test_split(np.arange(1_000), test_size=0.2, random_state=0)
    train, validation = train_test_split(rest, test_size=0.25, random_state=0)
    split = reference_split(1_000)
    for name, part in (("train", train), ("validation", validation), ("test", test)):
        assert set(np.flatnonzero(split == name)) == set(part)
    assert [len(train), len(validation), len(test)] == [600, 200, 200]
    assert set(reference_split(9)) == {"train"}


@pytest.fixture
def small_trained(small_grid: None) -> tuple[pa.Table, pa.Table]:  # noqa: ARG001 - it makes the search short
    return trained_on_few_videos()


@functools.cache
def trained_on_few_videos() -> tuple[pa.Table, pa.Table]:
    videos = with_split(labelled_videos())
    return videos, training.train_candidates(videos, "of these videos")


def with_split(videos: pa.Table) -> pa.Table:
    return videos.append_column("split", pa.array(reference_split(videos.num_rows)))


def with_labels(videos: pa.Table, labels: Any) -> pa.Table:
    return videos.set_column(videos.schema.get_field_index("is_claim"), "is_claim", pa.array(labels))


def test_each_candidate_is_trained_on_the_training_rows_and_calibrated_unless_it_is_a_baseline(small_trained: Any):
    _, models = small_trained
    assert models["model_name"].to_pylist() == [candidate.model_name for candidate in candidates()]
    for model in models.to_pylist():
        assert model["training_row_count"] == 180
        assert sha256_of(model["artifact"]) == model["artifact_sha256"]
        assert model["is_calibrated"] == (model["model_name"] not in ("majority_class", "views_rule"))


def test_a_calibrated_model_ranks_as_before_and_its_sigmoid_is_fitted_on_the_validation_rows(small_trained: Any):
    videos, models = small_trained
    (model,) = [row for row in models.to_pylist() if row["model_name"] == "metadata_logistic_regression"]
    fitted = artifacts.from_bytes(model["artifact"], model["artifact_sha256"])
    X, y = feature_frame(videos, input_features(fitted)), videos["is_claim"].to_numpy().astype(bool)
    plain = calibration.uncalibrated(fitted)
    is_validation = (videos["split"].to_pandas() == "validation").to_numpy()
    expected = CalibratedClassifierCV(FrozenEstimator(plain), method="sigmoid", cv=2)
    expected.fit(X[is_validation], y[is_validation])
    np.testing.assert_allclose(fitted.predict_proba(X), expected.predict_proba(X), rtol=1e-9)
    assert (np.argsort(fitted.predict_proba(X)[:, 1]) == np.argsort(plain.predict_proba(X)[:, 1])).all()


def test_training_twice_gives_the_same_models(small_trained: Any):
    videos, models = small_trained
    again = training.train_candidates(videos, "of these videos")
    # What grows on several threads may be written down in another order.
    assert again.drop_columns(["artifact", "artifact_sha256"]) == models.drop_columns(["artifact", "artifact_sha256"])


@pytest.mark.parametrize("claims", [0, 3, 300])
def test_too_few_of_a_class_is_said_and_no_model_is_made(claims: int):
    videos = with_split(with_labels(labelled_videos(), np.arange(300) < claims))
    models = training.train_candidates(videos, "of these videos").to_pylist()
    for model in models:
        assert "fewer than 5 claims or fewer than 5 opinions" in model["not_estimable_because"]
        assert model["artifact"] is None
    assert fold_scores.score_folds(videos, models, 2).num_rows == 0


@pytest.mark.usefixtures("small_grid")
def test_a_candidate_is_given_the_rows_that_have_its_features():
    videos = with_split(labelled_videos())
    some = pa.array([None if row % 3 == 0 else row for row in range(300)], pa.int64())
    videos = videos.set_column(videos.schema.get_field_index("video_view_count"), "video_view_count", some)
    videos = videos.set_column(
        videos.schema.get_field_index("attribution_phrase"), "attribution_phrase", pa.nulls(300, pa.string())
    )
    models = {model["model_name"]: model for model in training.train_candidates(videos, "v").to_pylist()}
    assert models["text_logistic_regression"]["training_row_count"] == 180
    assert 100 < models["text_and_engagement"]["training_row_count"] < 140
    assert "that have its features" in models["phrase_logistic_regression"]["not_estimable_because"]
    scored = fold_scores.score_folds(videos, list(models.values()), 1).to_pandas()
    counts = scored[scored["repeat_number"] == 0].groupby("model_id").size()
    assert counts[models["text_logistic_regression"]["model_id"]] == 120
    assert counts[models["text_and_engagement"]["model_id"]] < 100


def test_a_model_that_memorises_is_not_scored_on_what_it_memorised(monkeypatch: pytest.MonkeyPatch):
    """Labels that no feature explains: a tree remembers its own rows perfectly, and must not be credited for it."""
    noise = np.random.default_rng(5).random(300) < 0.5
    videos = with_split(with_labels(labelled_videos(), noise))
    text = make_column_transformer((TfidfVectorizer(), "video_transcription_text"))
    memorising = make_pipeline(text, DecisionTreeClassifier(random_state=0))
    monkeypatch.setattr(training, "candidates", lambda: [Candidate("memory", "at_upload", memorising)])
    models = training.train_candidates(videos, "of these videos").to_pylist()
    scores = fold_scores.score_folds(videos, models, 1).to_pandas()
    assert metrics.accuracy_score(scores["y_true"], scores["raw_score"] > 0.5) < 0.7
    assert metrics.roc_auc_score(scores["y_true"], scores["claim_probability"]) < 0.65
    X, y = feature_frame(videos, FEATURES["at_upload"]), videos["is_claim"].to_pandas()
    assert clone(memorising).fit(X, y).score(X, y) > 0.95


def test_a_model_that_is_behind_after_the_first_repeat_has_no_other(
    small_trained: Any, monkeypatch: pytest.MonkeyPatch
):
    videos, models = small_trained
    monkeypatch.setattr(fold_scores, "contenders", lambda models, *_: models[1:2])
    scores = fold_scores.score_folds(videos, models.to_pylist()[:3], 3).to_pandas()
    repeats = scores.groupby("model_id", sort=False)["repeat_number"].unique().map(sorted).tolist()
    assert repeats == [[0, 1], [0, 1, 2, 3], [0, 1]]


def test_each_row_is_scored_once_a_repeat_by_a_model_of_another_fold_and_held_out_rows_by_the_model(
    small_trained: Any, monkeypatch: pytest.MonkeyPatch
):
    videos, models = small_trained
    monkeypatch.setattr(fold_scores, "contenders", lambda models, *_: models)
    scores = fold_scores.score_folds(videos, models.to_pylist(), 2).to_pandas()
    for _, of_model in scores.groupby("model_id"):
        counts = of_model.groupby(["repeat_number", "split"]).size().to_dict()
        held_out = {(0, "validation"): 60, (0, "test"): 60}
        assert counts == held_out | {(r, split): n for r in (1, 2) for split, n in (("train", 180), ("validation", 60))}
        assert not of_model.duplicated(["video_id", "repeat_number"]).any()
    folds = scores[scores["repeat_number"] == 1].groupby("video_id")["fold_number"]
    assert (folds.min() == folds.max()).all()
    (metadata,) = [row for row in models.to_pylist() if row["model_name"] == "metadata_logistic_regression"]
    plain = calibration.uncalibrated(artifacts.from_bytes(metadata["artifact"], metadata["artifact_sha256"]))
    X, y = feature_frame(videos, input_features(plain)), videos["is_claim"].to_numpy().astype(bool)
    of_model = scores[(scores["model_id"] == metadata["model_id"]) & (scores["repeat_number"] == 1)]
    position = pd.Series(range(videos.num_rows), index=videos["video_id"].to_pandas())
    here = of_model[of_model["fold_number"] == 2]
    others = position[of_model.loc[of_model["fold_number"] != 2, "video_id"]]
    refitted = clone(plain).fit(X.iloc[others], y[others])
    np.testing.assert_allclose(here["raw_score"], refitted.predict_proba(X.iloc[position[here["video_id"]]])[:, 1])


def test_a_label_takes_no_part_in_the_calibration_of_its_own_row():
    generator = np.random.default_rng(0)
    values, y_true, fold = generator.normal(size=100), generator.random(100) < 0.4, np.arange(100) % 5 + 1
    before = calibration.cross_calibrated(values, y_true, fold, is_fitted_on=fold > 0)
    turned = y_true.copy()
    turned[fold == 1] = ~turned[fold == 1]
    after = calibration.cross_calibrated(values, turned, fold, is_fitted_on=fold > 0)
    np.testing.assert_array_equal(before[fold == 1], after[fold == 1])
    assert (before[fold == 2] != after[fold == 2]).any()


@pytest.mark.usefixtures("small_grid")
def test_validation_rows_are_calibrated_where_folds_that_are_drawn_leave_out_a_rare_class(
    monkeypatch: pytest.MonkeyPatch,
):
    """Five claims are validation rows; one fold of the training and validation rows holds four of them."""
    generator, split = np.random.default_rng(41), reference_split(300)
    is_claim = np.zeros(300, bool)
    for part, count in (("validation", 5), ("train", 25)):
        is_claim[generator.choice(np.flatnonzero(split == part), count, replace=False)] = True
    videos = with_split(with_labels(labelled_videos(), is_claim))
    (candidate,) = [candidate for candidate in candidates() if candidate.model_name == "metadata_logistic_regression"]
    monkeypatch.setattr(training, "candidates", lambda: [candidate])
    models = training.train_candidates(videos, "of these videos").to_pylist()
    assert models[0]["is_calibrated"]
    scores = fold_scores.score_folds(videos, models, 1).to_pandas()
    is_validation = (scores["repeat_number"] == 0) & (scores["split"] == "validation")
    assert scores.loc[is_validation, "claim_probability"].between(0, 0.5).all()


@pytest.mark.parametrize("row_count", [7, 2 * BATCH_ROWS + 1_000], ids=["in one batch", "in processes"])
def test_batches_are_scored_as_the_whole_table_is(row_count: int):
    videos = labelled_videos(row_count)
    models, expected = [], {}
    for candidate in (candidates()[2], candidates()[-1]):
        X, y = feature_frame(videos, FEATURES[candidate.scoring_stage]), videos["is_claim"].to_pandas()
        estimator = clone(candidate.estimator).fit(X, y)
        content = artifacts.to_bytes(estimator)
        models.append(
            {
                "model_id": candidate.model_name,
                "features": input_features(estimator),
                "artifact": content,
                "artifact_sha256": sha256_of(content),
            }
        )
        expected[candidate.model_name] = estimator.predict_proba(X)[:, 1]
    with duckdb.connect() as connection:
        relation = connection.from_arrow(videos.append_column("features_hash", pa.nulls(row_count, pa.int64())))
        scored = scoring.score_videos(relation, row_count, models).read_all().to_pandas()
    for model_id, probabilities in expected.items():
        model_row = scored[scored["model_id"] == model_id]
        assert model_row["video_id"].tolist() == videos["video_id"].to_pylist()
        np.testing.assert_allclose(model_row["claim_probability"], probabilities, rtol=1e-12)
