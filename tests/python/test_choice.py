"""Which model is chosen: the simplest of those as good as the best, if it is better than the baselines."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from numpy.typing import NDArray
from sklearn import metrics
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from claims_warehouse.claim_models import choice, paired

Scores = dict[str, NDArray[np.float64]]
STAGES = {"majority_class": "at_upload", "views_rule": "with_engagement", "engaged": "with_engagement"}


def models(names: list[str]) -> list[dict[str, Any]]:
    return [
        {
            "model_id": name,
            "model_name": name,
            "scoring_stage": STAGES.get(name, "at_upload"),
            "complexity_rank": rank,
            "is_baseline": name in ("majority_class", "views_rule"),
            "decision_threshold": 0.4,
            "not_estimable_because": None,
        }
        for rank, name in enumerate(names)
    ]


def chosen(y_true: NDArray[np.bool_], scores: Scores, measure: Any = "average_precision") -> dict[str, dict[str, Any]]:
    """Return the choice of each stage; scores of two dimensions hold a row for each repeat."""
    rows = [
        pd.DataFrame(
            {
                "model_id": name,
                "repeat_number": repeat,
                "video_id": np.arange(len(y_true)),
                "y_true": y_true,
                "claim_probability": score,
            }
        ).dropna()
        for name, of_repeats in scores.items()
        for repeat, score in enumerate(np.atleast_2d(of_repeats), start=1)
    ]
    table = pa.Table.from_pandas(pd.concat(rows), preserve_index=False)
    found = choice.choose_models(models(list(scores)), table, measure).to_pylist()
    return {row["scoring_stage"]: row for row in found}


def ranking(y_true: NDArray[np.bool_], strength: float, seed: int) -> NDArray[np.float64]:
    noise = np.random.default_rng(seed).normal(size=len(y_true))
    return 1 / (1 + np.exp(-(noise + strength * y_true)))


def labels(row_count: int, share: float) -> NDArray[np.bool_]:
    return np.random.default_rng(1).permutation(np.arange(row_count) < share * row_count)


def with_baselines(y_true: NDArray[np.bool_], **scores: NDArray[np.float64]) -> Scores:
    constant = np.full(len(y_true), y_true.mean())
    return {"majority_class": constant, "views_rule": ranking(y_true, 0, 99)} | scores


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_a_better_model_is_chosen_whatever_the_share_of_claims(share: float):
    y_true = labels(2_000, share)
    strong, weak = ranking(y_true, 1.5, 2), ranking(y_true, 0.2, 3)
    choices = chosen(y_true, with_baselines(y_true, weak=weak, strong=strong))
    for row in choices.values():
        assert (row["model_id"], row["choice_code"], row["runner_up_model_id"]) == ("strong", "best", "weak")
        assert row["measure_value"] == pytest.approx(metrics.average_precision_score(y_true, strong))
        assert row["decision_threshold"] == 0.4
    assert choices["at_upload"]["baseline_model_id"] == "majority_class"
    assert choices["at_upload"]["baseline_measure_value"] == pytest.approx(y_true.mean())


def test_a_simpler_model_wins_within_the_tolerance_and_no_further():
    y_true = labels(4_000, 0.4)
    best = ranking(y_true, 2, 2)
    close = best + np.random.default_rng(4).normal(size=len(best)) * 0.01
    far = best + np.random.default_rng(4).normal(size=len(best)) * 0.2
    row = chosen(y_true, with_baselines(y_true, simple=close, complex=best))["at_upload"]
    if row["model_id"] == "simple" and row["choice_code"] == "as_good_as_best":
        assert 0 < row["deficit"] <= min(choice.MAX_DEFICIT, row["deficit_standard_error"])
    else:
        assert row["best_model_id"] == row["model_id"]
    row = chosen(y_true, with_baselines(y_true, simple=far, complex=best))["at_upload"]
    assert (row["model_id"], row["deficit"]) == ("complex", 0)


def test_of_models_that_tie_the_simplest_is_chosen():
    y_true = labels(500, 0.3)
    perfect = y_true * 0.8 + 0.1
    row = chosen(y_true, with_baselines(y_true, simple=perfect, other=perfect, engaged=perfect))["with_engagement"]
    assert (row["model_id"], row["measure_value"], row["deficit"]) == ("simple", 1, 0)


def test_engagement_counts_only_where_it_is_known():
    y_true = labels(1_000, 0.3)
    choices = chosen(y_true, with_baselines(y_true, text=ranking(y_true, 1, 2), engaged=ranking(y_true, 3, 3)))
    assert {stage: row["model_id"] for stage, row in choices.items()} == {
        "at_upload": "text",
        "with_engagement": "engaged",
    }


def test_a_model_that_does_not_beat_the_views_rule_is_chosen_only_where_there_are_no_views():
    y_true = labels(1_000, 0.3)
    scores = with_baselines(y_true, text=ranking(y_true, 1, 2)) | {"views_rule": ranking(y_true, 2, 5)}
    choices = chosen(y_true, scores)
    assert choices["at_upload"]["model_id"] == "text"
    row = choices["with_engagement"]
    assert (row["model_id"], row["is_better_than_chance"], row["choice_code"]) == (None, False, "none_beats_views_rule")


def test_repeats_are_averaged():
    y_true = labels(1_000, 0.3)
    repeats = np.array([ranking(y_true, 1, 2), ranking(y_true, 1, 3)])
    scores = {name: np.array([score, score]) for name, score in with_baselines(y_true).items()} | {"text": repeats}
    expected = np.mean([metrics.average_precision_score(y_true, score) for score in repeats])
    assert chosen(y_true, scores)["at_upload"]["measure_value"] == pytest.approx(expected)


def test_a_model_that_scores_few_rows_takes_no_part():
    y_true = labels(1_000, 0.3)
    seldom = np.where(np.arange(1_000) < 300, y_true.astype(float), np.nan)
    row = chosen(y_true, with_baselines(y_true, text=ranking(y_true, 1, 2), seldom=seldom))["at_upload"]
    assert (row["model_id"], row["compared_row_count"]) == ("text", 1_000)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_one_class_or_no_model_gives_no_choice(share: float):
    y_true = labels(100, share)
    row = chosen(y_true, with_baselines(y_true, text=ranking(y_true, 1, 2)))["at_upload"]
    assert (row["model_id"], row["choice_code"]) == (None, "none_estimable")
    row = chosen(labels(100, 0.5), with_baselines(labels(100, 0.5)))["with_engagement"]
    assert (row["model_id"], row["choice_code"]) == (None, "none_estimable")


@pytest.mark.parametrize("measure", ["roc_auc", "log_loss"])
def test_other_measures_decide_where_they_are_asked_for(measure: str):
    y_true = labels(2_000, 0.5)
    ranks, calibrated = np.clip(ranking(y_true, 2, 2) ** 12, 1e-9, 1), ranking(y_true, 1.5, 3)
    calibrated = 1 / (1 + np.exp(-(1.5 * np.log(calibrated / (1 - calibrated)) - 1.1)))
    row = chosen(y_true, with_baselines(y_true, ranks=ranks, calibrated=calibrated), measure)["at_upload"]
    assert row["model_id"] == ("ranks" if measure == "roc_auc" else "calibrated")
    assert row["measure"] == measure


@pytest.mark.parametrize(("row_count", "share"), [(150, 0.2), (400, 0.5), (400, 0.9)])
def test_without_anything_to_find_hardly_ever_a_champion_is_named(
    row_count: int, share: float, monkeypatch: pytest.MonkeyPatch
):
    """Six models without any relation to the labels: three of a hundred builds would be thrice the stated level."""
    monkeypatch.setattr(paired, "REPETITIONS", 100)
    y_true = labels(row_count, share)
    named = 0
    for seed in range(100):
        scores = {f"model_{number}": ranking(y_true, 0, 1_000 * seed + number) for number in range(6)}
        named += any(row["model_id"] for row in chosen(y_true, with_baselines(y_true, **scores)).values())
    assert named <= 2


def test_models_that_learn_from_noise_name_no_champion():
    y_true = labels(300, 0.2)
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    named = 0
    for seed in range(50):
        generator = np.random.default_rng(seed)
        learned = {
            f"of_{count}": cross_val_predict(
                LogisticRegression(), generator.normal(size=(300, count)), y_true, cv=folds, method="predict_proba"
            )[:, 1]
            for count in (3, 30)
        }
        named += any(row["model_id"] for row in chosen(y_true, with_baselines(y_true, **learned)).values())
    assert named <= 1
