"""Differences at the same claim status, against statsmodels on the rows, and on groups that do not differ."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import statsmodels.formula.api as smf
from scipy import stats
from statsmodels.stats.nonparametric import rank_compare_2indep
from statsmodels.stats.power import tt_solve_power
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from claims_warehouse.engagement.adjusted_effects import SCHEMA, adjusted_effects

MARGIN = 0.1


def videos(generator: np.random.Generator, size: int = 400, effect: float = 0.0) -> pd.DataFrame:
    """Return videos of which the first group has more claims, and claims have more views."""
    group = generator.choice(["banned", "active"], size, p=[0.3, 0.7])
    claim = generator.random(size) < np.where(group == "banned", 0.8, 0.4)
    value = np.where(claim, 20.0, 1.0) + generator.normal(size=size) * np.where(claim, 8.0, 1.0)
    return pd.DataFrame(
        {
            "author_group": group,
            "stratum": np.where(claim, "claim", "opinion"),
            "value": value + effect * (group == "banned"),
        }
    )


def aggregates(frame: pd.DataFrame, metric: str = "views") -> list[dict[str, Any]]:
    rows = []
    for stratum, part in frame.groupby("stratum"):
        row = {"grouping": "author_ban_status", "metric": metric, "group_a": "banned", "group_b": "active"}
        values = {side: part.loc[part["author_group"] == row[f"group_{side}"], "value"].to_numpy() for side in "ab"}
        for side, other in (("a", "b"), ("b", "a")):
            mine, theirs = values[side], values[other]
            below = (mine[:, None] > theirs).mean(axis=1) + (mine[:, None] == theirs).mean(axis=1) / 2
            row |= {
                f"n_{side}": len(mine),
                f"ranked_{side}": len(mine),
                f"mean_{side}": mine.mean(),
                f"variance_{side}": pd.Series(mine).var(),
                f"placement_variance_{side}": pd.Series(below).var(),
            }
            if side == "a":
                row["cliffs_delta"] = 2 * below.mean() - 1
        rows.append(row | {"stratum": stratum})
    return rows


def adjusted(frame: pd.DataFrame, margin: float = MARGIN) -> Mapping[str, Any]:
    (row,) = adjusted_effects(pa.Table.from_pylist(aggregates(frame)), 0.05, margin).to_pylist()
    return row


def test_the_adjusted_difference_is_the_coefficient_of_a_regression():
    frame = videos(np.random.default_rng(0), 2_000, effect=0.7)
    fitted = smf.ols("value ~ C(author_group) + C(stratum)", frame).fit(cov_type="HC3")
    row = adjusted(frame)
    name = "C(author_group)[T.banned]"
    assert row["adjusted_difference"] == pytest.approx(fitted.params[name])
    assert row["standard_error"] == pytest.approx(fitted.bse[name], rel=0.02)
    assert row["p_value"] == pytest.approx(fitted.pvalues[name], abs=0.01)
    crossed = smf.ols("value ~ C(author_group) * C(stratum)", frame).fit(cov_type="HC2")
    both = next(term for term in crossed.params.index if ":" in term)
    assert row["interaction"] == pytest.approx(-crossed.params[both])
    assert row["interaction_p_value"] == pytest.approx(crossed.pvalues[both], abs=0.01)


def test_composition_and_the_rest_make_the_raw_difference():
    frame = videos(np.random.default_rng(1), effect=0.5)
    row = adjusted(frame)
    of_group = frame.groupby("author_group")["value"].mean()
    assert row["raw_difference"] == pytest.approx(of_group["banned"] - of_group["active"])
    shares = pd.crosstab(frame["author_group"], frame["stratum"], normalize="index")
    means = frame.pivot_table(index="author_group", columns="stratum", values="value")
    within = (shares.mean() * (means.loc["banned"] - means.loc["active"])).sum()
    assert row["composition_difference"] == pytest.approx(row["raw_difference"] - within)
    assert row["composition_share"] == pytest.approx(row["composition_difference"] / row["raw_difference"])


def test_equivalence_of_one_stratum_is_statsmodels():
    frame = videos(np.random.default_rng(2), 600)
    frame = frame[frame["stratum"] == "claim"]
    row = adjusted(frame)
    first, second = (frame.loc[frame["author_group"] == group, "value"] for group in ("banned", "active"))
    compared = CompareMeans(DescrStatsW(first), DescrStatsW(second))
    p_value, *_ = compared.ttost_ind(-row["equivalence_margin"], row["equivalence_margin"], usevar="unequal")
    assert row["equivalence_p_value"] == pytest.approx(p_value)
    assert (row["lower_bound"], row["upper_bound"]) == pytest.approx(compared.tconfint_diff(usevar="unequal"))
    assert row["equivalence_margin"] == pytest.approx(MARGIN * np.sqrt(_pooled(first, second)))
    ranks = rank_compare_2indep(first, second)
    margin = row["prob_superior_margin"]
    assert row["prob_superior"] == pytest.approx(ranks.prob1)
    assert (row["prob_superior_lower_bound"], row["prob_superior_upper_bound"]) == pytest.approx(ranks.conf_int())
    assert row["prob_superior_equivalence_p_value"] == pytest.approx(
        ranks.tost_prob_superior(0.5 - margin, 0.5 + margin).pvalue
    )
    assert row["interaction"] is None


def _pooled(first: pd.Series, second: pd.Series) -> float:
    squares = (len(first) - 1) * first.var() + (len(second) - 1) * second.var()
    return float(squares / (len(first) + len(second) - 2))


def test_the_smallest_detectable_difference_is_found_with_the_power_that_is_told():
    row = adjusted(videos(np.random.default_rng(3), 2_000))
    effect = tt_solve_power(nobs=row["degrees_of_freedom"] + 1, alpha=0.05, power=0.8)
    expected = effect * row["standard_error"] * np.sqrt(row["degrees_of_freedom"] + 1)
    assert row["smallest_detectable_difference"] == pytest.approx(expected, rel=0.01)


def test_intervals_and_tests_hold_where_composition_alone_differs():
    draws = range(300)
    alike = [row for seed in draws for row in aggregates(videos(np.random.default_rng(seed)), str(seed))]
    # A difference as large as the margin is called equivalent as often as the level says, at most.
    at_margin = [
        row for seed in draws for row in aggregates(videos(np.random.default_rng(seed), effect=MARGIN * 5.7), str(seed))
    ]
    of_alike, of_margin = (
        adjusted_effects(pa.Table.from_pylist(rows), 0.05, MARGIN).to_pandas() for rows in (alike, at_margin)
    )
    covers = (of_alike["lower_bound"] <= 0) & (of_alike["upper_bound"] >= 0)
    rejected, equivalent = of_alike["interaction_p_value"] < 0.05, of_margin["equivalence_p_value"] < 0.05
    # Each is a share of 5%, that 300 draws leave between these bounds in 999 of 1,000 cases.
    low, high = stats.binom.ppf([0.0005, 0.9995], 300, 0.05)
    assert low <= (~covers).sum() <= high
    assert low <= rejected.sum() <= high
    assert equivalent.sum() <= high


def test_a_group_with_a_single_video_of_each_status_cannot_be_compared():
    frame = videos(np.random.default_rng(4))
    alone = frame[frame["author_group"] == "banned"].groupby("stratum").head(1)
    table = pa.Table.from_pylist(aggregates(pd.concat([alone, frame[frame["author_group"] == "active"]])))
    (row,) = adjusted_effects(table, 0.05, MARGIN).to_pylist()
    assert row["raw_difference"] is not None
    assert [row[name] for name in ("adjusted_difference", "p_value_holm", "equivalence_p_value", "prob_superior")] == [
        None
    ] * 4


def test_without_a_comparison_at_the_same_claim_status_there_is_no_row():
    comparisons = pa.table({"grouping": pa.array([], pa.string()), "stratum": pa.array([], pa.string())})
    assert adjusted_effects(comparisons, 0.05, 0.1).equals(SCHEMA.empty_table())
