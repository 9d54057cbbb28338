"""Sentences on comparisons with contrasting figures: a difference that is not significant is never called none."""

import math

import pytest

from claims_warehouse.sentences import engagement as say_engagement
from claims_warehouse.sentences import say
from claims_warehouse.sentences import verified_status as say_verified_status

UNKNOWN = math.nan
PAIR = ("banned", "active")
DIFFERENCE = "engagement_differences.finding_code"
ALONE = "Within claims and within opinions no difference is significant, which does not show that there is none."


def difference(code: str, median_a: float = UNKNOWN, median_b: float = UNKNOWN, **columns: str) -> str:
    row = {"grouping": "claim_status", "group_a": "claim", "group_b": "opinion", "metric": "video_view_count"}
    return say(DIFFERENCE, row | columns | {"finding_code": code, "median_a": median_a, "median_b": median_b})


@pytest.mark.parametrize(
    ("code", "claims", "opinions", "sentence"),
    [
        ("a_greater", 502_000, 5_000, "The median claim has 100 times the views of the median opinion"),
        ("b_greater", 5_000, 502_000, "The median opinion has 100 times the views of the median claim"),
        ("a_greater", 150, 100, "The median claim has 50.0% more views than the median opinion"),
        ("a_greater", 101, 100, "The median claim has slightly more views than the median opinion"),
        ("a_greater", 7, 0, "The median claim has more views than the median opinion, which has none"),
        # A test of ranks may tell what medians do not.
        ("a_greater", 100, 100, "Claims tend to have more views than opinions, though not in the median"),
        ("b_greater", 110, 100, "Opinions tend to have more views than claims, though not in the median"),
        # Medians of random counts differ by something; that is no difference.
        ("not_significant", 100, 110.3, "No difference in views between claims and opinions is significant"),
        ("not_estimable", UNKNOWN, 10, "Whether claims and opinions differ in views cannot be tested"),
    ],
)
def test_only_a_significant_difference_is_called_one(code, claims, opinions, sentence):
    assert difference(code, claims, opinions) == sentence


def test_rates_are_higher_and_groups_of_authors_have_videos():
    authors = {"grouping": "author_ban_status", "group_a": "banned", "group_b": "active", "metric": "like_rate"}
    assert difference("a_greater", 0.3, 0.2, **authors) == (
        "The median video of banned authors has 50.0% higher likes per view than that of active authors"
    )
    assert difference("b_greater", 0.2, 0.2, **authors) == (
        "Videos of active authors tend to have higher likes per view than those of banned authors, though not in the "
        "median"
    )
    assert difference("not_significant", 0.3, 0.2, **authors) == (
        "No difference in likes per view between videos of banned and of active authors is significant"
    )


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (
            "overall_only_by_composition",
            "Within claims and within opinions, no difference between banned and active authors is significant",
        ),
        (
            "overall_only",
            "Within claims and within opinions, no difference between banned and active authors is significant",
        ),
        (
            "significant_nowhere",
            "No difference between banned and active authors is significant, neither overall nor within claims or "
            "opinions",
        ),
        (
            "significant_everywhere",
            "The difference between banned and active authors is significant overall, within claims and within "
            "opinions",
        ),
        ("reversed_within", "The difference between banned and active authors reverses within a claim status"),
        ("not_estimable", "The difference between banned and active authors cannot be estimated everywhere"),
    ],
)
def test_within_the_claim_status_it_is_said_what_is_significant(code, sentence):
    assert (
        say("stratified_comparisons.finding_code", {"finding_code": code, "group_a": "banned", "group_b": "active"})
        == sentence
    )


def composed(code: str, difference: float, by_composition: float | None) -> str:
    return say_engagement.composition(
        {
            "finding_code": code,
            "metric": "video_view_count",
            "mean_difference": difference,
            "mean_difference_by_composition": by_composition,
        }
    )


def test_composition_is_reported_where_the_shares_differ_and_a_paradox_where_a_sign_reverses():
    assert composed("overall_only_by_composition", 229_918.4, 225_577.4) == (
        "The difference overall goes with this composition: of 230,000 in mean views, 226,000 stand for the different "
        f"shares of claims. {ALONE}"
    )
    # The shares are equal, or differ the other way.
    assert composed("overall_only", 100.0, 0.0) == ALONE
    # The difference cannot be divided.
    assert composed("overall_only_by_composition", UNKNOWN, UNKNOWN) == ALONE
    assert "Simpson's paradox" in composed("reversed_within", 1.0, 1.0)
    assert composed("significant_everywhere", 1.0, 1.0) == ""


@pytest.mark.parametrize(
    ("means", "is_significant", "sentence"),
    [
        (
            (UNKNOWN, 1.0),
            None,
            "Videos of banned and of active authors cannot be compared in views: not both have a value.",
        ),
        ((2.0, 1.0), None, "Overall, whether banned and active authors differ in mean views cannot be tested"),
        # A factor of two between few videos may be chance.
        ((2.0, 1.0), False, "Overall, no difference in mean views between banned and active authors is significant"),
        ((0.0, 1.0), True, "Overall, videos of active authors have views, those of banned ones none"),
        ((100.0, 300.0), True, "Overall, videos of active authors have on average 3 times the views of banned ones"),
    ],
)
def test_means_are_compared_as_their_test_does(means, is_significant, sentence):
    assert say_engagement.over_all("video_view_count", PAIR, means, is_significant) == sentence


def test_shares_of_claims_are_compared_with_an_interval_in_percentage_points():
    row = {
        "group_a": "banned", "group_b": "active", "claim_share_a": 0.5, "claim_share_b": 0.2,
        "do_claim_shares_differ": True, "claim_share_difference_lower_bound": 0.25,
        "claim_share_difference_upper_bound": 0.35,
    }  # fmt: skip
    assert say_engagement.claim_shares(row, 0.95) == (
        "50.0% of the videos of banned authors are claims, 20.0% of those of active ones: the shares differ "
        "significantly (30.0 percentage points apart, 95% interval 25.0 to 35.0)."
    )
    alike = say_engagement.claim_shares(row | {"do_claim_shares_differ": False}, 0.999)
    assert "the shares do not differ significantly (30.0 percentage points apart, 99.9% interval" in alike


@pytest.mark.parametrize(
    ("overall", "within", "sentence"),
    [
        ((9, 9), (0, 18), "in 9 of 9 metrics overall, and in none of 18 comparisons within claims or opinions"),
        ((9, 9), (2, 18), "in 9 of 9 metrics overall, and in 2 of 18 comparisons within claims or opinions"),
        ((9, 9), (0, 0), "in 9 of 9 metrics"),
        ((0, 9), (0, 18), "in none of 9 metrics, neither overall nor within claims or opinions"),
        ((0, 9), (0, 0), "in none of 9 metrics"),
    ],
)
def test_significant_differences_are_counted_over_all_and_within(overall, within, sentence):
    assert say_engagement.effects("A and B", overall, within) == f"A and B differ significantly {sentence}"


def test_without_a_comparison_none_is_counted():
    assert say_engagement.effects("A and B", (0, 0), (0, 0)) == "A and B cannot be compared on these data."


def test_the_odds_are_reported_only_where_the_interval_leaves_out_one():
    assert say_verified_status.odds("It", 5.17, 3.72, 7.2, 0.95).endswith(
        "5.17 times as high (95% interval 3.72 to 7.2)"
    )
    assert say_verified_status.odds("It", 0.5, 0.3, 0.8, 0.9).endswith(
        "are 0.5 times as high (90% interval 0.3 to 0.8)"
    )
    assert say_verified_status.odds("", UNKNOWN, UNKNOWN, UNKNOWN, 0.95).startswith(
        "No term has an odds ratio that differs"
    )


EVEN = [("claim", 9_608, 0.5449, False, 0.0138), ("opinion", 9_476, 0.2247, False, 0.0139)]


def test_data_look_synthetic_where_the_views_of_both_classes_are_spread_evenly():
    (sentence,) = say_engagement.synthetic(EVEN)
    assert sentence.startswith("The data look synthetic: ")
    assert "p = 0.54 for 9,608 claims and 0.22 for 9,476 opinions" in sentence
    assert "That is no proof" in sentence


@pytest.mark.parametrize(
    "tests",
    [
        [EVEN[0], ("opinion", 9_476, 0.0001, True, 0.0139)],
        # Few rows: whatever the distribution, hardly any would be rejected.
        [("claim", 20, 0.6, False, 0.29), ("opinion", 20, 0.7, False, 0.29)],
        [EVEN[0], ("opinion", 2, None, None, None)],
        [],
    ],
    ids=["skewed", "few rows", "not estimable", "nothing"],
)
def test_nothing_is_said_to_look_synthetic_where_it_does_not(tests):
    assert say_engagement.synthetic(tests) == []
