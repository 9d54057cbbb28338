from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray
from scipy import special, stats
from statsmodels.stats.multitest import multipletests

from claims_warehouse.engagement import group_comparisons
from claims_warehouse.engagement.group_comparisons import effect_sizes, hypothesis_tests

Values = NDArray[np.float64]


def comparison(a: Values, b: Values, stratum: str = "all", metric: str = "views") -> dict[str, Any]:
    """What SQL aggregates, computed here by comparing every value with every other."""
    row: dict[str, Any] = {"metric": metric, "grouping": "verified_status", "stratum": stratum}
    row |= {"group_a": "not verified", "group_b": "verified"}
    for side, of, among in (("a", a, b), ("b", b, a)):
        placements = [np.mean((among < value) + (among == value) / 2) for value in of] if len(among) else []
        row |= {
            f"n_{side}": len(of),
            f"ranked_{side}": len(of),
            f"mean_{side}": float(np.mean(of)) if len(of) else None,
            f"variance_{side}": float(np.var(of, ddof=1)) if len(of) > 1 else None,
            f"third_moment_{side}": float(np.mean((of - np.mean(of)) ** 3)) if len(of) else None,
            f"placement_variance_{side}": float(np.var(placements, ddof=1)) if len(placements) > 1 else None,
        }
    row["cliffs_delta"] = float(np.sign(a[:, None] - b).mean()) if len(a) and len(b) else None
    return row


def table(*comparisons: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(comparisons))


@pytest.fixture(params=[0.0, 0.4, -0.6], ids=["same", "lower", "higher"])
def skewed(request: pytest.FixtureRequest) -> tuple[Values, Values]:
    """Two skewed samples with many ties."""
    generator = np.random.default_rng(0)
    return np.floor(generator.lognormal(3, 0.4, 300)), np.floor(generator.lognormal(3 + request.param, 0.3, 80))


@pytest.mark.parametrize("alternative", ["greater", "two-sided"])
def test_welch_is_scipys_on_the_rows(skewed: tuple[Values, Values], alternative: str):
    a, b = skewed
    expected = stats.ttest_ind(a, b, equal_var=False, alternative=alternative)
    tests = hypothesis_tests(table(comparison(a, b)), significance_level=0.05).to_pylist()
    (row,) = [test for test in tests if (test["test_name"], test["alternative"]) == ("welch_t", alternative)]
    figures = [row["statistic"], row["degrees_of_freedom"], row["p_value"], row["mean_a"], row["mean_b"]]
    assert figures == pytest.approx([expected.statistic, expected.df, expected.pvalue, a.mean(), b.mean()], rel=1e-9)
    assert (row["n_a"], row["n_b"], row["reject_null"]) == (300, 80, expected.pvalue < 0.05)
    tail = 0.05 if alternative == "greater" else 0.025
    assert row["critical_value"] == pytest.approx(stats.t.ppf(1 - tail, expected.df), rel=1e-9)


@pytest.mark.parametrize("alternative", ["greater", "two-sided"])
def test_brunner_munzel_is_scipys_on_the_rows(skewed: tuple[Values, Values], alternative: str):
    a, b = skewed
    expected = stats.brunnermunzel(a, b, alternative=alternative)
    tests = hypothesis_tests(table(comparison(a, b)), significance_level=0.05).to_pylist()
    (row,) = [test for test in tests if (test["test_name"], test["alternative"]) == ("brunner_munzel", alternative)]
    # scipy's statistic is positive where the second sample's values are the greater.
    assert [row["statistic"], row["p_value"]] == pytest.approx([-expected.statistic, expected.pvalue], rel=1e-9)


def test_effects_are_those_of_the_rows(skewed: tuple[Values, Values]):
    a, b = skewed
    effects = {row["effect"]: row for row in effect_sizes(table(comparison(a, b)), confidence_level=0.9).to_pylist()}
    interval = stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.9)
    difference = effects["mean_difference"]
    assert [difference["effect_size"], difference["lower_bound"], difference["upper_bound"]] == pytest.approx(
        [a.mean() - b.mean(), interval.low, interval.high], rel=1e-9
    )
    pooled = np.sqrt((a.var(ddof=1) * 299 + b.var(ddof=1) * 79) / 378)
    approximate_correction = 1 - 3 / (4 * 378 - 1)
    hedges_g = approximate_correction * (a.mean() - b.mean()) / pooled
    assert effects["hedges_g"]["effect_size"] == pytest.approx(hedges_g, rel=1e-5)
    greater, smaller = (a[:, None] > b).mean(), (a[:, None] < b).mean()
    assert effects["cliffs_delta"]["effect_size"] == pytest.approx(greater - smaller, rel=1e-12)
    for row in effects.values():
        assert row["lower_bound"] < row["effect_size"] < row["upper_bound"]
        assert row["interval_method"]


def test_the_interval_of_cliffs_delta_covers_the_truth_as_often_as_it_says():
    generator = np.random.default_rng(1)
    truth = 2 * stats.norm.cdf(0.5 / np.sqrt(2)) - 1
    rows = [comparison(generator.normal(0.5, 1, 40), generator.normal(0, 1, 30)) for _ in range(400)]
    deltas = [
        row for row in effect_sizes(table(*rows), confidence_level=0.9).to_pylist() if row["effect"] == "cliffs_delta"
    ]
    covered = np.mean([row["lower_bound"] <= truth <= row["upper_bound"] for row in deltas])
    assert covered == pytest.approx(0.9, abs=0.05)


@pytest.mark.parametrize("sign", [1, -1])
def test_no_interval_of_cliffs_delta_reaches_beyond_one(sign: int):
    greater = sign * np.array([1.0, 9, 10, 11, 12])
    (row,) = [
        row
        for row in effect_sizes(table(comparison(greater, sign * np.array([2.0, 0, 1]))), 0.99).to_pylist()
        if row["effect"] == "cliffs_delta"
    ]
    reached = row["upper_bound"] if sign > 0 else row["lower_bound"]
    assert reached == sign
    assert abs(row["effect_size"]) < 1


def test_p_values_are_adjusted_over_their_family():
    generator = np.random.default_rng(2)
    rows = [
        comparison(generator.normal(shift, 1, 30), generator.normal(0, 1, 30), stratum, metric)
        for metric, shift in (("views", 0.0), ("likes", 0.5), ("shares", 1.0))
        for stratum in ("all", "claim")
    ]
    # Without any difference, p-values are one, and no adjustment makes them more.
    same = generator.normal(0, 1, 30)
    rows += [comparison(same, same, stratum, "comments") for stratum in ("all", "claim")]
    tests = hypothesis_tests(table(*rows), significance_level=0.05).to_pylist()
    family = [test for test in tests if test["family"] == "verified_status, welch_t, two-sided"]
    reject, adjusted, _, _ = multipletests([test["p_value"] for test in family], alpha=0.05, method="holm")
    assert len(family) == len(rows) == family[0]["family_size"]
    assert [test["p_value_holm"] for test in family] == pytest.approx(adjusted.tolist())
    assert [test["reject_null_holm"] for test in family] == reject.tolist()
    assert all(test["p_value"] <= test["p_value_holm"] <= 1 for test in family)


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        ([], [1, 2], "a group has fewer than two observations"),
        ([1, 2], [3], "a group has fewer than two observations"),
        ([1, 1, 1], [2, 2], "neither group has any spread"),
    ],
)
def test_what_cannot_be_estimated_is_said_and_not_invented(a: list[float], b: list[float], reason: str):
    rows = [comparison(np.array(a, float), np.array(b, float))]
    for row in hypothesis_tests(table(*rows), significance_level=0.05).to_pylist():
        assert row["not_estimable_because"] == reason
        assert [row[name] for name in ("statistic", "p_value", "p_value_holm", "reject_null")] == [None] * 4
        assert row["family_size"] == 0
    for row in effect_sizes(table(*rows), confidence_level=0.95).to_pylist():
        assert row["not_estimable_because"] == reason
        assert row["effect_size"] is None


def test_groups_that_do_not_overlap_have_an_effect_and_an_exact_p_value():
    a, b = np.array([5.0, 6, 7]), np.array([1.0, 2, 3])
    for first, second in ((a, b), (b, a)):
        exact = {
            row["alternative"]: row["p_value"]
            for row in hypothesis_tests(table(comparison(first, second)), significance_level=0.05).to_pylist()
            if row["test_name"] == "brunner_munzel"
        }
        for alternative in ("greater", "two-sided"):
            wilcoxon = stats.mannwhitneyu(first, second, alternative=alternative, method="exact")
            assert exact[alternative] == pytest.approx(wilcoxon.pvalue)
    rows = [comparison(a, b)]
    tests = {row["test_name"]: row for row in hypothesis_tests(table(*rows), significance_level=0.05).to_pylist()}
    assert "do not overlap" in tests["brunner_munzel"]["not_estimable_because"]
    assert tests["welch_t"]["not_estimable_because"] is None
    effects = {row["effect"]: row for row in effect_sizes(table(*rows), confidence_level=0.95).to_pylist()}
    assert [effects["cliffs_delta"][name] for name in ("effect_size", "lower_bound", "upper_bound")] == [1, 1, 1]


def hedges_g(*comparisons: dict[str, Any], confidence_level: float) -> list[dict[str, Any]]:
    effects = effect_sizes(table(*comparisons), confidence_level).to_pylist()
    return [row for row in effects if row["effect"] == "hedges_g"]


def test_with_equal_variances_the_interval_of_hedges_g_has_hedges_own_variance():
    a = np.random.default_rng(3).normal(size=2_000)
    b = a[:500] - a[:500].mean()
    b = b * a.std(ddof=1) / b.std(ddof=1) - 0.4
    (g,) = hedges_g(comparison(a, b), confidence_level=0.95)
    error = np.sqrt(1 / len(a) + 1 / len(b) + g["effect_size"] ** 2 / (2 * (len(a) + len(b))))
    half_width = stats.norm.ppf(0.975) * error
    expected = [g["effect_size"] - half_width, g["effect_size"] + half_width]
    assert [g["lower_bound"], g["upper_bound"]] == pytest.approx(expected, rel=1e-3)
    assert "equal" in g["interval_method"]


@pytest.mark.parametrize(("n_a", "n_b"), [(400, 60), (60, 400)])
def test_the_interval_of_hedges_g_covers_the_truth_where_variances_differ(n_a: int, n_b: int):
    """Standard deviations of 1 and 250: a variance 62,000 times the other, in the larger and in the smaller group."""
    generator = np.random.default_rng(4)
    spreads, shift = (1.0, 250.0), 150.0
    pooled = np.sqrt(((n_a - 1) * spreads[0] ** 2 + (n_b - 1) * spreads[1] ** 2) / (n_a + n_b - 2))
    samples = [(generator.normal(shift, spreads[0], n_a), generator.normal(0, spreads[1], n_b)) for _ in range(2_000)]
    # The two sides' means and variances are all that is looked at; placements would take long.
    rows = [
        comparison(np.array([0.0, 1]), np.array([0.0, 2]))
        | {f"n_{side}": len(of) for side, of in zip("ab", pair, strict=True)}
        | {f"mean_{side}": of.mean() for side, of in zip("ab", pair, strict=True)}
        | {f"variance_{side}": of.var(ddof=1) for side, of in zip("ab", pair, strict=True)}
        for pair in samples
    ]
    found = hedges_g(*rows, confidence_level=0.95)
    covered = np.mean([row["lower_bound"] <= shift / pooled <= row["upper_bound"] for row in found])
    assert covered == pytest.approx(0.95, abs=0.015)


def test_p_values_below_the_least_number_are_kept_as_logarithms():
    generator = np.random.default_rng(5)
    far = comparison(generator.normal(40, 1, 5_000), generator.normal(0, 1, 5_000), metric="far")
    near = comparison(generator.normal(0.2, 1, 5_000), generator.normal(0, 1, 5_000), metric="near")
    for row in group_comparisons.hypothesis_tests(table(far, near), 0.05).to_pylist():
        if row["metric"] == "near":
            assert row["log10_p_value"] == pytest.approx(np.log10(row["p_value"]))
        elif row["test_name"] == "welch_t":
            # By the series of the incomplete beta function, which converges here.
            half, x = (
                row["degrees_of_freedom"] / 2,
                row["degrees_of_freedom"] / (row["degrees_of_freedom"] + row["statistic"] ** 2),
            )
            series = special.hyp2f1(half + 0.5, 1, half + 1, x)
            tail = half * np.log(x) + np.log1p(-x) / 2 - np.log(2 * half) - special.betaln(half, 0.5) + np.log(series)
            tails = 2 if row["alternative"] == "two-sided" else 1
            assert row["p_value"] == 0
            assert row["log10_p_value"] == pytest.approx((tail + np.log(tails)) / np.log(10))
        else:
            orders = special.gammaln(10_001) - 2 * special.gammaln(5_001)
            assert row["log10_p_value"] == pytest.approx(-orders / np.log(10), abs=0.4)
            assert row["p_value"] == 0


@pytest.mark.parametrize(("distance", "freedom"), [(30.0, 100.0), (25.0, 1e7), (36.0, 3_000.0)])
def test_the_logarithm_of_a_tail_is_scipys_where_it_has_one(monkeypatch: pytest.MonkeyPatch, distance, freedom):
    expected = np.log10(stats.t.sf(distance, freedom))
    monkeypatch.setattr(group_comparisons.special, "stdtr", lambda freedom, _: np.zeros_like(freedom))
    found = group_comparisons._log10_of_tail(np.array([distance]), np.array([freedom]))
    assert found[0] == pytest.approx(expected, rel=1e-6)


def test_means_of_too_few_skewed_values_are_not_tested_and_ranks_are():
    generator = np.random.default_rng(1)
    a, b = generator.lognormal(0, 1, 400), generator.lognormal(0, 1, 40)
    needed = int(np.ceil(25 * stats.skew(np.concatenate([a, b])) ** 2))
    tests = hypothesis_tests(table(comparison(a, b)), significance_level=0.05).to_pylist()
    of = {test["test_name"]: test for test in tests if test["alternative"] == "two-sided"}
    assert of["welch_t"]["p_value"] is of["welch_t"]["p_value_holm"] is of["welch_t"]["reject_null"] is None
    assert of["welch_t"]["not_estimable_because"] == f"values so skewed need {needed:,} rows in the smaller group"
    assert of["brunner_munzel"]["p_value"] == pytest.approx(stats.brunnermunzel(a, b).pvalue)


@pytest.mark.parametrize(("scale", "row_count", "is_tested"), [(0.1, 40, True), (1.0, 40, False), (0.5, 2_000, True)])
def test_the_level_of_welch_holds_where_it_is_tested(scale: float, row_count: int, is_tested: bool):
    """Where it is not, equal groups would differ far too often at the levels that Holm's method asks for."""
    generator = np.random.default_rng(2)
    level, draws = 0.05 / 27, 4_000
    sides = [generator.lognormal(0, scale, (draws, number)) for number in (8 * row_count, row_count)]
    rejected = np.sum(stats.ttest_ind(*sides, axis=1, equal_var=False).pvalue < level)
    assert (rejected <= stats.binom.ppf(0.999, draws, 2 * level)) == is_tested
    first = [side[0] for side in sides]
    (test, *_) = hypothesis_tests(table(comparison(*first)), significance_level=0.05).to_pylist()
    assert (test["p_value"] is not None) == is_tested


def test_ranks_of_a_sample_count_the_rows_of_the_sample(skewed: tuple[Values, Values]):
    a, b = skewed
    of_all = comparison(np.repeat(a, 3), np.repeat(b, 3))
    of_ranks = {"cliffs_delta", "placement_variance_a", "placement_variance_b", "ranked_a", "ranked_b"}
    sampled = of_all | {name: value for name, value in comparison(a, b).items() if name in of_ranks}
    expected = stats.brunnermunzel(a, b)
    tests = {
        test["test_name"]: test
        for test in hypothesis_tests(table(sampled), significance_level=0.05).to_pylist()
        if test["alternative"] == "two-sided"
    }
    assert tests["brunner_munzel"]["p_value"] == pytest.approx(expected.pvalue, rel=1e-9)
    assert [(tests[name]["n_a"], tests[name]["is_sample"]) for name in ("brunner_munzel", "welch_t")] == [
        (len(a), True),
        (3 * len(a), False),
    ]
    effects = {row["effect"]: row for row in effect_sizes(table(sampled), 0.9).to_pylist()}
    (of_sample,) = [
        row for row in effect_sizes(table(comparison(a, b)), 0.9).to_pylist() if row["effect"] == "cliffs_delta"
    ]
    assert effects["cliffs_delta"] == of_sample | {"is_sample": True}
    assert [effects[name]["n_b"] for name in ("cliffs_delta", "hedges_g")] == [len(b), 3 * len(b)]


def test_without_comparisons_there_is_nothing_to_test():
    """As where no video has counts: the columns are there, and empty."""
    of_types = table(comparison(np.arange(5.0), np.arange(4.0))).schema
    assert hypothesis_tests(of_types.empty_table(), significance_level=0.05).num_rows == 0
    assert effect_sizes(of_types.empty_table(), confidence_level=0.9).num_rows == 0
