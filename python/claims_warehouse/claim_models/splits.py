"""The document's split of the labelled videos: 60% training, 20% validation, 20% test."""

import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split

SEED = 0


def reference_split(y: pd.Series) -> pd.Series:
    """Return for each row `train`, `validation` or `test`, by two draws without stratification.

    Parameters
    ----------
    y : pandas.Series of shape (n_rows,)
        The labels, in the order of the file.
    """
    positions = np.arange(len(y))
    rest, test = train_test_split(positions, test_size=0.2, random_state=SEED)
    _, validation = train_test_split(rest, test_size=0.25, random_state=SEED)
    split = np.full(len(y), "train", dtype=object)
    split[test] = "test"
    split[validation] = "validation"
    return pd.Series(split, index=y.index)
