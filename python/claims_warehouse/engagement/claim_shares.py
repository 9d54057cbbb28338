"""Compare the claim shares of two groups, to see whether the groups are composed differently."""

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from scipy import special, stats

from claims_warehouse.multiplicity import holm

Values = NDArray[np.float64]
_KEYS = ["grouping", "metric", "group_a", "group_b"]
SCHEMA = pa.schema(
    [(name, pa.string()) for name in _KEYS]
    + [
        (name, pa.float64())
        for name in (
            "claim_share_a",
            "claim_share_b",
            "claim_share_difference",
            "claim_share_difference_lower_bound",
            "claim_share_difference_upper_bound",
            "claim_share_p_value_holm",
        )
    ]
)


def compare_claim_shares(comparisons: pa.Table, significance_level: float) -> pa.Table:
    """Compare the shares of claims among the labelled videos of two groups.

    Parameters
    ----------
    comparisons : pyarrow.Table
        One row per `grouping`, `stratum` (`claim` and `opinion` are looked at), `metric`, `group_a` and `group_b` with
        the numbers of videos `n_a` and `n_b`.
    significance_level : float
        One less the coverage of the intervals, between 0 and 1.

    Returns
    -------
    pyarrow.Table
        One row per `grouping`, `metric` and pair of groups with the columns of `SCHEMA`. The p-value is that of
        Fisher's exact test, which holds for few rows too, adjusted by Holm's method over the pairs of a grouping and
        metric; the interval is Newcombe's hybrid of two Wilson intervals. Where a group has no labelled
        video, the figures are null.

    References
    ----------
    R. A. Fisher (1922), Journal of the Royal Statistical Society 85; R. G. Newcombe (1998), Statistics in Medicine 17,
    method 10.
    """
    frame = comparisons.to_pandas()
    frame = frame[frame["stratum"].isin(["claim", "opinion"])]
    counts = frame.pivot_table(index=_KEYS, columns="stratum", values=["n_a", "n_b"], aggfunc="sum", fill_value=0)
    every = pd.MultiIndex.from_product([["n_a", "n_b"], ["claim", "opinion"]])
    counts = counts.reindex(columns=every, fill_value=0).astype("int64")
    table = counts.index.to_frame(index=False)
    quantile = special.ndtri(1 - significance_level / 2)
    shares, lower, upper = {}, {}, {}
    for side in ("a", "b"):
        claims, labelled = counts[f"n_{side}", "claim"].to_numpy(float), counts[f"n_{side}"].sum(axis=1).to_numpy(float)
        with np.errstate(divide="ignore", invalid="ignore"):
            shares[side] = claims / labelled
            lower[side], upper[side] = _wilson(shares[side], labelled, quantile)
        table[f"claim_share_{side}"] = shares[side]
    difference = shares["a"] - shares["b"]
    table["claim_share_difference"] = difference
    below = np.hypot(shares["a"] - lower["a"], upper["b"] - shares["b"])
    above = np.hypot(upper["a"] - shares["a"], shares["b"] - lower["b"])
    table["claim_share_difference_lower_bound"] = difference - below
    table["claim_share_difference_upper_bound"] = difference + above
    p_values = pd.Series([stats.fisher_exact(row.reshape(2, 2)).pvalue for row in counts.to_numpy()], dtype=float)
    p_values = p_values.mask(np.isnan(difference))
    table["claim_share_p_value_holm"] = holm(p_values, table["grouping"] + ", " + table["metric"])
    return pa.Table.from_pandas(table, SCHEMA, preserve_index=False)


def _wilson(share: Values, number: Values, quantile: float) -> tuple[Values, Values]:
    """Return Wilson's interval of a share; scipy and statsmodels have it for one share at a time."""
    squared = quantile**2 / number
    middle = (share + squared / 2) / (1 + squared)
    half_width = quantile * np.sqrt(share * (1 - share) / number + squared / number / 4) / (1 + squared)
    return middle - half_width, middle + half_width
