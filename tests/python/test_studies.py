"""Folds that hold out statements and phrases, and a leak that they catch."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from inputs.labelled_videos import labelled_videos
from scipy import stats
from sklearn.dummy import DummyClassifier
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from claims_warehouse.cache import sha256_of
from claims_warehouse.claim_models import artifacts, fold_figures, studies
from claims_warehouse.claim_models.candidates import input_features, linear_model
from claims_warehouse.features import COUNTS, FEATURES, feature_frame

ESTIMATORS = {"words": linear_model("text"), "majority": DummyClassifier(strategy="prior")}


def model(model_id: str, estimator: object) -> dict[str, object]:
    artifact = artifacts.to_bytes(estimator)
    return {"model_id": model_id, "artifact": artifact, "artifact_sha256": sha256_of(artifact)}


def fold_scores(videos: pa.Table, estimators: dict[str, object], repeats: int = 1, folds: int = 3) -> pd.DataFrame:
    """Score videos by models that were not fitted on them, as the training does."""
    y = videos["is_claim"].to_numpy()
    parts = []
    for model_id, estimator in estimators.items():
        X = feature_frame(videos, FEATURES["with_engagement"])[input_features(estimator)]
        for repeat_number in range(1, repeats + 1):
            split = StratifiedKFold(folds, shuffle=True, random_state=repeat_number)
            numbers = np.empty(len(y), int)
            for number, (_, test) in enumerate(split.split(X, y), start=1):
                numbers[test] = number
            part = {"model_id": model_id, "video_id": videos["video_id"].to_numpy(), "repeat_number": repeat_number}
            y_score = cross_val_predict(estimator, X, y, cv=split, method="predict_proba")[:, 1]
            parts.append(pd.DataFrame(part | {"fold_number": numbers, "raw_score": y_score}))
    return pd.concat(parts, ignore_index=True)


def studies_of(videos: pa.Table, estimators: dict[str, object], studied: list[str], repeats: int = 1) -> pd.DataFrame:
    models = [model(model_id, estimators[model_id]) for model_id in studied]
    return studies.study_models(videos, fold_scores(videos, estimators, repeats), models).to_pandas()


@pytest.fixture(scope="module")
def studied() -> pd.DataFrame:
    return studies_of(with_phrases(), ESTIMATORS, ["words"], repeats=2)


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


def test_every_scheme_scores_every_row_once_a_pass(studied: pd.DataFrame):
    for evaluation_scheme in ("stratified_folds", "grouped_by_statement", "grouped_by_phrase"):
        rows = {"study": "cross_validation", "model_id": "words", "evaluation_scheme": evaluation_scheme}
        assert value(studied, **rows, metric="row_count") == 300
        assert value(studied, **rows, metric="error_count") == pytest.approx(
            300 * (1 - value(studied, **rows, metric="accuracy")), abs=1
        )


def test_the_models_in_use_and_the_next_ones_are_studied():
    models = pa.Table.from_pylist([model(name, estimator) for name, estimator in ESTIMATORS.items()])
    models = pa.concat_tables([models, models.slice(0, 1).set_column(0, "model_id", [["other"]])])
    chosen = pa.table({"model_id": ["words", None], "runner_up_model_id": ["majority", None]})
    assert [each["model_id"] for each in studies.models_to_study(models, chosen)] == ["words", "majority"]


def test_all_candidates_are_measured_on_the_folds_and_those_in_use_studied(studied: pd.DataFrame):
    by_model = studied.groupby("model_id")["study"].unique().map(set).to_dict()
    assert by_model["majority"] == {"cross_validation"}
    assert set(studied.loc[studied["model_id"] == "majority", "evaluation_scheme"]) == {"stratified_folds"}
    assert by_model["words"] == {"cross_validation", "learning_curve", "learning_curve_all"}
    assert by_model["logistic_regression"] == {"ablation_all", "ablation_alone", "ablation_without"}


def test_groups_are_held_out_whole():
    videos = with_phrases()
    groups = dict(studies._groups(videos))
    assert set(groups) == {"grouped_by_statement", "grouped_by_phrase"}
    frame = videos.to_pandas()
    y = frame.set_index("video_id")["is_claim"]
    first_repeat = fold_scores(videos, {"majority": ESTIMATORS["majority"]})
    for evaluation_scheme, column in (
        ("grouped_by_statement", "statement"),
        ("grouped_by_phrase", "attribution_phrase"),
    ):
        (folds,) = [
            folds
            for key, folds in studies._folds(first_repeat, y, groups)
            if key.get("evaluation_scheme") == evaluation_scheme
        ]
        assert sorted(np.concatenate([test for _, test in folds])) == list(range(300))
        for train, test in folds:
            assert not set(train) & set(test)
            assert not set(frame[column].iloc[train]) & set(frame[column].iloc[test])


def uncut(videos: pa.Table, texts: list[str]) -> pa.Table:
    nothing = pa.nulls(videos.num_rows, pa.string())
    for name, values in (
        ("video_transcription_text", pa.array(texts)),
        ("attribution_phrase", nothing),
        ("statement", nothing),
    ):
        videos = videos.set_column(videos.schema.get_field_index(name), name, values)
    return videos


# Each text comes in four versions that differ by a digit, of one class.
SOURCES = {
    "English": [
        "nearly all of the {} near the ferry house were replaced in 198{}",
        ["lamps", "crates", "ropes", "benches"],
    ],
    "Russian": ["почти все {} возле паромного дома заменили в 198{} году", ["лампы", "ящики", "скамьи", "верёвки"]],
    "Chinese": [
        "码头附近的{}在一九八年代的第{}年全部更换过了没有人注意到这件事",
        ["路灯牌子", "木头箱子", "旧的长椅", "粗的绳索"],
    ],
}


@pytest.mark.parametrize("script", SOURCES)
def test_a_memory_of_texts_is_caught_where_near_duplicates_are_held_out(script: str):
    template, nouns = SOURCES[script]
    generator = np.random.default_rng(0)
    labelled = labelled_videos(240)
    letters = (
        [chr(ord("a") + number) for number in range(26)]
        if script != "Chinese"
        else list("天地人山水火木金土风云雨雪花鸟鱼虫")
    )
    subjects = ["".join(generator.choice(letters, 14)) for _ in range(60)]
    texts = [subjects[number // 4] + " " + template.format(nouns[number // 4 % 4], number % 4) for number in range(240)]
    is_claim = (np.repeat(generator.random(60) < 0.5, 4)).tolist()
    videos = uncut(labelled, texts)
    videos = videos.set_column(videos.schema.get_field_index("is_claim"), "is_claim", [is_claim])
    rows = studies_of(videos, {"memory": linear_model("text")}, ["memory"])
    accuracy = rows[(rows["model_id"] == "memory") & (rows["metric"] == "accuracy")]
    by_scheme = accuracy[accuracy["study"] == "cross_validation"].set_index("evaluation_scheme")["metric_value"]
    assert set(by_scheme.index) == {"stratified_folds", "grouped_by_near_duplicate"}
    if script != "Chinese":
        assert by_scheme["stratified_folds"] > 0.9
    assert by_scheme["grouped_by_near_duplicate"] < 0.7


def test_the_ablation_takes_the_sets_of_features_that_there_are():
    videos = uncut(labelled_videos(300), [f"it rains {number}" for number in range(300)])
    without_counts = pa.array([None] * 200 + [7] * 100)
    for name in COUNTS:
        videos = videos.set_column(videos.schema.get_field_index(name), name, without_counts)
    rows = studies_of(videos, {"words": linear_model("text")}, ["words"])
    assert set(rows["feature_set"]) == {"all", "text", "duration", "author_status"}
    assert set(rows.loc[rows["study"] == "ablation_all", "training_row_count"]) == {200}


def test_a_memory_of_whole_phrases_is_caught_where_phrases_are_held_out():
    """The planted leak: phrases of one word each, so that only their memory tells the classes apart."""
    videos = with_phrases()
    names = np.random.default_rng(2).integers(0, 40, 300)
    # Twenty words are said of claims and twenty of opinions, and nothing else is in them.
    is_claim = names < 20
    phrases = [f"word{name}" for name in names]
    for name, values in (("attribution_phrase", phrases), ("is_claim", is_claim.tolist())):
        videos = videos.set_column(videos.schema.get_field_index(name), name, [values])
    rows = studies_of(videos, {"memory": linear_model("phrase")}, ["memory"])
    accuracy = rows[(rows["model_id"] == "memory") & (rows["metric"] == "accuracy")]
    by_scheme = accuracy[accuracy["study"] == "cross_validation"].set_index("evaluation_scheme")["metric_value"]
    assert by_scheme["stratified_folds"] > 0.95
    assert by_scheme["grouped_by_phrase"] < 0.7


def test_the_ablation_separates_phrase_and_statement(studied: pd.DataFrame):
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
    fixed = studied[studied["model_id"] == "majority"]
    assert fixed["standard_error"].isna().all()
    unknown = studied[(studied["model_id"] == "majority") & (studied["metric"] == "precision")]
    assert set(unknown.loc[unknown["metric_value"].isna(), "standard_error_note"]) == {"a fold has no value"}
    by_folds = studied[["study", "evaluation_scheme", "fold_count"]].drop_duplicates().itertuples(index=False)
    counts = {study: count for study, evaluation_scheme, count in by_folds if evaluation_scheme == "stratified_folds"}
    assert counts == dict.fromkeys(set(counts), 3) | {"cross_validation": 6}


def test_the_standard_error_allows_for_the_overlap_of_training_rows():
    by_fold = [{("all", "accuracy"): accuracy} for accuracy in (0.6, 0.7, 0.8)]
    (row,) = fold_figures.means(by_fold, [10, 10, 10], 30)
    # By hand: three folds, each a third of the rows against two.
    standard_error = 0.1 * np.sqrt(1 / 3 + 1 / 2)
    assert row["standard_error"] == pytest.approx(standard_error)
    half_width = stats.t.ppf(0.975, 2) * standard_error
    assert row["lower_bound"] == pytest.approx(0.7 - half_width)
    assert row["upper_bound"] == pytest.approx(min(0.7 + half_width, 1))


def test_folds_that_differ_in_last_digits_alone_agree():
    by_fold = [{("all", "roc_auc"): 1.0}, {("all", "roc_auc"): 1 - 1e-16}]
    (row,) = fold_figures.means(by_fold, [10, 10], 30, is_fixed=False)
    assert "standard_error" not in row
    assert row["standard_error_note"].startswith("every fold has the same value")


def test_a_constant_in_stratified_folds_has_no_standard_error():
    by_fold = [{("all", "accuracy"): 0.5}, {("all", "accuracy"): 0.501}]
    (row,) = fold_figures.means(by_fold, [10, 10], 30, is_fixed=True)
    assert "standard_error" not in row
    assert row["standard_error_note"] == "stratified folds hold the figures of a constant fixed"
    (row,) = fold_figures.means(by_fold, [10, 10], 30, is_fixed=False)
    assert row["standard_error"] > 0


def test_a_share_without_a_row_of_a_rare_class_is_not_learned_from():
    videos = with_phrases(1_000)
    is_claim = [position % 90 == 0 for position in range(1_000)]
    videos = videos.set_column(videos.schema.get_field_index("is_claim"), "is_claim", [is_claim])
    rows = studies_of(videos, {"words": linear_model("text")}, ["words"])
    shares = set(rows[rows["study"] == "learning_curve"]["training_share"])
    assert shares == {0.1, 0.3}


def test_without_scores_nothing_is_studied():
    videos = labelled_videos(20)
    scores = pd.DataFrame(columns=studies.SCORE_COLUMNS)
    assert studies.study_models(videos, scores, []).num_rows == 0
