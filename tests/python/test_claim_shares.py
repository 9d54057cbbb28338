"""The shares of claims of two groups, against statsmodels and scipy."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from claims_warehouse.engagement.claim_shares import compare_claim_shares


def counts(
    claims: tuple[int, int], opinions: tuple[int, int], pair: tuple[str, str] = ("a", "b")
) -> list[dict[str, Any]]:
    keys = {"grouping": "author_ban_status", "metric": "views", "group_a": pair[0], "group_b": pair[1]}
    rows = {"all": np.add(claims, opinions), "claim": claims, "opinion": opinions}
    return [keys | {"stratum": name, "n_a": int(n_a), "n_b": int(n_b)} for name, (n_a, n_b) in rows.items()]


def compared(*rows: dict[str, Any], significance_level: float = 0.05) -> list[dict[str, Any]]:
    return compare_claim_shares(pa.Table.from_pylist(list(rows)), significance_level).to_pylist()


@pytest.mark.parametrize("significance_level", [0.05, 0.01])
@pytest.mark.parametrize(("claims", "opinions"), [((209, 9399), (991, 8485)), ((40, 60), (44, 66)), ((3, 0), (0, 3))])
def test_the_interval_is_newcombes_and_the_p_value_fishers(claims, opinions, significance_level: float):
    (row,) = compared(*counts(claims, opinions), significance_level=significance_level)
    n_a, n_b = np.add(claims, opinions)
    lower, upper = confint_proportions_2indep(
        claims[0], n_a, claims[1], n_b, method="newcomb", compare="diff", alpha=significance_level
    )
    found = [row[f"claim_share_difference_{end}_bound"] for end in ("lower", "upper")]
    assert found == pytest.approx([lower, upper], rel=1e-9)
    assert [row["claim_share_a"], row["claim_share_b"]] == pytest.approx([claims[0] / n_a, claims[1] / n_b])
    assert row["claim_share_p_value_holm"] == pytest.approx(stats.fisher_exact([claims, opinions]).pvalue)


def test_equal_shares_do_not_differ_and_few_rows_do_not_tell():
    (equal,) = compared(*counts((40, 60), (40, 60)))
    assert (equal["claim_share_difference"], equal["claim_share_p_value_holm"]) == (0, 1)
    (few,) = compared(*counts((3, 0), (0, 3)))
    assert few["claim_share_difference"] == 1
    assert few["claim_share_p_value_holm"] == pytest.approx(0.1)


def test_p_values_are_adjusted_over_the_pairs_of_a_grouping():
    pairs = [((30, 50), (50, 30)), ((30, 40), (50, 50)), ((50, 40), (30, 50))]
    names = [("banned", "active"), ("under review", "active"), ("banned", "under review")]
    rows = compared(*(row for pair, name in zip(pairs, names, strict=True) for row in counts(*pair, name)))
    found = {(row["group_a"], row["group_b"]): row["claim_share_p_value_holm"] for row in rows}
    adjusted = multipletests([stats.fisher_exact(pair).pvalue for pair in pairs], method="holm")[1]
    assert [found[name] for name in names] == pytest.approx(adjusted.tolist())


def test_a_group_without_labelled_videos_has_no_share():
    (row,) = compared(*counts((0, 60), (0, 40)))
    unknown = ["claim_share_a", "claim_share_difference", "claim_share_p_value_holm"]
    assert [row[name] for name in [*unknown, "claim_share_b"]] == [None, None, None, 0.6]
    assert compared(*counts((1, 1), (1, 1))[:1]) == []
