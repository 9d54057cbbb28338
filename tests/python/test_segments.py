"""Error rates by segment and how far they lie apart, against statsmodels and on rows without any disparity."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from claims_warehouse.claim_models import segments
from claims_warehouse.claim_models.evaluation import EVALUATED


def scores(generator: np.random.Generator, row_count: int = 2_000, worse: float = 0.0) -> pd.DataFrame:
    """Return test rows that a model gets wrong in one of ten cases, and more often for verified authors."""
    y_true = generator.random(row_count) < 0.5
    verified = generator.random(row_count) < 0.3
    is_wrong = generator.random(row_count) < 0.1 + worse * verified
    return pd.DataFrame(
        dict.fromkeys(EVALUATED, "x")
        | {
            "y_true": y_true,
            "y_pred": y_true != is_wrong,
            "claim": np.nan,
            "attribution_phrase": np.nan,
            "verified_status": np.where(verified, "verified", "not verified"),
            "author_ban_status": generator.choice(["active", "banned"], row_count),
            "duration_band": "up to 20 s",
            "script": "Latin",
        }
    )


def test_rates_and_their_intervals_are_those_of_counts():
    frame = scores(np.random.default_rng(0))
    found = segments.evaluate_segments(frame).to_pandas().set_index(["segment", "metric"])
    of_segment = frame[frame["verified_status"] == "verified"]
    opinions, claims = of_segment[~of_segment["y_true"]], of_segment[of_segment["y_true"]]
    flagged = of_segment[of_segment["y_pred"]]
    for metric, hits, rows in (
        ("false_positive_rate", opinions["y_pred"].sum(), len(opinions)),
        ("false_negative_rate", (~claims["y_pred"]).sum(), len(claims)),
        ("recall", claims["y_pred"].sum(), len(claims)),
        ("precision", flagged["y_true"].sum(), len(flagged)),
        ("accuracy", (of_segment["y_true"] == of_segment["y_pred"]).sum(), len(of_segment)),
    ):
        row = found.loc["verified", metric]
        assert row["metric_value"] == pytest.approx(hits / rows)
        bounds = proportion_confint(hits, rows, method="beta")
        assert (row["lower_bound"], row["upper_bound"], row["denominator"]) == pytest.approx((*bounds, rows))
    assert found.loc["verified", "support"]["metric_value"] == len(claims)


def test_a_disparity_is_found_and_its_interval_combines_both_rates():
    frame = scores(np.random.default_rng(1), worse=0.3)
    found = segments.segment_disparities(frame).to_pandas()
    assert set(found["comparison_count"]) == {4}
    row = found.set_index(["segment_kind", "metric"]).loc["verified_status", "false_positive_rate"]
    opinions = frame[~frame["y_true"]]
    bounds = {}
    for side, segment in (("a", row["segment_a"]), ("b", row["segment_b"])):
        part = opinions.loc[opinions["verified_status"] == segment, "y_pred"]
        assert row[f"rate_{side}"] == part.mean()
        bounds[side] = proportion_confint(part.sum(), len(part), alpha=0.05 / 4, method="beta")
    below = np.hypot(row["rate_a"] - bounds["a"][0], bounds["b"][1] - row["rate_b"])
    assert row["lower_bound"] == pytest.approx(row["difference"] - below)
    # Verified authors are the second segment, and suffer more.
    assert row["upper_bound"] < 0


def test_rows_without_a_disparity_hardly_ever_show_one():
    alarms = 0
    for seed in range(60):
        found = segments.segment_disparities(scores(np.random.default_rng(seed), 400)).to_pandas()
        alarms += ((found["lower_bound"] > 0) | (found["upper_bound"] < 0)).any()
    # At most one set in twenty, whichever of its four comparisons.
    assert alarms <= 7


def test_a_segment_without_an_opinion_has_no_rate_of_errors_on_them():
    frame = scores(np.random.default_rng(2), 100)
    frame = frame[frame["y_true"] | (frame["verified_status"] != "verified")]
    found = segments.segment_disparities(frame).to_pandas().set_index(["segment_kind", "metric"])
    row = found.loc["verified_status", "false_positive_rate"]
    assert np.isnan(row["difference"])
    assert np.isnan(row["lower_bound"])
    assert row["denominator_b"] == 0
    rates = segments.evaluate_segments(frame).to_pandas().set_index(["segment", "metric"])
    assert rates.loc["verified", "false_positive_rate"]["standard_error_note"] == "no row of this kind"
