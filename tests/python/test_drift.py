"""The profile of the training rows, with which later videos are compared."""

import numpy as np
import pandas as pd
import pyarrow as pa

from claims_warehouse.claim_models import drift


def labelled(row_count: int) -> pa.Table:
    generator = np.random.default_rng(0)
    columns = {name: generator.integers(0, 1_000, row_count) for name in drift.NUMBERS}
    columns |= {name: generator.random(row_count) < 0.1 for name in drift.AUTHOR_STATUS}
    texts = [f"word{number % 7} and a Zebra" for number in range(row_count)]
    return pa.table({"video_id": range(row_count), drift.TEXT: texts, **columns})


def profile(row_count: int = 500, training_count: int = 300) -> pd.DataFrame:
    split = ["train"] * training_count + ["test"] * (row_count - training_count)
    return drift.training_profile(
        labelled(row_count), pa.table({"video_id": range(row_count), "split": split})
    ).to_pandas()


def test_every_training_row_is_counted_once_per_feature():
    counts = profile().groupby("feature")["training_count"].sum()
    assert set(counts.index) == {*drift.NUMBERS, drift.TEXT}
    assert set(counts) == {300}


def test_bins_hold_the_values_up_to_their_upper_bounds():
    training = labelled(500).to_pandas().head(300)
    bins = profile().query("feature == 'video_view_count'").sort_values("bin_number")
    assert len(bins) == drift.BINS
    cumulated = bins["training_count"].cumsum()
    for bound, count in zip(bins["upper_bound"].iloc[:-1], cumulated.iloc[:-1], strict=True):
        assert (training["video_view_count"] <= bound).sum() == count
    assert np.isnan(bins["upper_bound"].iloc[-1])


def test_a_status_has_one_bin_a_value():
    bins = profile().query("feature == 'is_verified'")
    assert len(bins) <= 2
    assert bins["training_count"].sum() == 300


def test_the_vocabulary_is_of_training_rows_alone():
    (vocabulary,) = profile(500, 3).query("feature == @drift.TEXT")["vocabulary"]
    assert list(vocabulary) == ["and", "word0", "word1", "word2", "zebra"]


def test_without_training_rows_there_is_no_profile():
    assert profile(10, 0).empty
