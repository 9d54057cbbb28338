"""The document's split of the labelled videos: 60% training, 20% validation, 20% test."""

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import train_test_split

SEED = 0
# Fewer rows are all trained on, and too few of a class are soon among them: nothing could be estimated.
MIN_ROWS = 10


def reference_split(row_count: int) -> NDArray[np.object_]:
    """Return for each row `train`, `validation` or `test`, by two draws without stratification.

    Parameters
    ----------
    row_count : int
        The rows stand in the order of the file.
    """
    split = np.full(row_count, "train", dtype=object)
    if row_count >= MIN_ROWS:
        rest, test = train_test_split(np.arange(row_count), test_size=0.2, random_state=SEED)
        _, validation = train_test_split(rest, test_size=0.25, random_state=SEED)
        split[test], split[validation] = "test", "validation"
    return split
