"""Sentences on intervals, shift and equivalence with contrasting figures."""

import math

import pytest

from claims_warehouse.sentences import engagement, models, say

ADJUSTED = {
    "group_a": "banned",
    "group_b": "active",
    "metric": "video_view_count",
    "adjusted_difference": -91.6,
    "lower_bound": -7_271.0,
    "upper_bound": 7_088.0,
    "significance_level": 0.05,
    "equivalence_margin": 20_700.0,
    "smallest_detectable_difference": 10_250.0,
}
AT_THE_SAME_STATUS = (
    "At the same claim status, videos of banned and of active authors differ by -91.6 in mean views (95% interval "
    "-7,270 to 7,090): "
)


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("a_greater", "a significant difference"),
        ("negligible", "significant, but less than the 20,700 that would matter"),
        ("equivalent", "shown to be less than the 20,700 that would matter"),
        (
            "undecided",
            "not significant after adjustment for all comparisons, nor shown to be less than 20,700; with so many "
            "videos a difference of 10,200 would probably have been found",
        ),
    ],
)
def test_an_absent_difference_is_told_only_where_it_is_shown(code: str, verdict: str):
    assert say("adjusted_effects.finding_code", ADJUSTED | {"finding_code": code}) == AT_THE_SAME_STATUS + verdict


def test_without_an_estimate_nothing_is_told():
    sentence = say("adjusted_effects.finding_code", ADJUSTED | {"finding_code": "not_estimable"})
    assert sentence == "Banned and active authors cannot be compared at the same claim status"


def test_precision_at_a_rare_class_names_what_the_test_rows_can_show():
    row = {
        "model_name": "phrase_logistic_regression",
        "base_rate": 0.01,
        "lower_bound": 0.186,
        "false_positive_rate_upper_bound": 0.0433,
    }
    assert models.rare_claims(row) == (
        "Where 1.0% of the videos are claims, expect 18.6% or more of what the phrase model flags to be claims: its "
        "test rows show no more than that it flags at most 4.3% of the opinions (95% interval)."
    )
    assert models.rare_claims(row | {"lower_bound": math.nan}) == ""


def test_unequal_errors_name_both_groups_and_how_many_were_compared():
    row = {
        "disparity_code": "b_greater",
        "model_name": "random_forest",
        "metric": "false_positive_rate",
        "segment_a": "active",
        "segment_b": "banned",
        "rate_a": 0.02,
        "rate_b": 0.3,
        "comparison_count": 14,
    }
    assert say("segment_disparities.disparity_code", row) == (
        "The random forest errs more on some groups: opinions called a claim 30.0% (banned) and 2.0% (active), of 14 "
        "comparisons"
    )


def test_families_are_named_with_their_sizes():
    assert engagement.families({"claim_status": 9, "verified_status": 27}) == (
        "claim status (9 comparisons) and verified status (27 comparisons)"
    )


def test_two_models_are_compared_with_the_number_of_comparisons():
    row = {"model_name": "random_forest", "compared_model_name": "views_rule", "family_size": 28}
    assert say("model_comparisons.verdict_code", row | {"verdict_code": "better"}) == (
        "The random forest ranks better than the one-line rule (28 comparisons at this stage)"
    )
    assert "neither fewer nor more errors" in say(
        "model_comparisons.error_verdict_code", row | {"error_verdict_code": "undecided"}
    )
