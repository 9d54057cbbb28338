"""Sentences on comparisons with contrasting figures: what is not significant is never told as no difference."""

import math

import pytest

from claims_warehouse.dashboard import findings

UNKNOWN = math.nan
PAIR = ("banned", "active")
COMPOSITION = "is significant overall only, in the direction of composition"


@pytest.mark.parametrize(
    ("finding", "sentence"),
    [
        (None, "Whether banned and active authors differ within claims and within opinions cannot be estimated."),
        (
            COMPOSITION,
            "Within claims and within opinions, no difference between banned and active authors is significant",
        ),
        (
            "is significant overall only",
            "Within claims and within opinions, no difference between banned and active authors is significant",
        ),
        (
            "is significant nowhere",
            "No difference between banned and active authors is significant, neither overall nor within claims or "
            "opinions",
        ),
        (
            "is significant overall, within claims and within opinions",
            "The difference between banned and active authors is significant overall, within claims and within "
            "opinions",
        ),
        (
            "reverses within a claim status",
            "The difference between banned and active authors reverses within a claim status",
        ),
        (
            "cannot be estimated everywhere",
            "The difference between banned and active authors cannot be estimated everywhere",
        ),
    ],
)
def test_within_the_claim_status_it_is_said_what_is_significant(finding, sentence):
    assert findings.within(finding, *PAIR) == sentence


def test_composition_is_reported_where_the_shares_differ_and_a_paradox_where_a_sign_reverses():
    told = findings.composition("video_view_count", COMPOSITION, 229_918.4, 225_577.4)
    assert told == (
        "The difference overall goes with this composition: of 230,000 in mean views, 226,000 stand for the different "
        "shares of claims. Within claims and within opinions no difference is significant, which does not show that "
        "there is none."
    )
    # The shares are equal, or differ the other way.
    alone = findings.composition("video_view_count", "is significant overall only", 100.0, 0.0)
    assert alone.startswith("Within claims and within opinions no difference is significant, which does not show")
    assert "composition" not in alone
    # The shares differ, and so do the groups within claims and within opinions; few rows tell nothing.
    for finding in (
        "is significant overall, within claims and within opinions",
        "is significant overall and within one claim status",
        "is significant nowhere",
        "cannot be estimated everywhere",
    ):
        assert findings.composition("video_view_count", finding, 100.0, 90.0) == ""
    reversed_sign = findings.composition("video_view_count", "reverses within a claim status", 100.0, 200.0)
    assert "Simpson's paradox" in reversed_sign
    assert "aradox" not in told + alone


def test_shares_of_claims_are_reported_with_their_interval_and_the_level_of_it():
    differ = findings.claim_shares(PAIR, (0.88, 0.43), True, (0.43, 0.47), 0.95)
    assert differ == (
        "88.0% of the videos of banned authors are claims, 43.0% of those of active ones: the shares differ "
        "significantly (45.0 percentage points apart, 95% interval 43.0 to 47.0)."
    )
    alike = findings.claim_shares(PAIR, (0.5, 0.5), False, (-0.1, 0.1), 0.999)
    assert alike.endswith(
        "no difference of the shares is significant (0.0 percentage points apart, 99.9% interval -10.0 to 10.0)."
    )


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
    assert findings.effects("A and B", overall, within) == f"A and B differ significantly {sentence}"


def test_without_a_comparison_none_is_counted():
    assert findings.effects("A and B", (0, 0), (0, 0)) == "A and B cannot be compared on these data."


def test_the_odds_are_reported_only_where_the_interval_leaves_out_one():
    assert findings.odds("It", 5.17, 3.72, 7.2, 0.95).endswith("5.17 times as high (95% interval 3.72 to 7.2)")
    assert findings.odds("It", 0.5, 0.3, 0.8, 0.9).endswith("are 0.5 times as high (90% interval 0.3 to 0.8)")
    assert findings.odds("", UNKNOWN, UNKNOWN, UNKNOWN, 0.95).startswith("No term has an odds ratio that differs")


EVEN = [("claim", 9_608, 0.5449, False, 0.0138), ("opinion", 9_476, 0.2247, False, 0.0139)]


def test_data_look_synthetic_where_the_views_of_both_classes_are_spread_evenly():
    (told,) = findings.synthetic(EVEN)
    assert told.startswith("The data look synthetic: ")
    assert "p = 0.54 for 9,608 claims and 0.22 for 9,476 opinions" in told
    assert "That is no proof" in told


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
    assert findings.synthetic(tests) == []
