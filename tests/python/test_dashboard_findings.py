"""The sentences of the dashboard on data that contrast: each says what its figures show, and no more."""

import math

import numpy as np
import pandas as pd
import pytest

from claims_warehouse.dashboard import findings, model_findings, wording
from claims_warehouse.dashboard.curves import thinned

UNKNOWN = math.nan


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


@pytest.mark.parametrize(
    ("say", "figures", "sentence"),
    [
        (findings.input_rows, (0, 0), "Nothing was in the file."),
        (findings.input_rows, (1, 0), "All 1 input row can be used."),
        (findings.input_rows, (7, 3), "7 of 10 input rows can be used; 3 were rejected"),
        (findings.rejected, (1, "a is missing", 1, 2), "The rejected row has the same 2 reasons"),
        (findings.missing, (0, 0, 0), "No value is missing."),
        (findings.missing, (1, 1, 1), "1 row misses values, always in one column"),
        (findings.missing, (1, 7, 298), "298 rows miss values, always in 7 columns together"),
        (findings.missing, (3, 7, 298), "298 rows miss values, in 3 different patterns"),
        (findings.larger_share, ("Banned authors", UNKNOWN, 0.1), findings.NOT_BOTH),
        (
            findings.larger_share,
            ("Banned authors", 0.1, 0.1),
            "Banned authors are equally common behind claims and behind opinions",
        ),
        (
            findings.larger_share,
            ("Banned authors", 0.101, 0.1),
            "Banned authors are about as common behind claims as behind opinions",
        ),
        (
            findings.larger_share,
            ("Banned authors", 0.1, 0.25),
            "Banned authors stand behind 25.0% of the opinions and 10.0% of the claims",
        ),
        (
            findings.larger_share,
            ("Banned authors", 0.1, 0.0),
            "Banned authors stand behind 10.0% of the claims and 0% of the opinions",
        ),
        (findings.overlap, (0, 0), findings.NOT_BOTH),
        (
            findings.overlap,
            (0, 5),
            "In no group of authors do the middle halves of claims and opinions overlap",
        ),
        (findings.overlap, (5, 5), "In every group of authors the middle halves of claims and opinions overlap"),
        (findings.overlap, (1, 5), "The middle halves of claims and opinions overlap in 1 of 5 groups"),
        (
            findings.over_all,
            ("video_view_count", "verified", "other", UNKNOWN, 1.0),
            "There are not both verified and other authors to compare.",
        ),
        (
            findings.over_all,
            ("video_view_count", "verified", "other", 1.01, 1.0),
            "Overall, verified and other authors have similar views",
        ),
        (
            findings.over_all,
            ("video_view_count", "verified", "other", 0.0, 1.0),
            "Overall, videos of other authors have views, those of verified ones none",
        ),
        (
            findings.over_all,
            ("video_view_count", "verified", "other", 0.0, 0.0),
            "Overall, verified and other authors have similar views",
        ),
        (
            findings.over_all,
            ("video_view_count", "verified", "other", 100.0, 300.0),
            "Overall, videos of other authors have on average 3 times the views of verified ones",
        ),
        (findings.better_found, (UNKNOWN, 0.5), "The regression could not be evaluated on these data."),
        (findings.better_found, (0.5, 0.5), "Corrected, the regression finds 50.0% of either class"),
        (
            findings.better_found,
            (0.8, 0.4),
            "Corrected, the regression finds 80.0% of the verified rows and 40.0% of the not verified ones",
        ),
        (
            findings.better_found,
            (0.4, 0.8),
            "Corrected, the regression finds 80.0% of the not verified rows and 40.0% of the verified ones",
        ),
        (
            findings.prevalences,
            (0.5, 0.063, 0.0573, 0.0589),
            "The reference analysis draws verified rows again until they are 50.0% of all; corrected, they stay the "
            "6.3% that they are, so that the two precisions cannot be compared. A row is predicted as verified above "
            "that share. As probabilities, the corrected scores have a Brier score of 0.0573; naming that share each "
            "time has 0.0589.",
        ),
        (findings.proved, (0,), "No fault of the reference regression is proved on these data"),
        (findings.proved, (1,), "1 fault of the reference regression is proved"),
        (findings.proved, (4,), "4 faults of the reference regression are proved"),
        (findings.reproduced, (0, 0), "There are no reference figures to compare."),
        (findings.reproduced, (8, 12), "8 of 12 reference figures are reproduced on these data"),
        (findings.queue, (0, 0, 0, 0), "No video is predicted to be a claim: the queue is empty."),
        (
            findings.queue,
            (1, 10, 0, 20),
            "1 of 10 predicted claims, 5.0% of all videos, is selected for review; no user reports were given",
        ),
        (
            findings.queue,
            (1, 10, 1, 20),
            "1 of 10 predicted claims, 5.0% of all videos, is selected for review; 1 video in it has been reported",
        ),
        (
            findings.drift,
            ([], 0),
            "There are no other rows with which the training rows could be compared.",
        ),
        (findings.drift, ([], 9), "None of 9 comparisons shows a drift away from the training rows"),
        (
            findings.drift,
            (["video_view_count", "video_like_count"], 9),
            "Views and Likes drift away from the training rows",
        ),
        (
            model_findings.errors,
            ("random_forest", 3, None, 100),
            "The random forest gets 3 of 100 test rows wrong",
        ),
        (
            model_findings.errors,
            ("random_forest", 3, 14, 100),
            "The random forest gets 3 of 100 test rows wrong; the one-line rule, 14",
        ),
        (
            model_findings.found_and_flagged,
            (["with_engagement"], "random_forest", UNKNOWN, 0.9),
            "The random forest, champion with engagement, could not be tested on both classes",
        ),
        (
            model_findings.found_and_flagged,
            (["with_engagement"], "random_forest", 0.8, 0.9),
            "The random forest, champion with engagement, finds 80.0% of the claims of the test rows, and 90.0% of "
            "what it flags are claims",
        ),
        (
            model_findings.ranking_quality,
            (UNKNOWN,),
            "There are not both claims and opinions among the test rows, so that no curve can be drawn.",
        ),
        (model_findings.ranking_quality, (1,), "The scores put every claim before every opinion"),
        (
            model_findings.ranking_quality,
            (0.9,),
            "A random claim scores above a random opinion in 90.0% of the pairs",
        ),
        (
            model_findings.precision_at,
            (0.9, UNKNOWN),
            "Without a claim among the test rows there is no precision to draw.",
        ),
        (
            model_findings.precision_at,
            (0.9, 0.7),
            "Where 90.0% of the claims are found, 70.0% of what is flagged are claims",
        ),
        (model_findings.calibration, (UNKNOWN,), "Without scored rows there is no calibration to draw."),
        (
            model_findings.calibration,
            (0.01,),
            "The scores can be read as probabilities: they miss the share of claims by 1 percentage points on average",
        ),
        (
            model_findings.calibration,
            (0.1,),
            "The scores are no exact probabilities: they miss the share of claims by 10 percentage points on average",
        ),
        (model_findings.importance, ("video_view_count", None, UNKNOWN), "The model looks at the views alone"),
        (
            model_findings.importance,
            ("video_view_count", "video_like_count", 500.0),
            "The model leans almost entirely on the views",
        ),
        (
            model_findings.importance,
            ("video_view_count", "video_like_count", 3.0),
            "The model leans most on the views, 3 times as much as on the likes",
        ),
        (
            model_findings.ablation,
            ("attribution_phrase", 0.9, []),
            "The attribution phrase alone reaches an accuracy of 90.0%",
        ),
        (
            model_findings.ablation,
            ("attribution_phrase", 0.9, ["video_like_count"]),
            "The attribution phrase alone reaches an accuracy of 90.0%; likes predicts at chance",
        ),
        (
            model_findings.ablation,
            ("attribution_phrase", 0.9, ["video_like_count", "video_share_count"]),
            "The attribution phrase alone reaches an accuracy of 90.0%; likes and shares predict at chance",
        ),
        (
            model_findings.ablation,
            ("attribution_phrase", 0.9, ["attribution_phrase", "video_like_count"]),
            "The attribution phrase alone reaches an accuracy of 90.0%, hardly more than naming the more frequent "
            "class each time",
        ),
        (
            model_findings.learning,
            ("random_forest", 0.9, 0.9, None),
            "The random forest stays at 90.0% accuracy with more labels",
        ),
        (
            model_findings.learning,
            ("random_forest", 0.9, 0.901, 100),
            "The random forest needs few labels: 100 rows do as well as all, to within half a percentage point",
        ),
        (
            model_findings.learning,
            ("random_forest", 0.8, 0.9, None),
            "The random forest rises from 80.0% to 90.0% accuracy with more labels",
        ),
        (
            model_findings.learning,
            ("random_forest", 0.9, 0.8, None),
            "The random forest falls from 90.0% to 80.0% accuracy with more labels",
        ),
        (
            model_findings.spread_of_segments,
            ("author_ban_status", "banned", 0.9, 0.905),
            "The model finds claims equally well in every segment, to within one percentage point",
        ),
    ],
)
def test_a_sentence_says_what_its_figures_show(say, figures, sentence):
    assert say(*figures) == sentence


def test_a_champion_that_the_rule_beats_is_not_recommended_where_the_rule_can_be_used():
    assert "fewer errors" in model_findings.decision(["with_engagement"], "random_forest", True)
    assert "prefer the one-line rule" in model_findings.decision(["with_engagement"], "random_forest", False)
    beaten = model_findings.decision(["at_upload", "with_engagement"], "text_logistic_regression", False)
    assert beaten.startswith("Use the text model at upload and with engagement, when views are not yet known")


def test_the_warning_on_phrases_needs_statements_at_chance():
    assert "expect less elsewhere" in model_findings.phrases(1.0, 0.5, chance=0.5)
    assert "expect less elsewhere" not in model_findings.phrases(1.0, 0.8, chance=0.5)
    assert "expect less elsewhere" not in model_findings.phrases(0.5, 0.5, chance=0.5)


@pytest.mark.parametrize(
    ("videos", "claims", "sentences"),
    [
        (0, 0, []),
        (1, 1, ["Moderators have decided 1 video, 1 as a claim."]),
        (200, 150, ["Moderators have decided 200 videos, 150 as claims."]),
    ],
)
def test_decisions_are_reported_where_there_are_any(videos, claims, sentences):
    assert findings.decided(videos, claims) == sentences


@pytest.mark.parametrize(
    ("rejected", "shared", "sentence"),
    [
        ((0, "", 0), 0, "No row was rejected."),
        ((298, "a is missing", 298), 6, "All 298 rejected rows have the same 6 reasons"),
        ((298, "a is missing", 298), 1, "Every rejected row has this reason: a is missing"),
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
