from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from claims_warehouse.statistics.group_comparisons import welch_tests


def moments(
    groups: dict[str, np.ndarray], grouping: str = "verified_status", stratum: str = "all"
) -> list[dict[str, Any]]:
    return [
        {
            "grouping": grouping,
            "stratum": stratum,
            "metric": "views",
            "group_name": name,
            "observation_count": len(values),
            "mean": float(np.mean(values)) if len(values) else None,
            "variance": float(np.var(values, ddof=1)) if len(values) > 1 else None,
        }
        for name, values in groups.items()
    ]


@pytest.mark.parametrize("alternative", ["greater", "two-sided"])
@pytest.mark.parametrize("shift", [0.0, 0.1, -0.3])
def test_aggregates_give_what_scipy_gives_on_the_rows(alternative: str, shift: float):
    generator = np.random.default_rng(0)
    a, b = generator.lognormal(0, 1, 500), generator.lognormal(shift, 2, 90)
    expected = stats.ttest_ind(a, b, equal_var=False, alternative=alternative)
    tests = welch_tests(moments({"not verified": a, "verified": b}), significance_level=0.05).to_pylist()
    (row,) = [test for test in tests if test["alternative"] == alternative]
    figures = [row["statistic"], row["degrees_of_freedom"], row["p_value"], row["mean_a"], row["mean_b"]]
    assert figures == pytest.approx([expected.statistic, expected.df, expected.pvalue, a.mean(), b.mean()], rel=1e-9)
    assert (row["n_a"], row["n_b"], row["reject_null"]) == (500, 90, expected.pvalue < 0.05)
    size = row["statistic"] if alternative == "greater" else abs(row["statistic"])
    assert (size > row["critical_value"]) == row["reject_null"]
    assert row["not_estimable_because"] is None


@pytest.mark.parametrize(
    ("groups", "reason"),
    [
        ({"not verified": np.array([1.0, 2.0])}, "a group has fewer than two observations"),
        (
            {"not verified": np.array([1.0, 2.0]), "verified": np.array([3.0])},
            "a group has fewer than two observations",
        ),
        ({"not verified": np.ones(5), "verified": np.ones(4)}, "neither group has any spread"),
    ],
)
def test_what_cannot_be_estimated_is_said_and_not_invented(groups: dict[str, np.ndarray], reason: str):
    for row in welch_tests(moments(groups), significance_level=0.05).to_pylist():
        assert row["not_estimable_because"] == reason
        assert [row[name] for name in ("statistic", "p_value", "critical_value", "reject_null")] == [None] * 4


def test_three_groups_are_compared_in_pairs():
    groups = {name: np.arange(10.0) + shift for shift, name in enumerate(("active", "banned", "under review"))}
    rows = welch_tests(moments(groups, "author_ban_status"), significance_level=0.05).to_pylist()
    assert {(row["group_a"], row["group_b"]) for row in rows} == {
        ("banned", "active"),
        ("under review", "active"),
        ("banned", "under review"),
    }


@pytest.mark.parametrize("stratum", ["all", "claim", "opinion"])
def test_the_real_files_views_agree_with_scipy(real_file: Path, stratum: str):
    videos = pd.read_csv(real_file).dropna()
    rows = videos if stratum == "all" else videos[videos["claim_status"] == stratum]
    groups = {name: group.to_numpy() for name, group in rows.groupby("verified_status")["video_view_count"]}
    expected = stats.ttest_ind(groups["not verified"], groups["verified"], equal_var=False, alternative="greater")
    row = welch_tests(moments(groups, stratum=stratum), significance_level=0.05).to_pylist()[0]
    assert [row["statistic"], row["degrees_of_freedom"], row["p_value"]] == pytest.approx(
        [expected.statistic, expected.df, expected.pvalue], rel=1e-9
    )
