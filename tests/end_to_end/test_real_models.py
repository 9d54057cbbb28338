"""The models of the real file, against the reference analysis in scikit-learn and what is known of the file."""

import pandas as pd
import pytest
from conftest import Warehouse
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import train_test_split

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("real")]


@pytest.fixture(scope="module")
def complete(real_file) -> pd.DataFrame:
    return pd.read_csv(real_file).dropna().reset_index(drop=True)


@pytest.fixture(scope="module")
def reference_test_rows(complete) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The training and test rows of the document's 60/20/20 split."""
    rest, test = train_test_split(complete, test_size=0.2, random_state=0)
    train, _ = train_test_split(rest, test_size=0.25, random_state=0)
    return train, test


def matrix_of(warehouse: Warehouse, model_name: str) -> list[list[int]]:
    cells = {
        (actual, predicted): count
        for actual, predicted, count in warehouse.released(
            f"""
            select actual, predicted, row_count from marts.confusion_matrices
            where model_name = '{model_name}' and split = 'test' and threshold_rule = 'one_half'
            """
        )
    }
    return [[cells[actual, predicted] for predicted in ("opinion", "claim")] for actual in ("opinion", "claim")]


def test_the_rule_on_views_makes_the_errors_that_pandas_counts(real_warehouse: Warehouse, reference_test_rows):
    _, test = reference_test_rows
    expected = confusion_matrix(test["claim_status"] == "claim", test["video_view_count"] > 10_000)
    assert matrix_of(real_warehouse, "views_rule") == expected.tolist()
    counted = real_warehouse.released("select distinct rule_error_count from marts.model_registry")
    assert counted == [(expected[0, 1] + expected[1, 0],)]


def test_the_forest_agrees_with_one_of_the_released_grid_to_two_rows(real_warehouse: Warehouse, reference_test_rows):
    train, test = reference_test_rows

    def design(rows: pd.DataFrame) -> pd.DataFrame:
        dummies = pd.get_dummies(rows[["verified_status", "author_ban_status"]], drop_first=True)
        return pd.concat(
            [rows.filter(regex="_sec$|_count$"), rows["video_transcription_text"].str.len(), dummies], axis=1
        )

    forest = RandomForestClassifier(n_estimators=75, max_depth=5, max_features=0.6, max_samples=0.7, random_state=0)
    forest.fit(design(train), train["claim_status"] == "claim")
    expected = confusion_matrix(test["claim_status"] == "claim", forest.predict(design(test)))
    differences = abs(expected - matrix_of(real_warehouse, "random_forest"))
    assert differences.max() <= 2


def test_the_text_model_beats_the_rule_at_upload(real_warehouse: Warehouse):
    recalls = dict(
        real_warehouse.released(
            """
            select model_name, metric_value from marts.model_evaluations
            where metric = 'recall' and class_label = 'claim' and split = 'test' and threshold_rule = 'one_half'
            """
        )
    )
    assert recalls["text_logistic_regression"] > recalls["views_rule"]


@pytest.mark.parametrize("scoring_stage", ["at_upload", "with_engagement"])
def test_the_champions_make_no_error_where_statements_or_phrases_are_held_out(real_warehouse: Warehouse, scoring_stage):
    errors = real_warehouse.released(
        f"""
        select evaluations.evaluation_scheme, evaluations.metric_value
        from marts.champions as champions
        inner join marts.model_evaluations as evaluations using (model_id)
        where champions.scoring_stage = '{scoring_stage}' and evaluations.metric = 'error_count' order by all
        """
    )
    assert errors == [
        ("grouped_by_phrase", 0),
        ("grouped_by_statement", 0),
        ("stratified_folds", 0),
    ]
    rows = real_warehouse.released(
        """
        select distinct metric_value from marts.model_evaluations
        where metric = 'row_count' and split = 'cross_validation' and evaluation_scheme like 'grouped%'
        """
    )
    # The test rows are left for the last judgement.
    assert rows == [(15267,)]


def test_the_champions_are_sure_of_every_video(real_warehouse: Warehouse):
    states = real_warehouse.released("select prediction_state, count(*) from marts.claim_predictions group by all")
    # At both stages.
    assert dict(states) == {"claim": 2 * 9_608, "opinion": 2 * 9_476}
    # Between them no labelled video has a score.
    ends = real_warehouse.released("select sure_opinion_threshold, sure_claim_threshold from marts.champions")
    assert all(sure_opinion < 0.1 and sure_claim > 0.9 for sure_opinion, sure_claim in ends)


def test_the_phrase_decides_and_the_statement_predicts_at_chance(real_warehouse: Warehouse):
    accuracies = dict(
        real_warehouse.released(
            """
            select feature_set, metric_value from marts.model_ablation
            where study = 'alone' and metric = 'accuracy' and class_label = 'all'
            """
        )
    )
    assert accuracies["phrase"] == 1
    assert accuracies["statement"] < 0.55


def test_a_model_is_described_beside_the_rule_by_its_errors(real_warehouse: Warehouse):
    registered = {
        model: (code, errors, rule, rows)
        for model, code, errors, rule, rows in real_warehouse.released(
            """
            select model_name, remark_code, test_error_count, rule_error_count, test_row_count
            from marts.model_registry
            """
        )
    }
    code, _, rule, _ = registered["random_forest"]
    assert rule == 16
    # More than the rule, or as many: it does not beat it.
    assert code in {"as_many_errors_as_views_rule", "more_errors_than_views_rule"}
    assert registered["phrase_logistic_regression"] == ("fewer_errors_than_views_rule", 0, 16, 3817)


def test_predictions_tell_where_they_come_from(real_warehouse: Warehouse, complete, reference_test_rows):
    train, _ = reference_test_rows
    origins = dict(
        real_warehouse.released(
            """
            select prediction_origin, count(*) from marts.claim_predictions
            where scoring_stage = 'at_upload' group by all
            """
        )
    )
    assert origins == {"out_of_fold": len(train), "held_out": len(complete) - len(train)}


def test_corrected_probabilities_of_the_verified_status_are_better_than_its_share(real_warehouse: Warehouse):
    rows = real_warehouse.released(
        """
        select split, metric, metric_value from marts.model_evaluations
        where
            model_name = 'verified_status_regression' and evaluation_scheme = 'corrected' and metric like 'brier_score%'
        """
    )
    scores = {(split, metric): value for split, metric, value in rows}
    for split in ("cross_validation", "test"):
        constant = scores[split, "brier_score_of_the_share_of_verified_training_rows"]
        assert constant == pytest.approx(0.0629 * (1 - 0.0629), abs=0.0002)
        assert scores[split, "brier_score"] < constant - 0.001


def test_every_figure_of_folds_has_a_standard_error_above_nothing_or_a_reason(real_warehouse: Warehouse):
    for table in ("model_evaluations", "model_ablation", "learning_curve"):
        (figures,) = real_warehouse.released(
            f"""
            select
                count(*) filter (where standard_error > 1e-12 and standard_error_note is null),
                count(*) filter (where standard_error is null and standard_error_note is not null),
                count(*) filter (where standard_error_note like 'every fold%'),
                count(*)
            from marts.{table}
            """
        )
        assert figures[0] + figures[1] == figures[3]
        assert figures[2] > 0
