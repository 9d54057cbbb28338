"""Differences between two groups of authors at the same claim status, from aggregates alone."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import special

from claims_warehouse.engagement.group_comparisons import MIN_ROWS
from claims_warehouse.multiplicity import holm

Values = NDArray[np.float64]
KEYS = ["grouping", "metric", "group_a", "group_b"]
STRATA = ["claim", "opinion"]
# With which probability a test would have found the smallest effect that is told.
POWER = 0.8
_FIGURES = (
    "raw_difference",
    "composition_difference",
    "composition_share",
    "adjusted_difference",
    "standard_error",
    "degrees_of_freedom",
    "lower_bound",
    "upper_bound",
    "p_value",
    "p_value_holm",
    "interaction",
    "interaction_p_value",
    "interaction_p_value_holm",
    "equivalence_margin",
    "equivalence_p_value",
    "equivalence_p_value_holm",
    "smallest_detectable_difference",
    "prob_superior",
    "prob_superior_lower_bound",
    "prob_superior_upper_bound",
    "prob_superior_margin",
    "prob_superior_equivalence_p_value",
    "prob_superior_equivalence_p_value_holm",
)
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in KEYS),
        ("n_a", pa.int64()),
        ("n_b", pa.int64()),
        *((name, pa.float64()) for name in _FIGURES),
        ("is_sample", pa.bool_()),
        ("family", pa.string()),
        ("family_size", pa.int64()),
        ("significance_level", pa.float64()),
    ]
)


@np.errstate(divide="ignore", invalid="ignore")
def adjusted_effects(comparisons: pa.Table, significance_level: float, margin: float) -> pa.Table:
    """Compare two groups of authors at the same claim status.

    Parameters
    ----------
    comparisons : pyarrow.Table
        As for `group_comparisons.hypothesis_tests`; the strata `claim` and `opinion` are looked at.
    significance_level : float
        One less the coverage of the intervals, between 0 and 1.
    margin : float
        How many standard deviations within the strata are no difference that matters.

    Returns
    -------
    pyarrow.Table
        One row per `grouping`, `metric` and pair of groups with the columns of `SCHEMA`.

        - `adjusted_difference`: the coefficient of the group in a regression on group and claim status, which is the
          mean of the differences within strata, weighted by how well each is known; its error does not assume equal
          variances, and its degrees of freedom are Satterthwaite's.
        - `composition_difference`: the part of the raw difference that the groups' shares of claims make (Kitagawa),
          and `composition_share` that of the whole.
        - `interaction`: the difference among claims less that among opinions.
        - `equivalence_p_value`: of two one-sided tests that the adjusted difference is no less than the margin. The
          same for the probability that a value of the first group is the greater.
        - `smallest_detectable_difference`: what a test at the level would have found with a probability of 80%.

        P-values are adjusted by Holm's method over all comparisons of a grouping. A stratum in which a group has fewer
        than two videos takes no part, and where none is left the figures are null.

    References
    ----------
    E. M. Kitagawa (1955), Journal of the American Statistical Association 50; D. J. Schuirmann (1987), Journal of
    Pharmacokinetics and Biopharmaceutics 15; E. Brunner and U. Munzel (2000), Biometrical Journal 42.
    """
    frame = comparisons.to_pandas()
    frame = frame[(frame["grouping"] != "claim_status") & frame["stratum"].isin(STRATA)]
    if frame.empty:
        return SCHEMA.empty_table()
    cells = frame.set_index([*KEYS, "stratum"]).unstack("stratum")
    table = cells.index.to_frame(index=False)
    of = {
        name: cells[name].reindex(columns=STRATA).to_numpy(float) for name in cells.columns.get_level_values(0).unique()
    }
    n_a, n_b = np.nan_to_num(of["n_a"]), np.nan_to_num(of["n_b"])
    table["n_a"], table["n_b"] = n_a.sum(axis=1).astype(int), n_b.sum(axis=1).astype(int)

    # Where a group has no video of a stratum, the other's mean takes part in nothing.
    means = {side: np.where(np.nan_to_num(of[f"n_{side}"]) > 0, of[f"mean_{side}"], 0.0) for side in "ab"}
    shares = {"a": n_a / n_a.sum(axis=1, keepdims=True), "b": n_b / n_b.sum(axis=1, keepdims=True)}
    raw = (shares["a"] * means["a"]).sum(axis=1) - (shares["b"] * means["b"]).sum(axis=1)
    composition = ((shares["a"] - shares["b"]) * (of["mean_a"] + of["mean_b"]) / 2).sum(axis=1)
    table["raw_difference"], table["composition_difference"] = raw, composition
    table["composition_share"] = np.where(raw != 0, composition / raw, np.nan)

    quantile, level = 1 - significance_level / 2, significance_level
    weights = np.where(np.minimum(n_a, n_b) >= MIN_ROWS, n_a * n_b / (n_a + n_b), 0.0)
    difference, error, freedom = _weighted(of["mean_a"] - of["mean_b"], of, "variance", weights)
    table["adjusted_difference"], table["standard_error"], table["degrees_of_freedom"] = difference, error, freedom
    half_width = special.stdtrit(freedom, quantile) * error
    table["lower_bound"], table["upper_bound"] = difference - half_width, difference + half_width
    table["p_value"] = 2 * special.stdtr(freedom, -np.abs(difference) / error)
    both = (weights > 0).all(axis=1)
    interaction, its_error, its_freedom = _weighted(
        of["mean_a"] - of["mean_b"], of, "variance", np.where(both, 1.0, np.nan)[:, None] * [1.0, -1.0]
    )
    table["interaction"] = interaction
    table["interaction_p_value"] = 2 * special.stdtr(its_freedom, -np.abs(interaction) / its_error)
    table["equivalence_margin"] = margin * _pooled_deviation(of, weights)
    table["equivalence_p_value"] = _equivalence(difference, error, freedom, table["equivalence_margin"].to_numpy(float))
    table["smallest_detectable_difference"] = error * (
        special.stdtrit(freedom, quantile) + special.stdtrit(freedom, POWER)
    )

    ranked = of | {"n_a": of["ranked_a"], "n_b": of["ranked_b"]}
    prob, prob_error, prob_freedom = _weighted((of["cliffs_delta"] + 1) / 2, ranked, "placement_variance", weights)
    table["is_sample"] = ((of["ranked_a"] < of["n_a"]) | (of["ranked_b"] < of["n_b"])).any(axis=1)
    table["prob_superior"] = prob
    half_width = special.stdtrit(prob_freedom, quantile) * prob_error
    table["prob_superior_lower_bound"] = np.clip(prob - half_width, 0, 1)
    table["prob_superior_upper_bound"] = np.clip(prob + half_width, 0, 1)
    # What the margin is for two normal distributions of one spread.
    table["prob_superior_margin"] = special.ndtr(margin / np.sqrt(2)) - 1 / 2
    table["prob_superior_equivalence_p_value"] = _equivalence(
        prob - 1 / 2, prob_error, prob_freedom, table["prob_superior_margin"].to_numpy(float)
    )
    table["family"] = table["grouping"] + ", adjusted for claim status"
    table["family_size"] = table.groupby("family")["p_value"].transform("count")
    table["significance_level"] = level
    for name in ("p_value", "interaction_p_value", "equivalence_p_value", "prob_superior_equivalence_p_value"):
        table[f"{name}_holm"] = holm(table[name], table["family"])
    return pa.Table.from_pandas(table, SCHEMA, preserve_index=False)


def _weighted(values: Values, of: dict[str, Values], variance: str, weights: Values) -> tuple[Values, Values, Values]:
    """Return the weighted sum over strata, its standard error and Satterthwaite's degrees of freedom.

    Weights that are all positive are made to add up to one; others make a contrast.
    """
    total = weights.sum(axis=1)
    scaled = np.where((weights >= 0).all(axis=1, keepdims=True), weights / total[:, None], weights)
    is_counted = scaled != 0
    parts = [
        np.where(is_counted, scaled**2 * of[f"{variance}_{side}"] / of[f"n_{side}"], 0.0).sum(axis=1, keepdims=False)
        for side in "ab"
    ]
    squares = [
        np.where(
            is_counted,
            (scaled**2 * of[f"{variance}_{side}"] / of[f"n_{side}"]) ** 2 / (of[f"n_{side}"] - 1),
            0.0,
        ).sum(axis=1)
        for side in "ab"
    ]
    squared_error = parts[0] + parts[1]
    estimate = np.where(is_counted, scaled * values, 0.0).sum(axis=1)
    unknown = ~np.isfinite(scaled).all(axis=1) | (squared_error == 0)
    freedom = squared_error**2 / (squares[0] + squares[1])
    return (
        np.where(unknown, np.nan, estimate),
        np.where(unknown, np.nan, np.sqrt(squared_error)),
        np.where(unknown, np.nan, freedom),
    )


def _pooled_deviation(of: dict[str, Values], weights: Values) -> Values:
    """Return the standard deviation within the groups of all strata that take part."""
    squares, freedom = np.zeros(len(weights)), np.zeros(len(weights))
    for side in "ab":
        rows = np.where(weights > 0, of[f"n_{side}"] - 1, 0.0)
        squares += np.where(rows > 0, rows * of[f"variance_{side}"], 0.0).sum(axis=1)
        freedom += rows.sum(axis=1)
    return np.asarray(np.sqrt(squares / freedom))


def _equivalence(difference: Values, error: Values, freedom: Values, margin: Values) -> Values:
    """Return the p-value of two one-sided tests that a difference lies outside the margin."""
    return np.asarray(special.stdtr(freedom, (np.abs(difference) - margin) / error))
