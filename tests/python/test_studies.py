"""Folds that hold out statements and phrases, and a leak that they catch."""

import numpy as np
import pandas as pd
import pytest
from inputs.labelled_videos import labelled_videos
from scipy import stats
from sklearn.dummy import DummyClassifier
from sklearn.model_selection import RepeatedStratifiedKFold

from claims_warehouse.cache import sha256_of
from claims_warehouse.claim_models import artifacts, studies
from claims_warehouse.claim_models.candidates import linear_model, views_rule


def model(model_id: str, estimator: object, scoring_stage: str = "at_upload") -> dict[str, object]:
    artifact = artifacts.to_bytes(estimator)
    return {
        "model_id": model_id,
        "scoring_stage": scoring_stage,
        "artifact": artifact,
        "artifact_sha256": sha256_of(artifact),
    }


@pytest.fixture(scope="module")
def studied() -> pd.DataFrame:
    models = [
        model("words", linear_model("text")),
        model("majority", DummyClassifier(strategy="prior")),
        {"model_id": "untrained", "scoring_stage": "at_upload", "artifact": None, "artifact_sha256": None},
    ]
    return studies.study_candidates(with_phrases(), models, repeats=2).to_pandas()


def with_phrases(row_count: int = 300):
    """Videos whose statements tell nothing of their class, and whose phrases are many and of one class each."""
    videos = labelled_videos(row_count)
    is_claim = videos["is_claim"].to_numpy()
    names = np.array(["ann", "bob", "cleo", "dan", "eve", "fay", "gus"])[np.arange(row_count) % 7]
    phrases = np.where(is_claim, np.char.add("a leaflet said to ", names), np.char.add("we feel with ", names))
    statements = np.array(["it rains", "it snows", "it hails", "it thaws", "fog lifts", "wind turns"])[
        np.random.default_rng(1).integers(0, 6, row_count)
    ]
    texts = [f"{phrase} that {statement}" for phrase, statement in zip(phrases, statements, strict=True)]
    for name, values in (
        ("video_transcription_text", texts),
        ("attribution_phrase", phrases),
        ("statement", statements),
    ):
        videos = videos.set_column(videos.schema.get_field_index(name), name, [list(values)])
    return videos


def value(studied: pd.DataFrame, **conditions: object) -> float:
    rows = studied
    for column, condition in conditions.items():
        rows = rows[rows[column] == condition]
    (found,) = rows["metric_value"]
    return float(found)


def test_every_protocol_scores_every_row_once_a_pass(studied: pd.DataFrame):
    for evaluation_scheme in ("stratified_folds", "grouped_by_statement", "grouped_by_phrase"):
        rows = {"study": "cross_validation", "model_id": "words", "evaluation_scheme": evaluation_scheme}
        assert value(studied, **rows, metric="row_count") == 300
        assert value(studied, **rows, metric="error_count") == pytest.approx(
            300 * (1 - value(studied, **rows, metric="accuracy")), abs=1
        )


def test_a_model_without_an_artifact_is_not_studied(studied: pd.DataFrame):
    assert set(studied["model_id"]) == {"words", "majority", "logistic_regression"}


def test_groups_are_held_out_whole():
    frame = with_phrases().to_pandas()
    y = frame["is_claim"]
    for evaluation_scheme, folds in studies._schemes(frame, y, repeats=1):
        column = {"grouped_by_statement": "statement", "grouped_by_phrase": "attribution_phrase"}.get(evaluation_scheme)
        assert sorted(np.concatenate([test for _, test in folds])) == list(range(300))
        for train, test in folds:
            assert not set(train) & set(test)
            if column:
                assert not set(frame[column].iloc[train]) & set(frame[column].iloc[test])


def test_a_memory_of_whole_phrases_is_caught_where_phrases_are_held_out():
    """The planted leak: phrases of one word each, so that only their memory tells the classes apart."""
    videos = with_phrases()
    names = np.random.default_rng(2).integers(0, 40, 300)
    # Twenty words are said of claims and twenty of opinions, and nothing else is in them.
    is_claim = names < 20
    phrases = [f"word{name}" for name in names]
    for name, values in (("attribution_phrase", phrases), ("is_claim", is_claim.tolist())):
        videos = videos.set_column(videos.schema.get_field_index(name), name, [values])
    rows = studies.study_candidates(videos, [model("memory", linear_model("phrase"))], repeats=1).to_pandas()
    accuracy = rows[(rows["model_id"] == "memory") & (rows["metric"] == "accuracy")]
    by_scheme = accuracy[accuracy["study"] == "cross_validation"].set_index("evaluation_scheme")["metric_value"]
    assert by_scheme["stratified_folds"] > 0.95
    assert by_scheme["grouped_by_phrase"] < 0.7


def test_the_ablation_tells_phrase_from_statement(studied: pd.DataFrame):
    accuracy = {"metric": "accuracy", "class_label": "all"}
    assert value(studied, study="ablation_alone", feature_set="phrase", **accuracy) == 1
    assert value(studied, study="ablation_alone", feature_set="statement", **accuracy) < 0.65
    assert value(studied, study="ablation_all", feature_set="all", **accuracy) == 1


def test_the_learning_curve_trains_on_growing_shares(studied: pd.DataFrame):
    curve = studied[(studied["study"] == "learning_curve") & (studied["model_id"] == "words")]
    rows = curve.groupby("training_share")["training_row_count"].first()
    assert rows.index.tolist() == list(studies.TRAINING_SHARES)
    assert rows.is_monotonic_increasing
    assert rows.iloc[-1] == 60
    end = studied[(studied["study"] == "learning_curve_all") & (studied["model_id"] == "words")]
    assert set(end["training_row_count"]) == {200}
    assert set(end["training_share"]) == {1}


def test_a_figure_has_a_standard_error_and_an_interval_or_the_reason_why_not(studied: pd.DataFrame):
    has_error = studied["standard_error"].notna()
    for column in ("lower_bound", "upper_bound"):
        assert (studied[column].notna() == has_error).all()
    assert (studied["standard_error_note"].isna() == has_error).all()
    assert (studied.loc[has_error, "standard_error"] > 1e-9).all()
    is_count = studied["metric"].isin(["row_count", "support", "error_count"])
    assert (studied.loc[is_count, "standard_error_note"] == "a count of one pass").all()
    perfect = studied[(studied["metric_value"] == 1) & ~is_count]
    assert len(perfect)
    assert perfect["standard_error_note"].unique().tolist() == [
        "every fold has the same value, which is no evidence of certainty"
    ]
    is_constant = studied["model_id"] == "majority"
    fixed = studied[is_constant & (studied["evaluation_scheme"] == "stratified_folds")]
    assert fixed["standard_error"].isna().all()
    # Where statements are held out, the classes' shares differ from fold to fold.
    assert has_error[is_constant & (studied["evaluation_scheme"] == "grouped_by_statement")].any()
    unknown = studied[(studied["model_id"] == "majority") & (studied["metric"] == "precision")]
    assert set(unknown.loc[unknown["metric_value"].isna(), "standard_error_note"]) == {"a fold has no value"}
    by_folds = studied[["study", "evaluation_scheme", "fold_count"]].drop_duplicates().itertuples(index=False)
    counts = {study: count for study, evaluation_scheme, count in by_folds if evaluation_scheme == "stratified_folds"}
    assert counts == dict.fromkeys(set(counts), 3) | {"cross_validation": 6}


def test_bars_of_a_rule_that_is_not_trained_do_not_shrink_with_the_training_rows():
    videos = labelled_videos(400)
    few_views = np.where(np.arange(400) % 9 == 0, 5, 20_000)
    views = np.where(videos["is_claim"], few_views, 100)
    videos = videos.set_column(videos.schema.get_field_index("video_view_count"), "video_view_count", [views])
    rows = studies.study_candidates(videos, [model("rule", views_rule(), "with_engagement")], repeats=2).to_pandas()
    curve = rows[rows["study"].str.startswith("learning_curve") & (rows["metric"] == "accuracy")]
    assert len(curve) == 5
    assert curve["standard_error"].nunique() == curve["lower_bound"].nunique() == 1
    first = curve.iloc[0]
    # By hand: three folds, each a third of the rows against two.
    folds = RepeatedStratifiedKFold(n_splits=3, n_repeats=1, random_state=0).split(views, videos["is_claim"])
    is_right = (views > 10_000) == videos["is_claim"].to_numpy()
    accuracies = [is_right[test].mean() for _, test in folds]
    standard_error = np.std(accuracies, ddof=1) * np.sqrt(1 / 3 + np.mean([1 / 2] * 3))
    assert first["standard_error"] == pytest.approx(standard_error, rel=0.01)
    half_width = stats.t.ppf(0.975, 2) * first["standard_error"]
    assert first["lower_bound"] == pytest.approx(first["metric_value"] - half_width)
    assert first["upper_bound"] == pytest.approx(min(first["metric_value"] + half_width, 1))


def test_folds_that_differ_in_last_digits_alone_agree():
    folds = [(np.arange(10, 30), np.arange(10)), (np.arange(20), np.arange(20, 30))]
    by_fold = [{("all", "roc_auc"): 1.0}, {("all", "roc_auc"): 1 - 1e-16}]
    (row,) = studies._means(by_fold, folds, 30, is_fixed=False)
    assert "standard_error" not in row
    assert row["standard_error_note"].startswith("every fold has the same value")


def test_a_constant_in_stratified_folds_has_no_standard_error():
    folds = [(np.arange(10, 30), np.arange(10)), (np.arange(20), np.arange(20, 30))]
    by_fold = [{("all", "accuracy"): 0.5}, {("all", "accuracy"): 0.501}]
    (row,) = studies._means(by_fold, folds, 30, is_fixed=True)
    assert "standard_error" not in row
    assert row["standard_error_note"] == "stratified folds hold the figures of a constant fixed"
    (row,) = studies._means(by_fold, folds, 30, is_fixed=False)
    assert row["standard_error"] > 0


def test_a_single_class_is_not_studied():
    videos = with_phrases()
    videos = videos.set_column(videos.schema.get_field_index("is_claim"), "is_claim", [[True] * 300])
    assert studies.study_candidates(videos, [model("words", linear_model("text"))], repeats=1).num_rows == 0


def test_a_share_without_a_row_of_a_rare_class_is_not_learned_from():
    videos = with_phrases(1_000)
    is_claim = [position % 90 == 0 for position in range(1_000)]
    videos = videos.set_column(videos.schema.get_field_index("is_claim"), "is_claim", [is_claim])
    rows = studies.study_candidates(videos, [model("words", linear_model("text"))], repeats=1).to_pandas()
    shares = set(rows[rows["study"] == "learning_curve"]["training_share"])
    assert shares == {0.1, 0.3}
