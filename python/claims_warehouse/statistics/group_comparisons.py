"""Comparisons of two groups, computed from aggregates alone."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, Literal, get_args

import pyarrow as pa
from scipy import special, stats
from statsmodels.stats.multitest import multipletests

_COMPARISON = [(name, pa.string()) for name in ("metric", "grouping", "stratum", "group_a", "group_b")]
TEST_SCHEMA = pa.schema(
    [
        *_COMPARISON,
        ("n_a", pa.int64()),
        ("n_b", pa.int64()),
        ("mean_a", pa.float64()),
        ("mean_b", pa.float64()),
        ("test_name", pa.string()),
        ("alternative", pa.string()),
        ("statistic", pa.float64()),
        ("degrees_of_freedom", pa.float64()),
        ("critical_value", pa.float64()),
        ("significance_level", pa.float64()),
        ("p_value", pa.float64()),
        ("reject_null", pa.bool_()),
        ("family", pa.string()),
        ("family_size", pa.int64()),
        ("p_value_holm", pa.float64()),
        ("reject_null_holm", pa.bool_()),
        ("not_estimable_because", pa.string()),
    ]
)
EFFECT_SCHEMA = pa.schema(
    [
        *_COMPARISON,
        ("effect", pa.string()),
        ("effect_size", pa.float64()),
        ("confidence_level", pa.float64()),
        ("interval_method", pa.string()),
        ("lower_bound", pa.float64()),
        ("upper_bound", pa.float64()),
        ("not_estimable_because", pa.string()),
    ]
)
Alternative = Literal["greater", "two-sided"]
ALTERNATIVES: tuple[Alternative, ...] = get_args(Alternative)
Comparison = Mapping[str, Any]
# A variance needs two observations.
FEWEST = 2


def hypothesis_tests(comparisons: Iterable[Comparison], significance_level: float) -> pa.Table:
    """Test whether two groups differ, by their means and by their ranks.

    `welch_t` compares means without supposing equal variances. `brunner_munzel` compares which group's values tend to
    be the greater, without supposing equal shapes, and suits skewed data.

    Parameters
    ----------
    comparisons : iterable of mapping
        One row per `grouping`, `stratum`, `metric`, `group_a` and `group_b`; for each side `n_*`, `mean_*`, the
        unbiased `variance_*`, and the sums `twice_placements_*` and `squared_twice_placements_*` (see
        `int_group_placements`).
    significance_level : float
        Probability, between 0 and 1, of rejecting a null hypothesis that holds.

    Returns
    -------
    pyarrow.Table
        One row per comparison, test and alternative with the columns of `TEST_SCHEMA`. Statistics are positive where
        the first group's values are the greater. P-values are adjusted over all comparisons of a grouping by one test
        and alternative (`family`). Where a test cannot be estimated, `not_estimable_because` says why.

    References
    ----------
    B. L. Welch (1947), Biometrika 34; E. Brunner and U. Munzel (2000), Biometrical Journal 42; S. Holm (1979),
    Scandinavian Journal of Statistics 6.
    """
    tests = [
        {
            **{name: comparison[name] for name, _ in _COMPARISON},
            **{name: comparison[name] for name in ("n_a", "n_b", "mean_a", "mean_b")},
            "test_name": test_name,
            "significance_level": significance_level,
            "family": f"{comparison['grouping']}, {test_name}, {outcome['alternative']}",
            **outcome,
        }
        for comparison in comparisons
        for test_name, statistic in (("welch_t", _welch_t), ("brunner_munzel", _brunner_munzel))
        for outcome in _outcomes(comparison, statistic, significance_level)
    ]
    return pa.Table.from_pylist(list(_adjusted(tests, significance_level)), schema=TEST_SCHEMA)


def effect_sizes(comparisons: Iterable[Comparison], confidence_level: float) -> pa.Table:
    """Measure how far two groups lie apart.

    Parameters
    ----------
    comparisons : iterable of mapping
        As for `hypothesis_tests`.
    confidence_level : float
        Coverage of the intervals, between 0 and 1.

    Returns
    -------
    pyarrow.Table
        One row per comparison and effect with the columns of `EFFECT_SCHEMA`: `mean_difference` (interval by Welch's
        t), `hedges_g` (standardised difference of means without the bias of small samples; normal interval with its
        large-sample variance) and `cliffs_delta` (the probability that a value of the first group is the greater less
        that it is the smaller; interval by the placements' variance and t, as in the Brunner-Munzel test).

    References
    ----------
    L. V. Hedges (1981), Journal of Educational Statistics 6; N. Cliff (1993), Psychological Bulletin 114; E. Brunner
    and U. Munzel (2000), Biometrical Journal 42.
    """
    effects: list[tuple[str, str, Callable[[Comparison, float], tuple[float, float, float]]]] = [
        ("mean_difference", "Welch t", _mean_difference),
        ("hedges_g", "normal, large-sample variance", _hedges_g),
        ("cliffs_delta", "Brunner-Munzel t", _cliffs_delta),
    ]
    rows = []
    for comparison in comparisons:
        for effect, interval_method, estimate in effects:
            row: dict[str, Any] = {name: comparison[name] for name, _ in _COMPARISON}
            row |= {"effect": effect, "confidence_level": confidence_level, "interval_method": interval_method}
            try:
                _require_spread(comparison)
                row["effect_size"], row["lower_bound"], row["upper_bound"] = estimate(comparison, confidence_level)
            except _NotEstimableError as reason:
                row["not_estimable_because"] = str(reason)
            rows.append(row)
    return pa.Table.from_pylist(rows, schema=EFFECT_SCHEMA)


class _NotEstimableError(ValueError):
    """The aggregates do not determine the figure; the message says why."""


def _require_spread(comparison: Comparison) -> None:
    if min(comparison["n_a"], comparison["n_b"]) < FEWEST:
        raise _NotEstimableError("a group has fewer than two observations")
    if comparison["variance_a"] == 0 and comparison["variance_b"] == 0:
        raise _NotEstimableError("neither group has any spread")


def _outcomes(
    comparison: Comparison, statistic: Callable[[Comparison], tuple[float, float]], significance_level: float
) -> Iterator[dict[str, Any]]:
    """Yield the outcome of one test for each alternative; its statistic is the same for all."""
    try:
        _require_spread(comparison)
        value, degrees_of_freedom = statistic(comparison)
    except _NotEstimableError as reason:
        yield from ({"alternative": alternative, "not_estimable_because": str(reason)} for alternative in ALTERNATIVES)
        return
    for alternative in ALTERNATIVES:
        tail = significance_level if alternative == "greater" else significance_level / 2
        if alternative == "greater":
            p_value = float(special.stdtr(degrees_of_freedom, -value))
        else:
            p_value = 2 * float(special.stdtr(degrees_of_freedom, -abs(value)))
        yield {
            "alternative": alternative,
            "statistic": value,
            "degrees_of_freedom": degrees_of_freedom,
            "critical_value": float(special.stdtrit(degrees_of_freedom, 1 - tail)),
            "p_value": p_value,
            "reject_null": bool(p_value < significance_level),
        }


def _adjusted(tests: list[dict[str, Any]], significance_level: float) -> Iterator[dict[str, Any]]:
    by_family = sorted(tests, key=lambda test: test["family"])
    for _, members in groupby(by_family, key=lambda test: test["family"]):
        family = list(members)
        estimated = [test for test in family if test.get("p_value") is not None]
        if estimated:
            p_values = [test["p_value"] for test in estimated]
            reject, adjusted, _, _ = multipletests(p_values, alpha=significance_level, method="holm")
            for test, is_rejected, p_value_holm in zip(estimated, reject, adjusted, strict=True):
                test |= {"p_value_holm": float(p_value_holm), "reject_null_holm": bool(is_rejected)}
        yield from (test | {"family_size": len(estimated)} for test in family)


def _welch_t(comparison: Comparison) -> tuple[float, float]:
    """Return Welch's t with the Welch-Satterthwaite degrees of freedom."""
    result = stats.ttest_ind_from_stats(
        mean1=comparison["mean_a"],
        std1=math.sqrt(comparison["variance_a"]),
        nobs1=comparison["n_a"],
        mean2=comparison["mean_b"],
        std2=math.sqrt(comparison["variance_b"]),
        nobs2=comparison["n_b"],
        equal_var=False,
    )
    # scipy keeps the degrees of freedom to itself where it is given aggregates.
    squared_errors = (comparison["variance_a"] / comparison["n_a"], comparison["variance_b"] / comparison["n_b"])
    return float(result.statistic), _satterthwaite(squared_errors, comparison)


def _brunner_munzel(comparison: Comparison) -> tuple[float, float]:
    """Return the Brunner-Munzel statistic with its degrees of freedom, from sums of placements."""
    squared_errors = _placement_variances(comparison)
    if sum(squared_errors) == 0:
        raise _NotEstimableError("the two groups do not overlap, so that ranks have no spread")
    return _cliffs_delta_of(comparison) / 2 / math.sqrt(sum(squared_errors)), _satterthwaite(squared_errors, comparison)


def _satterthwaite(squared_errors: tuple[float, float], comparison: Comparison) -> float:
    a, b = squared_errors
    return (a + b) ** 2 / (a**2 / int(comparison["n_a"] - 1) + b**2 / int(comparison["n_b"] - 1))


def _cliffs_delta_of(comparison: Comparison) -> float:
    pairs = int(comparison["n_a"] * comparison["n_b"])
    return (int(comparison["twice_placements_a"]) - pairs) / pairs


def _placement_variances(comparison: Comparison) -> tuple[float, float]:
    """Return each side's share of the squared standard error of the probability that the first group is the greater."""

    def share(side: str, n: int, n_other: int) -> float:
        total = int(comparison[f"twice_placements_{side}"])
        squares = int(comparison[f"squared_twice_placements_{side}"])
        # Whole numbers up to here: no digit is lost where placements hardly differ.
        return (n * squares - total**2) / (4 * n * (n - 1)) / n / n_other**2

    n_a, n_b = int(comparison["n_a"]), int(comparison["n_b"])
    return share("a", n_a, n_b), share("b", n_b, n_a)


def _interval(centre: float, error: float, quantile: float) -> tuple[float, float, float]:
    return centre, centre - quantile * error, centre + quantile * error


def _mean_difference(comparison: Comparison, confidence_level: float) -> tuple[float, float, float]:
    squared_errors = (comparison["variance_a"] / comparison["n_a"], comparison["variance_b"] / comparison["n_b"])
    quantile = special.stdtrit(_satterthwaite(squared_errors, comparison), (1 + confidence_level) / 2)
    return _interval(comparison["mean_a"] - comparison["mean_b"], math.sqrt(sum(squared_errors)), float(quantile))


def _hedges_g(comparison: Comparison, confidence_level: float) -> tuple[float, float, float]:
    n_a, n_b = comparison["n_a"], comparison["n_b"]
    freedom = n_a + n_b - 2
    pooled = ((n_a - 1) * comparison["variance_a"] + (n_b - 1) * comparison["variance_b"]) / freedom
    # The exact factor by which Cohen's d is too large in the mean.
    correction = math.exp(special.gammaln(freedom / 2) - special.gammaln((freedom - 1) / 2)) / math.sqrt(freedom / 2)
    hedges_g = correction * (comparison["mean_a"] - comparison["mean_b"]) / math.sqrt(pooled)
    error = math.sqrt((n_a + n_b) / (n_a * n_b) + hedges_g**2 / (2 * (n_a + n_b)))
    return _interval(hedges_g, error, float(special.ndtri((1 + confidence_level) / 2)))


def _cliffs_delta(comparison: Comparison, confidence_level: float) -> tuple[float, float, float]:
    delta, squared_errors = _cliffs_delta_of(comparison), _placement_variances(comparison)
    if sum(squared_errors) == 0:
        return delta, delta, delta
    quantile = special.stdtrit(_satterthwaite(squared_errors, comparison), (1 + confidence_level) / 2)
    centre, lower_bound, upper_bound = _interval(delta, 2 * math.sqrt(sum(squared_errors)), float(quantile))
    return centre, max(lower_bound, -1.0), min(upper_bound, 1.0)
