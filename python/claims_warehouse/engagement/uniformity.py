"""Test whether counts are spread evenly within a class, as random numbers are and engagement usually is not."""

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy import stats

from claims_warehouse.features import COUNTS

LABEL = "is_claim_in_file"
SCHEMA = pa.schema(
    [
        ("metric", pa.string()),
        ("claim_status", pa.string()),
        ("row_count", pa.int64()),
        ("minimum", pa.float64()),
        ("maximum", pa.float64()),
        ("statistic", pa.float64()),
        ("critical_value", pa.float64()),
        ("significance_level", pa.float64()),
        ("p_value", pa.float64()),
        ("reject_null", pa.bool_()),
        ("not_estimable_because", pa.string()),
    ]
)
# The smallest and the largest value set the range; only a third one can lie anywhere between them.
MIN_ROWS = 3


def uniformity_tests(videos: pa.Table, significance_level: float) -> pa.Table:
    """Test each count for a uniform distribution within claims and within opinions (Kolmogorov-Smirnov).

    The range is taken from the data, which makes the p-value a little too large for few rows. Values are taken as
    continuous, so that a count with few different values is rejected whatever its distribution.

    Parameters
    ----------
    videos : pyarrow.Table
        Labelled videos with `is_claim_in_file` and the counts.
    significance_level : float
        Probability, between 0 and 1, of rejecting a uniform distribution.

    Returns
    -------
    pyarrow.Table
        One row per count and class with the columns of `SCHEMA`. Where nothing can be tested, `not_estimable_because`
        says why.

    References
    ----------
    F. J. Massey (1951), Journal of the American Statistical Association 46.
    """
    frame = videos.to_pandas()
    rows = [
        {"metric": metric, "claim_status": claim_status}
        | _tested(frame.loc[frame[LABEL] == is_claim, metric], significance_level)
        for metric in COUNTS
        for claim_status, is_claim in (("claim", True), ("opinion", False))
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _tested(values: pd.Series, significance_level: float) -> dict[str, object]:
    ordered = np.sort(values.dropna().to_numpy(float))
    known: dict[str, object] = {"row_count": len(ordered), "significance_level": significance_level}
    if len(ordered) < MIN_ROWS:
        return known | {"not_estimable_because": "fewer than three observations"}
    least, greatest = float(ordered[0]), float(ordered[-1])
    known |= {"minimum": least, "maximum": greatest}
    if least == greatest:
        return known | {"not_estimable_because": "the values have no spread"}
    result = stats.kstest(ordered, "uniform", args=(least, greatest - least))
    return known | {
        "statistic": float(result.statistic),
        "critical_value": float(stats.kstwo.ppf(1 - significance_level, len(ordered))),
        "p_value": float(result.pvalue),
        "reject_null": bool(result.pvalue < significance_level),
    }
