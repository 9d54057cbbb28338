"""Uniform counts are told apart from skewed ones, and few rows prove nothing."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray
from scipy import stats

from claims_warehouse.engagement.uniformity import uniformity_tests
from claims_warehouse.features import COUNTS


def views_tested(
    claims: NDArray[Any], opinions: NDArray[Any], significance_level: float = 0.05
) -> dict[str, dict[str, Any]]:
    values = [*claims.tolist(), *opinions.tolist()]
    videos = {"is_claim_in_file": [True] * len(claims) + [False] * len(opinions)} | dict.fromkeys(COUNTS, values)
    rows = uniformity_tests(pa.table(videos), significance_level).to_pylist()
    assert [(row["metric"], row["claim_status"]) for row in rows] == [
        (metric, status) for metric in COUNTS for status in ("claim", "opinion")
    ]
    return {row["claim_status"]: row for row in rows if row["metric"] == "video_view_count"}


def test_uniform_views_are_not_rejected_and_skewed_ones_are():
    generator = np.random.default_rng(0)
    rows = views_tested(generator.integers(1_000, 1_000_000, 9_000), generator.lognormal(8, 1, 9_000).round())
    uniform, skewed = rows["claim"], rows["opinion"]
    assert (uniform["reject_null"], skewed["reject_null"]) == (False, True)
    assert uniform["p_value"] > 0.05 > skewed["p_value"]
    assert uniform["statistic"] < uniform["critical_value"] < 0.02 < skewed["statistic"]
    assert (uniform["row_count"], uniform["significance_level"]) == (9_000, 0.05)


def test_a_uniform_distribution_is_rejected_about_as_often_as_the_level_says():
    generator = np.random.default_rng(1)
    videos = [
        pa.table({"is_claim_in_file": [True, False] * 300} | {metric: generator.random(600) for metric in COUNTS})
        for _ in range(40)
    ]
    rejected = [row["reject_null"] for table in videos for row in uniformity_tests(table, 0.2).to_pylist()]
    assert np.mean(rejected) == pytest.approx(0.2, abs=0.05)


def test_the_figures_are_scipys_over_the_observed_range():
    views = np.random.default_rng(2).integers(20, 10_000, 3_000)
    row = views_tested(views, views)["claim"]
    expected = stats.kstest(views, "uniform", args=(views.min(), views.max() - views.min()))
    assert [row["statistic"], row["p_value"]] == pytest.approx([expected.statistic, expected.pvalue])
    assert (row["minimum"], row["maximum"]) == (views.min(), views.max())


def test_few_rows_reject_little():
    few = views_tested(np.array([1, 2, 4, 8, 16]), np.array([3, 3, 3]))
    assert (few["claim"]["reject_null"], few["claim"]["critical_value"] > 0.5) == (False, True)
    assert few["opinion"]["not_estimable_because"] == "the values have no spread"
    assert few["opinion"]["reject_null"] is None
    none = views_tested(np.array([1, 2]), np.array([]))
    assert {row["not_estimable_because"] for row in none.values()} == {"fewer than three observations"}
    assert [row["minimum"] for row in none.values()] == [None, None]
