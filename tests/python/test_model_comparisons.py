"""Each two models of a stage: against statsmodels, against the choice itself, and on models that are worth nothing."""

import numpy as np
import pytest
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from test_choice import chosen, labels, ranking

from claims_warehouse.claim_models import choice


def test_errors_are_compared_as_statsmodels_does():
    y_true = labels(1_000, 0.4)
    scores = {
        "simple": ranking(y_true, 1.0, 1),
        "majority_class": np.full(1_000, 0.4),
        "complex": ranking(y_true, 3.0, 2),
    }
    rows = chosen(y_true, scores)["at_upload"]["comparisons"]
    assert [(row["model_id"], row["compared_model_id"]) for row in rows] == [
        ("majority_class", "simple"),
        ("complex", "simple"),
        ("complex", "majority_class"),
    ]
    wrong = {name: (score > 0.4) != y_true for name, score in scores.items()}
    for row in rows:
        one, other = wrong[row["model_id"]], wrong[row["compared_model_id"]]
        table = [[(one & other).sum(), (one & ~other).sum()], [(~one & other).sum(), (~one & ~other).sum()]]
        assert row["mcnemar_p_value"] == pytest.approx(mcnemar(table, exact=True).pvalue)
    for p_value, verdict in (("p_value", "verdict_code"), ("mcnemar_p_value", "error_verdict_code")):
        expected = multipletests([row[p_value] for row in rows], method="holm")[1]
        assert [row[f"{p_value}_holm"] for row in rows] == pytest.approx(list(expected))
        assert [row[verdict] != "undecided" for row in rows] == list(expected < 0.05)
    best = rows[1]
    assert (best["verdict_code"], best["error_verdict_code"]) == ("better", "better")
    assert best["difference"] == pytest.approx(best["measure_value"] - best["compared_value"])
    assert best["lower_bound"] == pytest.approx(best["difference"] - 1.959964 * best["standard_error"])


def test_a_comparison_is_that_by_which_the_champion_is_chosen():
    y_true = labels(400, 0.5)
    better = ranking(y_true, 2.0, 1)
    scores = {
        "majority_class": np.full(400, 0.5),
        "first": np.clip(better + np.random.default_rng(4).normal(size=400) * 0.04, 0, 1),
        "second": better,
    }
    row = chosen(y_true, scores)["at_upload"]
    assert (row["model_id"], row["best_model_id"]) == ("first", "second")
    (comparison,) = (
        pair for pair in row["comparisons"] if (pair["model_id"], pair["compared_model_id"]) == ("second", "first")
    )
    assert comparison["difference"] == pytest.approx(row["deficit"])
    assert comparison["standard_error"] == pytest.approx(choice.FOLDS_SPREAD * row["deficit_standard_error"])
    assert comparison["verdict_code"] == "undecided"


def test_models_that_are_worth_nothing_are_hardly_ever_told_apart():
    verdicts = 0
    for seed in range(40):
        generator = np.random.default_rng(seed)
        y_true = generator.random(150) < 0.4
        scores = {"majority_class": np.full(150, 0.4)} | {name: generator.random(150) for name in ("a", "b", "c")}
        rows = chosen(y_true, scores)["at_upload"]["comparisons"]
        # A model that calls nothing a claim makes fewer errors than one that guesses: only guesses are alike.
        rows = [row for row in rows if row["compared_model_id"] != "majority_class"]
        verdicts += any(row["verdict_code"] != "undecided" or row["error_verdict_code"] != "undecided" for row in rows)
    assert verdicts <= 5
