"""Means of groups of videos with their intervals."""

import numpy as np
import pyarrow as pa
from scipy import special

MEAN_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("grouping", "stratum", "group_name", "metric")),
        ("observation_count", pa.int64()),
        *((name, pa.float64()) for name in ("mean", "confidence_level", "lower_bound", "upper_bound")),
    ]
)


def group_means(moments: pa.Table, confidence_level: float) -> pa.Table:
    """Return the mean of each group with its interval by Student's t.

    Parameters
    ----------
    moments : pyarrow.Table
        One row per `grouping`, `stratum`, `group_name` and `metric` with `observation_count`, `mean` and `variance`.
    confidence_level : float
        Coverage of the intervals, between 0 and 1.

    Returns
    -------
    pyarrow.Table
        The columns of `MEAN_SCHEMA`; a single observation has no interval.
    """
    frame = moments.to_pandas()
    frame = frame[frame["observation_count"] > 0]
    freedom = frame["observation_count"].to_numpy(float) - 1
    error = np.sqrt(frame["variance"].to_numpy(float) / frame["observation_count"].to_numpy(float))
    half_width = special.stdtrit(np.where(freedom > 0, freedom, np.nan), (1 + confidence_level) / 2) * error
    table = frame.assign(
        confidence_level=confidence_level,
        lower_bound=frame["mean"] - half_width,
        upper_bound=frame["mean"] + half_width,
    )
    return pa.Table.from_pandas(table, MEAN_SCHEMA, preserve_index=False)
