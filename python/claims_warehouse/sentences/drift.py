"""Sentences on whether what is scored looks like what was trained on."""

from collections.abc import Sequence

from claims_warehouse.sentences.codes import Columns
from claims_warehouse.sentences.wording import listed, name, plural


def drift(drifting: Sequence[str], comparison_count: int, too_few: int) -> str:
    """Say which features drift; of so many comparisons that tell, and so many that have too few rows to."""
    if comparison_count + too_few == 0:
        return "There are no other rows with which the training rows could be compared."
    if comparison_count == 0:
        return "There are too few other rows to tell whether any feature drifts"
    if not drifting:
        return f"No feature drifts beyond chance in {plural(comparison_count, 'comparison')} with the training rows"
    features = listed([name(feature).lower() for feature in drifting])
    return f"Unlike the training rows: {features}"


COLUMNS: Columns = {
    "feature_drift.drift_code": {
        "drifting": lambda _: "drifts",
        "small": lambda _: "differs a little",
        "within_chance": lambda _: "stable",
        "too_few": lambda _: "too few rows to tell",
    },
}
