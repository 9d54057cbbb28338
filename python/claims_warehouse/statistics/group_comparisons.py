"""Comparisons of groups, computed from aggregates alone."""

import math
from collections.abc import Iterable, Mapping
from typing import Any, Literal, get_args

import pyarrow as pa
from scipy import stats

SCHEMA = pa.schema(
    [
        ("metric", pa.string()),
        ("grouping", pa.string()),
        ("stratum", pa.string()),
        ("group_a", pa.string()),
        ("group_b", pa.string()),
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
        ("not_estimable_because", pa.string()),
    ]
)
# The first group is the one whose mean the document supposes to be the greater.
PAIRS = {
    "claim_status": [("claim", "opinion")],
    "verified_status": [("not verified", "verified")],
    "author_ban_status": [("banned", "active"), ("under review", "active"), ("banned", "under review")],
}
Alternative = Literal["greater", "two-sided"]
ALTERNATIVES: tuple[Alternative, ...] = get_args(Alternative)


def welch_tests(moments: Iterable[Mapping[str, Any]], significance_level: float) -> pa.Table:
    """Compare the means of the groups with Welch's t-test, which does not suppose equal variances.

    Parameters
    ----------
    moments : iterable of mapping
        One row per `grouping`, `stratum`, `metric` and `group_name`, with `observation_count`, `mean` and the
        unbiased `variance`.
    significance_level : float
        Probability, between 0 and 1, of rejecting a null hypothesis that holds.

    Returns
    -------
    pyarrow.Table
        One row per metric, grouping, stratum, pair of groups and alternative, with the columns of `SCHEMA`.
        Where a group has fewer than two observations or neither has any spread, the test cannot be
        estimated: its figures are null and `not_estimable_because` says why.

    References
    ----------
    B. L. Welch (1947), The generalization of "Student's" problem when several different population
    variances are involved, Biometrika 34.
    """
    rows = list(moments)
    by_key = {(row["grouping"], row["stratum"], row["metric"], row["group_name"]): row for row in rows}
    settings = sorted({(row["grouping"], row["stratum"], row["metric"]) for row in rows})
    tests = []
    for grouping, stratum, metric in settings:
        for group_a, group_b in PAIRS[grouping]:
            a, b = (by_key.get((grouping, stratum, metric, group)) for group in (group_a, group_b))
            for alternative in ALTERNATIVES:
                tests.append(
                    {
                        "metric": metric,
                        "grouping": grouping,
                        "stratum": stratum,
                        "group_a": group_a,
                        "group_b": group_b,
                        **_welch_test(a, b, alternative, significance_level),
                    }
                )
    return pa.Table.from_pylist(tests, schema=SCHEMA)


def _welch_test(
    a: Mapping[str, Any] | None, b: Mapping[str, Any] | None, alternative: Alternative, significance_level: float
) -> dict[str, Any]:
    n_a, n_b = (0 if group is None else int(group["observation_count"]) for group in (a, b))
    result: dict[str, Any] = {
        "n_a": n_a,
        "n_b": n_b,
        "mean_a": None if a is None else a["mean"],
        "mean_b": None if b is None else b["mean"],
        "test_name": "welch_t",
        "alternative": alternative,
        "significance_level": significance_level,
    }
    if a is None or b is None or min(n_a, n_b) < 2:  # noqa: PLR2004 - a variance needs two observations
        return result | {"not_estimable_because": "a group has fewer than two observations"}
    if a["variance"] == 0 and b["variance"] == 0:
        return result | {"not_estimable_because": "neither group has any spread"}
    test = stats.ttest_ind_from_stats(
        mean1=a["mean"],
        std1=math.sqrt(a["variance"]),
        nobs1=n_a,
        mean2=b["mean"],
        std2=math.sqrt(b["variance"]),
        nobs2=n_b,
        equal_var=False,
        alternative=alternative,
    )
    degrees_of_freedom = _welch_degrees_of_freedom(a["variance"] / n_a, b["variance"] / n_b, n_a, n_b)
    tail = significance_level if alternative == "greater" else significance_level / 2
    return result | {
        "statistic": float(test.statistic),
        "degrees_of_freedom": degrees_of_freedom,
        "critical_value": float(stats.t.ppf(1 - tail, degrees_of_freedom)),
        "p_value": float(test.pvalue),
        "reject_null": bool(test.pvalue < significance_level),
    }


def _welch_degrees_of_freedom(squared_error_a: float, squared_error_b: float, n_a: int, n_b: int) -> float:
    """Return the Welch-Satterthwaite degrees of freedom; scipy does not give them for aggregates."""
    total = squared_error_a + squared_error_b
    return total**2 / (squared_error_a**2 / (n_a - 1) + squared_error_b**2 / (n_b - 1))
