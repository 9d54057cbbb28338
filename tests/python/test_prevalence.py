"""Precision at other shares of claims, and the share of claims of unlabelled rows, against simulations and Saerens."""

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from sklearn.metrics import precision_score
from statsmodels.stats.proportion import proportion_confint

from claims_warehouse.claim_models import prevalence


def flagged(claims: NDArray[np.bool_], recall: float, needless: float, seed: int = 0) -> pd.DataFrame:
    draws = np.random.default_rng(seed).random(len(claims))
    return pd.DataFrame(
        {"model_id": "model", "y_true": claims, "y_pred": draws < np.where(claims, recall, needless), "claim": np.nan}
    )


def scored(base_rate: float, size: int, seed: int, labelled: float = 0.5) -> tuple[NDArray[np.bool_], pd.DataFrame]:
    """Return labels that nobody knows, and calibrated scores of a model that learnt at another share of claims."""
    generator = np.random.default_rng(seed)
    is_claim = generator.random(size) < base_rate
    evidence = generator.normal(size=size) + 2.0 * is_claim
    likelihood_ratio = np.exp(2.0 * evidence - 2.0)
    probability = labelled * likelihood_ratio / (labelled * likelihood_ratio + 1 - labelled)
    frame = pd.DataFrame({"claim_probability": probability, "claim": np.nan})
    return is_claim, frame.assign(
        scoring_stage="at_upload", model_id="model", is_calibrated=True, labelled_base_rate=labelled
    )


def test_the_precision_is_that_of_rows_with_this_share_of_claims():
    rows = prevalence.precision_by_prevalence(flagged(np.arange(40_000) < 20_000, 0.9, 0.02)).to_pylist()
    assert [row["base_rate"] for row in rows] == list(prevalence.BASE_RATES)
    for row in rows[3:]:
        fresh = flagged(np.arange(400_000) < row["base_rate"] * 400_000, 0.9, 0.02, seed=1)
        assert row["precision"] == pytest.approx(precision_score(fresh["y_true"], fresh["y_pred"]), abs=0.03)
        assert row["lower_bound"] < row["precision"] < row["upper_bound"]


def test_without_needless_flags_the_bound_of_their_share_bounds_the_precision():
    frame = flagged(np.arange(200) < 100, 1.0, 0.0)
    row = next(
        row for row in prevalence.precision_by_prevalence(frame).to_pylist() if row["base_rate"] == pytest.approx(0.01)
    )
    recall, _ = proportion_confint(100, 100, alpha=0.025, method="beta")
    _, needless = proportion_confint(0, 100, alpha=0.025, method="beta")
    assert row["precision"] == 1
    assert row["lower_bound"] == pytest.approx(0.01 * recall / (0.01 * recall + 0.99 * needless))
    assert row["upper_bound"] == 1


def test_intervals_of_the_precision_hold_as_often_as_they_say():
    truth = 0.05 * 0.8 / (0.05 * 0.8 + 0.95 * 0.1)
    holds = []
    for seed in range(200):
        table = prevalence.precision_by_prevalence(flagged(np.arange(300) < 150, 0.8, 0.1, seed)).to_pylist()
        row = next(row for row in table if row["base_rate"] == pytest.approx(0.05))
        holds.append(row["lower_bound"] <= truth <= row["upper_bound"])
    assert np.mean(holds) >= 0.95


def test_a_model_without_an_opinion_has_no_row():
    assert prevalence.precision_by_prevalence(flagged(np.ones(50, bool), 0.9, 0.1)).num_rows == 0


def test_the_share_is_where_the_steps_of_saerens_end():
    _, frame = scored(0.1, 2_000, 0)
    (row,) = prevalence.base_rates(frame).to_pylist()
    probability, share = frame["claim_probability"].to_numpy(), 0.5
    for _ in range(500):
        as_claim, as_opinion = share / 0.5 * probability, (1 - share) / 0.5 * (1 - probability)
        share = (as_claim / (as_claim + as_opinion)).mean()
    assert row["base_rate"] == pytest.approx(share, abs=1e-6)
    assert abs(row["base_rate"] - 0.1) < abs(row["mean_probability"] - 0.1)


@pytest.mark.parametrize("base_rate", [0.02, 0.3])
def test_intervals_of_the_share_hold_as_often_as_they_say(base_rate: float):
    holds = []
    for seed in range(200):
        (row,) = prevalence.base_rates(scored(base_rate, 400, seed)[1]).to_pylist()
        holds.append(row["lower_bound"] <= base_rate <= row["upper_bound"])
    assert np.mean(holds) > 0.905


def test_opinions_alone_have_a_share_of_none_and_an_upper_bound():
    frame = scored(0.0, 100, 0)[1].assign(claim_probability=0.001, claim=np.arange(100) % 50)
    (row,) = prevalence.base_rates(frame).to_pylist()
    assert (row["base_rate"], row["cluster_count"]) == (0, 50)
    # Each of 50 claims is as unlikely as an opinion's score among claims makes it.
    assert row["upper_bound"] == pytest.approx(proportion_confint(0, 50, method="beta")[1], rel=0.5)


def test_rows_that_repeat_each_other_tell_no_more():
    once = scored(0.2, 300, 1)[1].assign(claim=np.arange(300))
    (alone,), (repeated,) = (
        prevalence.base_rates(frame).to_pylist() for frame in (once, pd.concat([once] * 5, ignore_index=True))
    )
    assert repeated["base_rate"] == pytest.approx(alone["base_rate"])
    for figure in ("standard_error", "lower_bound", "upper_bound"):
        assert repeated[figure] == pytest.approx(alone[figure], rel=0.01)


def test_scores_that_are_no_probabilities_and_few_rows_tell_nothing():
    uncalibrated, few = scored(0.1, 100, 0)[1].assign(is_calibrated=False), scored(0.1, 20, 0)[1]
    reasons = [prevalence.base_rates(frame).to_pylist()[0]["not_estimable_because"] for frame in (uncalibrated, few)]
    assert reasons == ["the scores are not calibrated", "fewer than 30 unlabelled videos"]
