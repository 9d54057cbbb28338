"""Wilson's interval and the number of clusters, as SQL computes them, against statsmodels and by hand."""

import duckdb
import jinja2
import pytest
from statsmodels.stats.proportion import proportion_confint

from claims_warehouse.locations import project_root

MACROS = jinja2.Environment().from_string((project_root() / "macros" / "wilson_bound.sql").read_text()).module  # noqa: S701 - no page


@pytest.mark.parametrize(("hits", "rows"), [(0, 20), (3, 20), (10, 20), (20, 20), (1, 5_000), (1, 1)])
def test_the_bounds_are_wilsons(hits: int, rows: int):
    expressions = [MACROS.wilson_bound(f"({hits} / {rows})", str(rows), side) for side in (-1, 1)]
    found = duckdb.execute(f"select {', '.join(expressions)}").fetchone()
    assert found == pytest.approx(proportion_confint(hits, rows, method="wilson"), abs=1e-12)


def test_a_share_of_no_rows_has_no_bounds():
    assert duckdb.execute(f"select {MACROS.wilson_bound('(0 / 3)', '0', 1)}").fetchone() == (None,)


def test_the_fewer_of_claims_and_phrases_are_counted_and_a_row_without_one_is_its_own():
    duckdb.execute(
        "create or replace temp view rows as select * from (values (1, 1, 1), (2, 1, 2), (3, 2, 3), (4, null, 4))"
        " as t (video_id, claim, attribution_phrase)"
    )
    assert duckdb.execute(f"select {MACROS.cluster_count('rows', 'rows.video_id')} from rows").fetchone() == (3,)
    of_two = MACROS.cluster_count("rows", "rows.video_id", "rows.video_id < 3")
    assert duckdb.execute(f"select {of_two} from rows").fetchone() == (1,)
