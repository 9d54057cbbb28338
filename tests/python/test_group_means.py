"""Means of groups with their intervals, against scipy's."""

import numpy as np
import pyarrow as pa
import pytest
from scipy import stats

from claims_warehouse.engagement.group_means import group_means


def test_an_interval_is_student_s_and_a_single_value_has_none():
    values = np.array([100.0, 140.0, 90.0])
    moments = [
        {"group_name": "many", "observation_count": 3, "mean": values.mean(), "variance": values.var(ddof=1)},
        {"group_name": "one", "observation_count": 1, "mean": 7.0, "variance": None},
        {"group_name": "none", "observation_count": 0, "mean": None, "variance": None},
    ]
    rows = [{"grouping": "claim_status", "stratum": "all", "metric": "video_view_count"} | row for row in moments]
    many, one = group_means(pa.Table.from_pylist(rows), 0.8).to_pylist()
    lower, upper = stats.t.interval(0.8, 2, values.mean(), stats.sem(values))
    assert (many["lower_bound"], many["upper_bound"]) == pytest.approx((lower, upper))
    assert (one["mean"], one["lower_bound"], one["upper_bound"]) == (7.0, None, None)
