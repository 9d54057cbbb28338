"""Whether there are enough rows to compare means of skewed values by Student's distribution."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

# Cochran's rule: the mean of so many times the squared skewness rows is nearly normal.
ROWS_BY_SQUARED_SKEWNESS = 25


def too_skewed_because(comparisons: pd.DataFrame) -> pd.Series:
    """Say of which comparisons the smaller group has too few rows for values so skewed.

    Parameters
    ----------
    comparisons : pandas.DataFrame
        For each side `n_*`, `mean_*`, the unbiased `variance_*` and the `third_moment_*`.

    Returns
    -------
    pandas.Series of str
        None where there are enough rows, or where the skewness is not known.

    References
    ----------
    W. G. Cochran (1977), Sampling Techniques, section 2.15.
    """
    needed = np.ceil(ROWS_BY_SQUARED_SKEWNESS * _pooled_skewness(comparisons) ** 2)
    smaller = comparisons[["n_a", "n_b"]].min(axis=1)
    # Not by `map`, whose type is that of the values where there are none.
    return pd.Series(
        [
            f"values so skewed need {rows:,.0f} rows in the smaller group" if n < rows else None
            for n, rows in zip(smaller, needed, strict=True)
        ],
        comparisons.index,
        dtype=object,
    )


def _pooled_skewness(comparisons: pd.DataFrame) -> pd.Series:
    """Return the skewness of the values of both groups together: that of a few alone is often too small."""
    of: dict[str, NDArray[np.float64]] = {
        column: comparisons[column].to_numpy(float)
        for figure in ("n", "mean", "variance", "third_moment")
        for column in (f"{figure}_a", f"{figure}_b")
    }
    with np.errstate(divide="ignore", invalid="ignore"):
        total = of["n_a"] + of["n_b"]
        mean = (of["n_a"] * of["mean_a"] + of["n_b"] * of["mean_b"]) / total
        second = third = np.zeros(len(comparisons))
        for side in "ab":
            share, distance = of[f"n_{side}"] / total, of[f"mean_{side}"] - mean
            variance = of[f"variance_{side}"] * (of[f"n_{side}"] - 1) / of[f"n_{side}"]
            second = second + share * (variance + distance**2)
            third = third + share * (of[f"third_moment_{side}"] + 3 * variance * distance + distance**3)
        return pd.Series(third / second**1.5, comparisons.index)
