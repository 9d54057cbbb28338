"""The sentences of the dashboard on data that contrast: each says what its figures show, and no more."""

import math

import numpy as np
import pandas as pd
import pytest

from claims_warehouse.dashboard.curves import thinned
from claims_warehouse.sentences import drift as say_drift
from claims_warehouse.sentences import engagement as say_engagement
from claims_warehouse.sentences import intake as say_intake
from claims_warehouse.sentences import models as say_models
from claims_warehouse.sentences import reference as say_reference
from claims_warehouse.sentences import verified_status as say_verified_status
from claims_warehouse.sentences import wording

UNKNOWN = math.nan


@pytest.mark.parametrize(
    ("claims", "opinions", "start"),
    [
        (9_608, 9_476, "There are about as many claims as opinions"),
        (90, 10, "90.0% of the labelled videos are claims"),
        (5, 0, "Every labelled video is a claim"),
        (0, 5, "Every labelled video is an opinion"),
        (0, 0, say_engagement.NO_LABELS),
    ],
)
def test_the_balance_of_the_labels(claims, opinions, start):
    assert say_engagement.balance(claims, opinions).startswith(start)


@pytest.mark.parametrize(
    ("say", "figures", "sentence"),
    [
        (say_intake.input_rows, (0, 0), "Nothing was in the file."),
        (say_intake.input_rows, (1, 0), "The only input row can be used."),
        (say_intake.input_rows, (7, 3), "7 of 10 input rows can be used; 3 were rejected"),
        (say_intake.rejected, (1, "a is missing", 1, 2), "The rejected row has the same 2 reasons"),
        (say_intake.missing, (0, 0, 0), "No value is missing."),
        (say_intake.missing, (1, 1, 1), "1 row has missing values, always in one column"),
        (say_intake.missing, (1, 7, 298), "298 rows have missing values, always in the same 7 columns"),
        (say_intake.missing, (3, 7, 298), "298 rows have missing values, in 3 different patterns"),
        (say_engagement.shares, ([],), "No group of authors has a claim among its labelled videos."),
        (
            say_engagement.shares,
            ([("Verified authors", 0.1), ("Banned authors", 0.25)],),
            "Claims are 10.0% (verified authors) to 25.0% (banned authors) of the videos of a group",
        ),
        (
            say_engagement.shares,
            ([("Verified authors", 0.1), ("Banned authors", 0.1)],),
            "Claims are 10.0% of the videos in every group of authors",
        ),
        (
            say_engagement.overlap,
            (0, 0),
            "In no group of authors do both claims and opinions have a value to compare.",
        ),
        (
            say_engagement.overlap,
            (0, 5),
            "In no group of authors do the middle halves of claims and opinions overlap",
        ),
        (say_engagement.overlap, (5, 5), "In every group of authors the middle halves of claims and opinions overlap"),
        (say_engagement.overlap, (1, 5), "The middle halves of claims and opinions overlap in 1 of 5 groups"),
        (say_verified_status.better_found, (UNKNOWN, 0.5), "The regression could not be evaluated on these data."),
        (say_verified_status.better_found, (0.5, 0.5), "Corrected, the regression finds 50.0% of either class"),
        (
            say_verified_status.better_found,
            (0.4, 0.8),
            "Corrected, the regression finds 80.0% of the not verified rows and 40.0% of the verified ones",
        ),
        (
            say_verified_status.prevalences,
            (0.5, 0.063, 0.0573, 0.0589),
            "The reference analysis draws verified rows again until they are 50.0% of all; corrected, they stay the "
            "6.3% that they are, so that the two precisions cannot be compared. A row is predicted as verified above "
            "that share. As probabilities, the corrected scores have a Brier score of 0.0573; naming that share each "
            "time has 0.0589.",
        ),
        (say_reference.proved, (0,), "No finding against the reference regression is proved on these data"),
        (say_reference.proved, (1,), "1 finding against the reference regression is proved"),
        (say_reference.proved, (4,), "4 findings against the reference regression are proved"),
        (say_reference.reproduced, (8, 12), "8 of 12 reference figures are reproduced on these data"),
        (
            say_intake.workload,
            (
                {"decision_count": 32, "video_share": 0.1255, "view_share": 0.1382},
                {"decision_count": 32, "video_share": 0.0033, "view_share": 0.0066},
            ),
            "Made by claim, 32 decisions settle 12.6% of the priority videos and 13.8% of their views; made by video, "
            "0.3% of the priority videos and 0.7% of their views",
        ),
        (
            say_intake.workload,
            (
                {"decision_count": 1, "video_share": 0.5, "view_share": math.nan},
                {"decision_count": 1, "video_share": 0.5, "view_share": math.nan},
            ),
            "1 decision settles 50.0% of the priority videos, whether made by claim or by video",
        ),
        (say_intake.partial_videos, (0, 0), []),
        (say_intake.partial_videos, (1, 2), ["1 video is fresh, without counts yet; 2 videos have no transcript."]),
        (
            say_drift.drift,
            ([], 0, 0),
            "There are no other rows with which the training rows could be compared.",
        ),
        (say_drift.drift, ([], 9, 1), "No feature drifts beyond chance in 9 comparisons with the training rows"),
        (say_drift.drift, ([], 0, 9), "There are too few other rows to tell whether any feature drifts"),
        (
            say_drift.drift,
            (["video_view_count", "video_like_count"], 9, 0),
            "Unlike the training rows: views and likes",
        ),
        (
            say_models.confusion,
            ("random_forest", 80, 100, 90),
            "The random forest finds 80 of 100 claims of the test rows; of 90 rows that it flags, 80 are claims",
        ),
        (
            say_models.confusion,
            ("random_forest", 1, 1, 1),
            "The random forest finds 1 of 1 claim of the test rows; of 1 row that it flags, 1 is a claim",
        ),
        (
            say_models.confusion,
            ("random_forest", 0, 100, 0),
            "The random forest finds 0 of 100 claims of the test rows: it flags no row",
        ),
        (
            say_models.confusion,
            ("random_forest", 0, 0, 7),
            "There is no claim among the test rows for the random forest to find",
        ),
        (
            say_models.ranking_quality,
            (UNKNOWN,),
            "There are not both claims and opinions among the test rows, so that no curve can be drawn.",
        ),
        (say_models.ranking_quality, (1,), "The scores put every claim before every opinion"),
        (
            say_models.ranking_quality,
            (0.9,),
            "A random claim scores above a random opinion in 90.0% of the pairs",
        ),
        (
            say_models.ranking_quality,
            (0.51,),
            "A random claim scores above a random opinion in 51.0% of the pairs, which is chance",
        ),
        (
            say_models.precision_at,
            (0.9, UNKNOWN),
            "Without a claim among the test rows there is no precision to draw.",
        ),
        (
            say_models.precision_at,
            (0.9, 0.7),
            "Where 90.0% of the claims are found, 70.0% of what is flagged are claims",
        ),
        (say_models.calibration, (UNKNOWN,), "Without scored rows there is no calibration to draw."),
        (
            say_models.calibration,
            (0.01,),
            "The scores can be read as probabilities: they are 1 percentage point off the share of claims",
        ),
        (
            say_models.calibration,
            (0.1,),
            "The scores are not exact probabilities: they are 10 percentage points off the share of claims",
        ),
        (say_models.importance, ("video_view_count", None, UNKNOWN), "The model looks at the views alone"),
        (
            say_models.importance,
            ("video_view_count", "video_like_count", 500.0),
            "The model leans almost entirely on the views",
        ),
        (
            say_models.importance,
            ("video_view_count", "video_like_count", 3.0),
            "The model leans most on the views, 3 times as much as on the likes",
        ),
        (say_models.is_at_chance, (0.90, 0.85, 0.4), False),
        (say_models.is_at_chance, (0.90, UNKNOWN, 0.4), False),
        (say_models.is_at_chance, (0.42, 0.41, 0.4), True),
        (say_models.is_at_chance, (0.44, 0.32, 0.4), True),
        (
            say_models.ablation,
            ("attribution_phrase", 0.9, []),
            "The attribution phrase alone reaches an average precision of 90.0%",
        ),
        (
            say_models.ablation,
            ("attribution_phrase", 0.9, ["video_like_count"]),
            "The attribution phrase alone reaches an average precision of 90.0%; no better than chance: likes",
        ),
        (
            say_models.ablation,
            ("attribution_phrase", 0.9, ["video_like_count", "video_share_count"]),
            "The attribution phrase alone reaches an average precision of 90.0%; no better than chance: likes and "
            "shares",
        ),
        (
            say_models.ablation,
            ("attribution_phrase", 0.9, ["attribution_phrase", "video_like_count"]),
            "The attribution phrase alone reaches an average precision of 90.0%, hardly more than chance",
        ),
        (
            say_models.learning,
            ("random_forest", 0.9, 0.9, None),
            "The random forest stays at an average precision of 90.0% with more labels",
        ),
        (
            say_models.learning,
            ("random_forest", 0.9, 0.901, 100),
            "The random forest needs few labels: 100 rows do as well as all, to within half a percentage point",
        ),
        (
            say_models.learning,
            ("random_forest", 0.8, 0.9, None),
            "The average precision of the random forest rises from 80.0% to 90.0% with more labels",
        ),
        (
            say_models.learning,
            ("random_forest", 0.9, 0.8, None),
            "The average precision of the random forest falls from 90.0% to 80.0% with more labels",
        ),
        (
            say_models.learning,
            ("random_forest", 0.55, 0.53, None, False),
            "More labels make no clear difference to the random forest: its average precision is 55.0% with the "
            "fewest and 53.0% with all",
        ),
        (
            say_models.importance,
            ("video_view_count", "video_like_count", 3.0, False),
            "No feature makes a measurable difference to this model",
        ),
        (
            say_models.spread_of_segments,
            (("Ban status: banned", 0.9, 20), ("Ban status: active", 0.905, 200)),
            "The model finds 90.5% of the claims in every segment, to within one percentage point",
        ),
        (
            say_models.spread_of_segments,
            (("Ban status: banned", 0.0, 20), ("Ban status: active", 0.0, 200)),
            "The model finds no claim of the test rows in any segment",
        ),
        (
            say_models.spread_of_segments,
            (("Ban status: banned", 0.5, 1), ("Ban status: active", 0.9, 200)),
            "Recall lies between 50.0% (Ban status: banned, 1 claim) and 90.0% (Ban status: active, 200 claims)",
        ),
        (
            say_models.no_champion,
            (["at_upload", "with_engagement"],),
            "No model is better than chance here. The review queue is ranked by user reports and by views.",
        ),
        (say_models.no_champion, (["at_upload"],), "No model is better than chance at upload."),
        (
            say_models.no_champion,
            (["with_engagement"],),
            "With engagement, no model beats the one-line rule on views; the champion at upload ranks the queue.",
        ),
    ],
)
def test_a_sentence_says_what_its_figures_show(say, figures, sentence):
    assert say(*figures) == sentence


def test_the_warning_on_phrases_needs_statements_at_chance():
    assert "expect less elsewhere" in say_models.phrases(1.0, 0.5, 0.5)
    assert "expect less elsewhere" not in say_models.phrases(1.0, 0.8, 0.5)
    assert "expect less elsewhere" not in say_models.phrases(0.5, 0.5, 0.5)
    # Where claims are rare, chance is low.
    assert "expect less elsewhere" not in say_models.phrases(0.9, 0.5, 0.05)


@pytest.mark.parametrize(
    ("videos", "claims", "sentences"),
    [
        (0, 0, []),
        (1, 1, ["Moderators have decided 1 video, 1 as a claim."]),
        (200, 150, ["Moderators have decided 200 videos, 150 as claims."]),
    ],
)
def test_decisions_are_reported_where_there_are_any(videos, claims, sentences):
    assert say_intake.decided(videos, claims) == sentences


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
    assert say_intake.rejected(*rejected, shared) == sentence


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


def test_thinning_keeps_the_ends_of_each_curve():
    steps = np.linspace(0, 1, 5_000)
    curves = pd.concat(
        [pd.DataFrame({"model_name": model, "x": steps, "y": steps**power}) for model, power in (("a", 1), ("b", 0.1))]
    )
    for _, curve in thinned(curves).groupby("model_name"):
        assert len(curve) == 200
        assert list(curve["x"].iloc[[0, -1]]) == [0, 1]
