"""Comparisons of two groups, computed from aggregates alone."""

from typing import Literal, get_args

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from scipy import special, stats

from claims_warehouse.engagement.skewness import too_skewed_because
from claims_warehouse.multiplicity import holm

_COMPARISON = [(name, pa.string()) for name in ("metric", "grouping", "stratum", "group_a", "group_b")]
TEST_SCHEMA = pa.schema(
    [
        *_COMPARISON,
        ("n_a", pa.int64()),
        ("n_b", pa.int64()),
        ("is_sample", pa.bool_()),
        ("mean_a", pa.float64()),
        ("mean_b", pa.float64()),
        ("test_name", pa.string()),
        ("alternative", pa.string()),
        ("statistic", pa.float64()),
        ("degrees_of_freedom", pa.float64()),
        ("critical_value", pa.float64()),
        ("significance_level", pa.float64()),
        ("p_value", pa.float64()),
        ("log10_p_value", pa.float64()),
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
        ("n_a", pa.int64()),
        ("n_b", pa.int64()),
        ("is_sample", pa.bool_()),
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
Values = NDArray[np.float64]
# A variance needs two observations.
MIN_ROWS = 2
# Figures that cannot be estimated become NaN, and the row says why.
_QUIET = np.errstate(divide="ignore", invalid="ignore")


@_QUIET
def hypothesis_tests(comparisons: pa.Table, significance_level: float) -> pa.Table:
    """Test whether two groups differ, by their means and by their ranks.

    `welch_t` compares means without assuming equal variances. `brunner_munzel` compares which group tends to have the
    greater values, without assuming equal shapes, and suits skewed data.

    Parameters
    ----------
    comparisons : pyarrow.Table
        One row per `grouping`, `stratum`, `metric`, `group_a` and `group_b`; for each side `n_*`, `mean_*`, the
        unbiased `variance_*` and `third_moment_*` of the values; of the `ranked_*` values that were ranked,
        `placement_variance_*` of their placements among the other side's, and `cliffs_delta` (see
        `int_group_comparisons`).
    significance_level : float
        Probability, between 0 and 1, of rejecting a null hypothesis that holds.

    Returns
    -------
    pyarrow.Table
        One row per comparison, test and alternative with the columns of `TEST_SCHEMA`. Statistics are positive where
        the first group has the greater values. P-values are adjusted over all comparisons of a grouping by one test
        and alternative (`family`). Where a statistic cannot be estimated, `not_estimable_because` says why; groups that
        do not overlap have Wilcoxon's exact p-value instead. Welch's test has none where the smaller group has too few
        rows for values so skewed: its p-values would be far too small.

    References
    ----------
    B. L. Welch (1947), Biometrika 34; E. Brunner and U. Munzel (2000), Biometrical Journal 42; S. Holm (1979),
    Scandinavian Journal of Statistics 6; W. G. Cochran (1977), Sampling Techniques, section 2.15.
    """
    frame, ranked = _of_all_and_of_ranked(comparisons)
    reason_for_means = _not_estimable_because(frame).fillna(too_skewed_because(frame))
    reason = _not_estimable_because(ranked)
    no_spread = (ranked["placement_variance_a"] == 0) & (ranked["placement_variance_b"] == 0)
    reason_for_ranks = reason.mask(reason.isna() & no_spread, "the two groups do not overlap, so ranks have no spread")
    tests = []
    of_ranks = _degrees_of_freedom(ranked, "placement_variance")
    for test_name, rows, statistic, degrees_of_freedom, not_estimable_because in (
        ("welch_t", frame, _welch_t(frame), _degrees_of_freedom(frame, "variance"), reason_for_means),
        ("brunner_munzel", ranked, _brunner_munzel(ranked), of_ranks, reason_for_ranks),
    ):
        for alternative in ALTERNATIVES:
            tails = 1 if alternative == "greater" else 2
            distance = statistic if alternative == "greater" else np.abs(statistic)
            outcomes = rows.assign(
                test_name=test_name,
                alternative=alternative,
                statistic=statistic,
                degrees_of_freedom=degrees_of_freedom,
                critical_value=special.stdtrit(degrees_of_freedom, 1 - significance_level / tails),
                significance_level=significance_level,
                p_value=tails * special.stdtr(degrees_of_freedom, -distance),
                family=frame["grouping"] + f", {test_name}, {alternative}",
                not_estimable_because=not_estimable_because,
            )
            outcomes["log10_p_value"] = np.log10(tails) + _log10_of_tail(distance, degrees_of_freedom)
            unknown = not_estimable_because.notna()
            figures = ["statistic", "degrees_of_freedom", "critical_value", "p_value", "log10_p_value"]
            outcomes.loc[unknown, figures] = np.nan
            if test_name == "brunner_munzel":
                exact, log10_exact = _exact_p_value(ranked, tails)
                outcomes["p_value"] = outcomes["p_value"].mask(reason.isna() & no_spread, exact)
                outcomes["log10_p_value"] = outcomes["log10_p_value"].mask(reason.isna() & no_spread, log10_exact)
            tests.append(outcomes)
    table = pd.concat(tests, ignore_index=True)
    table["family_size"] = table.groupby("family")["p_value"].transform("count")
    table["p_value_holm"] = holm(table["p_value"], table["family"])
    for p_value, reject_null in (("p_value", "reject_null"), ("p_value_holm", "reject_null_holm")):
        table[reject_null] = (table[p_value] < significance_level).astype(object).mask(table[p_value].isna(), None)
    return pa.Table.from_pandas(table, TEST_SCHEMA, preserve_index=False)


@_QUIET
def effect_sizes(comparisons: pa.Table, confidence_level: float) -> pa.Table:
    """Measure how far two groups lie apart.

    Parameters
    ----------
    comparisons : pyarrow.Table
        As for `hypothesis_tests`.
    confidence_level : float
        Coverage of the intervals, between 0 and 1.

    Returns
    -------
    pyarrow.Table
        One row per comparison and effect with the columns of `EFFECT_SCHEMA`: `mean_difference` (interval by Welch's
        t), `hedges_g` (difference of means in pooled standard deviations, without the bias of small samples; normal
        interval by the delta method, which does not assume equal variances) and `cliffs_delta` (the probability that
        a value of the first group is greater, minus the probability that it is smaller; interval by the placements'
        variance and t, as in the Brunner-Munzel test).

    References
    ----------
    L. V. Hedges (1981), Journal of Educational Statistics 6; D. G. Bonett (2008), Psychological Methods 13, for
    intervals under unequal variances; N. Cliff (1993), Psychological Bulletin 114; E. Brunner and U. Munzel (2000),
    Biometrical Journal 42.
    """
    frame, ranked = _of_all_and_of_ranked(comparisons)
    quantile = (1 + confidence_level) / 2
    effects = []
    for effect, rows, interval_method, (effect_size, half_width) in (
        ("mean_difference", frame, "Welch t", _mean_difference(frame, quantile)),
        ("hedges_g", frame, "normal, delta method, unequal variances", _hedges_g(frame, quantile)),
        ("cliffs_delta", ranked, "Brunner-Munzel t", _cliffs_delta(ranked, quantile)),
    ):
        not_estimable_because = _not_estimable_because(rows)
        estimates = rows.assign(
            effect=effect,
            effect_size=effect_size,
            confidence_level=confidence_level,
            interval_method=interval_method,
            lower_bound=effect_size - half_width,
            upper_bound=effect_size + half_width,
            not_estimable_because=not_estimable_because,
        )
        if effect == "cliffs_delta":
            estimates[["lower_bound", "upper_bound"]] = estimates[["lower_bound", "upper_bound"]].clip(-1, 1)
        estimates.loc[not_estimable_because.notna(), ["effect_size", "lower_bound", "upper_bound"]] = np.nan
        effects.append(estimates)
    return pa.Table.from_pandas(pd.concat(effects), EFFECT_SCHEMA, preserve_index=False)


def _of_all_and_of_ranked(comparisons: pa.Table) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the comparisons as they are, and with the numbers of rows that were ranked, which may be a sample."""
    frame = comparisons.to_pandas().assign(is_sample=False)
    is_sample = (frame["ranked_a"] < frame["n_a"]) | (frame["ranked_b"] < frame["n_b"])
    return frame, frame.assign(n_a=frame["ranked_a"], n_b=frame["ranked_b"], is_sample=is_sample)


def _not_estimable_because(frame: pd.DataFrame) -> pd.Series:
    """Return for each comparison why it cannot be estimated, or None where it can."""
    reason = pd.Series(None, index=frame.index, dtype=object)
    reason[(frame["variance_a"] == 0) & (frame["variance_b"] == 0)] = "neither group has any spread"
    reason[frame[["n_a", "n_b"]].min(axis=1) < MIN_ROWS] = "a group has fewer than two observations"
    return reason


def _welch_t(frame: pd.DataFrame) -> Values:
    result = stats.ttest_ind_from_stats(
        mean1=frame["mean_a"].to_numpy(float),
        std1=np.sqrt(frame["variance_a"].to_numpy(float)),
        nobs1=frame["n_a"].to_numpy(float),
        mean2=frame["mean_b"].to_numpy(float),
        std2=np.sqrt(frame["variance_b"].to_numpy(float)),
        nobs2=frame["n_b"].to_numpy(float),
        equal_var=False,
    )
    return np.asarray(result.statistic)


def _brunner_munzel(frame: pd.DataFrame) -> Values:
    """Return Welch's t of the placements: their mean is one half plus half of Cliff's delta."""
    return frame["cliffs_delta"].to_numpy(float) / 2 / _standard_error(frame, "placement_variance")


@_QUIET
def _log10_of_tail(distance: Values, degrees_of_freedom: Values) -> Values:
    """Return the logarithm of Student's upper tail, also where the tail itself is less than the least number."""
    tail = special.stdtr(degrees_of_freedom, -distance)
    # Beyond a point the density falls nearly as an exponential function does: a few nodes of Gauss and Laguerre add up
    # what is left of it.
    nodes, weights = np.polynomial.laguerre.laggauss(40)
    total = degrees_of_freedom + distance**2
    step = (total / ((degrees_of_freedom + 1) * np.abs(distance)))[:, None]
    exponents = nodes - (degrees_of_freedom[:, None] + 1) / 2 * np.log1p(
        (2 * distance[:, None] * step * nodes + (step * nodes) ** 2) / total[:, None]
    )
    beyond = np.log((weights * np.exp(exponents)).sum(axis=1) * step[:, 0])
    far = (stats.t.logpdf(distance, degrees_of_freedom) + beyond) / np.log(10)
    return np.asarray(np.where(tail > 0, np.log10(tail), far))


def _exact_p_value(frame: pd.DataFrame, tails: int) -> tuple[Values, Values]:
    """Return Wilcoxon's exact p-value of two groups that do not overlap, and its logarithm.

    Of all orders of so many values, one sets the groups apart in each direction.
    """
    n_a, n_b = (frame[f"n_{side}"].to_numpy(float) for side in "ab")
    logarithm = np.log(tails) + special.gammaln(n_a + 1) + special.gammaln(n_b + 1) - special.gammaln(n_a + n_b + 1)
    is_greater = frame["cliffs_delta"].to_numpy(float) > 0
    logarithm = np.where(is_greater | (tails == len(ALTERNATIVES)), logarithm, 0.0)
    return np.exp(logarithm), logarithm / np.log(10)


def _squared_errors(frame: pd.DataFrame, variance: str) -> tuple[Values, Values]:
    """Return each side's share of the squared standard error of a difference."""
    a, b = (frame[f"{variance}_{side}"].to_numpy(float) / frame[f"n_{side}"].to_numpy(float) for side in "ab")
    return a, b


def _standard_error(frame: pd.DataFrame, variance: str) -> Values:
    a, b = _squared_errors(frame, variance)
    return np.sqrt(a + b)


def _degrees_of_freedom(frame: pd.DataFrame, variance: str) -> Values:
    """Return the degrees of freedom of a difference by Welch and Satterthwaite."""
    # scipy does not return them when it is given aggregates.
    a, b = _squared_errors(frame, variance)
    n_a, n_b = (frame[f"n_{side}"].to_numpy(float) for side in "ab")
    degrees_of_freedom: Values = (a + b) ** 2 / (a**2 / (n_a - 1) + b**2 / (n_b - 1))
    return degrees_of_freedom


def _mean_difference(frame: pd.DataFrame, quantile: float) -> tuple[Values, Values]:
    critical_value = special.stdtrit(_degrees_of_freedom(frame, "variance"), quantile)
    difference = frame["mean_a"].to_numpy(float) - frame["mean_b"].to_numpy(float)
    return difference, critical_value * _standard_error(frame, "variance")


def _hedges_g(frame: pd.DataFrame, quantile: float) -> tuple[Values, Values]:
    n_a, n_b, variance_a, variance_b, mean_a, mean_b = (
        frame[f"{name}_{side}"].to_numpy(float) for name in ("n", "variance", "mean") for side in "ab"
    )
    freedom = n_a + n_b - 2
    pooled_variance = ((n_a - 1) * variance_a + (n_b - 1) * variance_b) / freedom
    # The exact factor by which Cohen's d is too large on average.
    correction = np.exp(special.gammaln(freedom / 2) - special.gammaln((freedom - 1) / 2)) / np.sqrt(freedom / 2)
    hedges_g = correction * (mean_a - mean_b) / np.sqrt(pooled_variance)
    # By the delta method: the difference varies by its own standard error, and the pooled variance by the sum of both
    # sides' parts, each as that of a normal sample. With equal variances this is Hedges' own large-sample variance.
    variance_of_difference = (variance_a / n_a + variance_b / n_b) / pooled_variance
    spread_of_variance = ((n_a - 1) * variance_a**2 + (n_b - 1) * variance_b**2) / (freedom * pooled_variance) ** 2
    error = np.sqrt(variance_of_difference + hedges_g**2 * spread_of_variance / 2)
    return hedges_g, special.ndtri(quantile) * error


def _cliffs_delta(frame: pd.DataFrame, quantile: float) -> tuple[Values, Values]:
    error = 2 * _standard_error(frame, "placement_variance")
    critical_value = special.stdtrit(_degrees_of_freedom(frame, "placement_variance"), quantile)
    # Groups that do not overlap have neither an interval nor degrees of freedom.
    return frame["cliffs_delta"].to_numpy(float), np.where(error == 0, 0.0, critical_value * error)
