"""Why a model is in use, and what the others are worth, with contrasting figures."""

import pytest

from claims_warehouse.sentences import say

CHOICE = {"measure": "average_precision", "measure_value": 0.72, "baseline_measure_value": 0.24, "deficit": 0.003}
REGISTERED = {"test_error_count": 1, "rule_error_count": 14, "test_row_count": 1_200, "not_estimable_because": None}


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (
            "best",
            "No other model has a higher average precision over the folds of the labelled rows: 72.0%, against 24.0% "
            "of the better baseline",
        ),
        (
            "as_good_as_best",
            "It is the simplest model whose average precision over the folds of the labelled rows, 72.0%, is as good "
            "as the best but for 0.3%, which is within one standard error; the better baseline has 24.0%",
        ),
        ("none_beats_majority_class", "No model of this build ranks better than chance"),
    ],
)
def test_a_choice_is_told_beside_the_baseline(code, sentence):
    assert say("champions.choice_code", CHOICE | {"choice_code": code}) == sentence


@pytest.mark.parametrize(
    ("code", "figures", "sentence"),
    [
        ("fewer_errors_than_views_rule", {}, "1 error on 1,200 test rows, the one-line rule 14"),
        ("more_errors_than_views_rule", {"test_error_count": 20}, "20 errors on 1,200 test rows, the one-line rule 14"),
        ("is_views_rule", {}, "The one-line rule: more than 10,000 views"),
        ("not_estimable", {"not_estimable_because": "too few rows"}, "too few rows"),
    ],
)
def test_a_model_of_the_registry_is_told_by_its_errors(code, figures, sentence):
    assert say("model_registry.remark_code", REGISTERED | figures | {"remark_code": code}) == sentence
