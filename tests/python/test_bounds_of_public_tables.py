"""Each public share, rate and metric of a sample has bounds; a table without any says in its description why."""

import re
from collections.abc import Iterator

import pytest
import yaml

from claims_warehouse.locations import project_root

ESTIMATED = re.compile(
    r"(^|_)(share|share_of_\w+|rate|recall|precision|f1|accuracy|mean|median|measure_value|metric_value|base_rate|odds_ratio)($|_)"
)
BOUND = re.compile(r"(^|_)(lower|upper)_bound$")
# Rows are single videos or items, and a figure is a value of one.
ROW_LEVEL = {"videos"}
# What the description says of a table whose figures have no bounds of their own.
WITHOUT = {
    "a census": {
        "column_profile",
        "engagement_by_author_ban_status",
        "engagement_by_claim_and_ban_status",
        "engagement_by_claim_and_verified_status",
        "engagement_by_claim_status",
        "engagement_by_verified_status",
        "review_workload",
    },
    "`model_evaluations`": {
        "champions",
        "model_registry",
        "model_runs",
        "precision_recall_curves",
        "roc_curves",
        "verified_status_reports",
    },
    # The quantile of what chance does stands beside each share.
    "`null_quantile`": {"feature_drift"},
    # What a poor model gets wrong counts as a wrong label.
    "none of sampling": {"label_quality"},
    # Tests have an effect and its interval in a table of their own.
    "`effect_sizes`": {"hypothesis_tests"},
    # Printed figures beside those measured; neither is taken for more than the data at hand.
    "the document's data": {"reference_findings"},
    # Odds ratios are the document's and those of one fit.
    "`verified_status_coefficients`": {"reference_odds_ratios"},
}


def public_tables() -> Iterator[dict[str, object]]:
    for path in sorted((project_root() / "models" / "marts").glob("*/_*__models.yml")):
        yield from yaml.safe_load(path.read_text())["models"]


TABLES = {str(table["name"]): table for table in public_tables()}


def estimates(table: str) -> list[str]:
    columns = TABLES[table]["columns"]
    return [
        column["name"]
        for column in columns  # type: ignore[attr-defined] # YAML
        if column["data_type"] == "double" and ESTIMATED.search(column["name"]) and not BOUND.search(column["name"])
    ]


@pytest.mark.parametrize("table", [name for name in TABLES if estimates(name) and name not in ROW_LEVEL])
def test_estimates_have_bounds_and_their_method_or_the_table_says_why_not(table: str):
    names = {column["name"] for column in TABLES[table]["columns"]}  # type: ignore[attr-defined] # YAML
    has_bounds = {side for name in names if (found := BOUND.search(name)) for side in [found[2]]} == {"lower", "upper"}
    saying = [phrase for phrase, tables in WITHOUT.items() if table in tables]
    if has_bounds and "interval_method" in names:
        assert not saying, "it is named among those without bounds"
        return
    assert saying, f"{table} has {', '.join(estimates(table))} without bounds"
    assert saying[0] in " ".join(str(TABLES[table]["description"]).split())


def test_all_that_is_excused_is_there():
    excused = set().union(*WITHOUT.values())
    assert excused <= {name for name in TABLES if estimates(name)}
