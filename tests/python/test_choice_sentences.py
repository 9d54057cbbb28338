"""Why a model is in use, and what the others are worth, with contrasting figures."""

import pytest

from claims_warehouse.sentences import say

CHOICE = {"measure": "average_precision", "measure_value": 0.72, "baseline_measure_value": 0.24, "deficit": 0.003}
REGISTERED = {"test_error_count": 1, "rule_error_count": 14, "test_row_count": 1_200, "not_estimable_because": None}


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("best", "It has the best average precision, 0.72; the better baseline has 0.24"),
        ("as_good_as_best", "It is the simplest model that is as good as the best: average precision 0.72"),
        ("none_beats_majority_class", "No model of this build ranks better than chance"),
    ],
)
def test_a_choice_is_described_beside_the_baseline(code, sentence):
    assert say("champions.choice_code", CHOICE | {"choice_code": code}) == sentence


@pytest.mark.parametrize(
    ("code", "figures", "sentence"),
    [
        ("fewer_errors_than_views_rule", {}, "It gets 1 of 1,200 test rows wrong, the one-line rule on views 14"),
        (
            "more_errors_than_views_rule",
            {"test_error_count": 20},
            "It gets 20 of 1,200 test rows wrong, the one-line rule on views 14",
        ),
        ("is_views_rule", {}, "This is the one-line rule on views"),
        ("not_estimable", {"not_estimable_because": "too few rows"}, "It could not be estimated: too few rows"),
    ],
)
def test_a_model_of_the_registry_is_described_by_its_errors(code, figures, sentence):
    assert say("model_registry.remark_code", REGISTERED | figures | {"remark_code": code}) == sentence
