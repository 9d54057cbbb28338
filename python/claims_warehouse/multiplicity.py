"""P-values of several tests that are told together."""

from collections.abc import Sequence

import pandas as pd


def holm(p_values: pd.Series | Sequence[float], family: pd.Series | None = None) -> pd.Series:
    """Return p-values adjusted within their families by Holm's method; missing ones stay missing and do not count.

    Parameters
    ----------
    p_values : pandas.Series or sequence of float
    family : pandas.Series, optional
        What belongs together; by default all do.

    Returns
    -------
    pandas.Series
        In the order of the p-values.
    """
    # statsmodels has this too, but runs the garbage collector for each family, which takes seconds next to dbt's graph.
    # A test compares the two.
    values = pd.Series(p_values, dtype=float)
    ascending = values.sort_values(na_position="last")
    families = ascending.groupby(pd.Series(0, values.index) if family is None else family)
    hypotheses_left = families.transform("count") - families.cumcount()
    products = hypotheses_left * ascending
    return products.groupby(families.ngroup()).cummax().clip(upper=1).reindex(values.index)
