"""The sentences of the dashboard on data that contrast: each says what its figures show, and no more."""

import math

import numpy as np
import pandas as pd
import pytest

from claims_warehouse.dashboard import findings, model_findings, wording
from claims_warehouse.dashboard.curves import thinned

UNKNOWN = math.nan
WITHIN = "comparisons within claims or opinions"


@pytest.mark.parametrize(
    ("claims", "opinions", "sentence"),
    [
        (502_000, 5_000, "The median claim has 100 times the views of the median opinion"),
        (5_000, 502_000, "The median opinion has 100 times the views of the median claim"),
        (150, 100, "The median claim has 50.0% more views than the median opinion"),
        (101, 100, "Claims and opinions have nearly the same median of views"),
        (100, 100, "The median of views is the same for claims and opinions"),
        (7, 0, "The median claim has more views than the median opinion, which has none"),
        (UNKNOWN, 10, "Claims and opinions cannot be compared in views: one of them has no value."),
    ],
)
def test_medians_are_compared_in_the_direction_that_they_differ(claims, opinions, sentence):
    assert findings.times_as_large("video_view_count", claims, opinions) == sentence


@pytest.mark.parametrize(
    ("claims", "opinions", "start"),
    [
        (9_608, 9_476, "Claims and opinions are about equally many"),
        (90, 10, "90.0% of the labelled videos are claims"),
        (5, 0, "Every labelled video is a claim"),
        (0, 5, "Every labelled video is an opinion"),
        (0, 0, findings.NO_LABELS),
    ],
)
def test_the_balance_of_the_labels(claims, opinions, start):
    assert findings.balance(claims, opinions).startswith(start)


def test_a_difference_that_vanishes_is_told_from_one_that_stays():
    vanishes = findings.within("vanishes within claims and within opinions", "banned", "active")
    assert vanishes == "Within claims and within opinions, the difference between banned and active authors vanishes"
    stays = findings.within("stays within claims", "banned", "active")
    assert stays == "The difference between banned and active authors stays within claims"
    assert findings.within("shows nowhere", "banned", "active").startswith("No difference")
    assert findings.within(None, "banned", "active").endswith("cannot be estimated.")
    # The mixture explains only what vanishes.
    explained = findings.why_it_vanishes("vanishes within claims and within opinions", "banned", 0.88, "active", 0.43)
    assert "differ in what they post" in explained
    assert "differ in what they post" not in findings.why_it_vanishes("stays", "banned", 0.88, "active", 0.43)


@pytest.mark.parametrize(
    ("overall", "within", "sentence"),
    [
        ((9, 9), (0, 18), f"A and B differ in 9 of 9 metrics over all, and in none of 18 {WITHIN}"),
        ((9, 9), (2, 18), f"A and B differ in 9 of 9 metrics over all, and in 2 of 18 {WITHIN}"),
        ((9, 9), (0, 0), "A and B differ in 9 of 9 metrics"),
        ((0, 9), (0, 18), "A and B differ in none of 9 metrics, neither over all nor within claims or opinions"),
        ((0, 0), (0, 0), "A and B cannot be compared on these data."),
    ],
)
def test_the_differences_are_counted_over_all_and_within(overall, within, sentence):
    assert findings.effects("A and B", overall, within) == sentence


def test_a_champion_that_the_rule_beats_is_not_recommended_where_the_rule_can_be_used():
    assert "fewer errors" in model_findings.decision(["after_publication"], "random_forest", True)
    assert "prefer the one-line rule" in model_findings.decision(["after_publication"], "random_forest", False)
    beaten = model_findings.decision(["at_publication", "after_publication"], "text_logistic_regression", False)
    assert beaten.startswith("Use the text model at and after publication, when views are not yet known")


def test_the_warning_on_phrases_needs_statements_at_chance():
    assert "expect less elsewhere" in model_findings.phrases(1.0, 0.5, chance=0.5)
    assert "expect less elsewhere" not in model_findings.phrases(1.0, 0.8, chance=0.5)
    assert "expect less elsewhere" not in model_findings.phrases(0.5, 0.5, chance=0.5)


def test_the_odds_are_told_only_where_the_interval_leaves_out_one():
    assert "multiplies the odds of a verified author by 5.17" in findings.odds("It", 5.17, 3.72, 7.2)
    assert "lowers the odds of a verified author to a factor of 0.5" in findings.odds("It", 0.5, 0.3, 0.8)
    assert findings.odds("", UNKNOWN, UNKNOWN, UNKNOWN).startswith("No term")


@pytest.mark.parametrize(
    ("rejected", "shared", "sentence"),
    [
        ((0, "", 0), 0, "No row was rejected."),
        ((298, "a is missing", 298), 6, "The same 6 reasons hold against every rejected row"),
        ((298, "a is missing", 298), 1, "Every rejected row has at least this against it: a is missing"),
        ((298, "a is missing", 200), 0, "Rows are most often rejected because a is missing"),
    ],
)
def test_the_reasons_of_rejected_rows(rejected, shared, sentence):
    assert findings.rejected(*rejected, shared) == sentence


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0%"),
        (1, "100%"),
        (0.9999, "over 99.9%"),
        (0.0001, "under 0.1%"),
        (0.5034, "50.3%"),
        (UNKNOWN, "an unknown share"),
    ],
)
def test_a_share_that_is_not_quite_all_does_not_read_as_all(share, text):
    assert wording.percent(share) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (0.0004321, "0.000432"), (5.1729, "5.17"), (501_029, "501,000"), (UNKNOWN, "unknown")]
)
def test_prose_has_three_significant_digits(value, text):
    assert wording.significant(value) == text


def test_the_capacity_names_every_ranking():
    told = model_findings.capacity(0.1, {"by the champion": 0.202, "by most views": 0.196, "in random order": 0.1})
    assert told.startswith("Moderators who look at 10.0% of the videos find, of all claims, 20.2% by the champion, ")
    assert told.endswith("19.6% by most views and 10.0% in random order.")


def test_thinning_keeps_the_ends_of_each_curve():
    steps = np.linspace(0, 1, 5_000)
    curves = pd.concat(
        [pd.DataFrame({"model_name": model, "x": steps, "y": steps**power}) for model, power in (("a", 1), ("b", 0.1))]
    )
    for _, curve in thinned(curves).groupby("model_name"):
        assert len(curve) == 200
        assert list(curve["x"].iloc[[0, -1]]) == [0, 1]
