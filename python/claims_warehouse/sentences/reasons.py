"""Sentences on why a video is predicted to be a claim or an opinion."""

from collections.abc import Mapping, Sequence
from typing import Any

from claims_warehouse.features import TEXTS
from claims_warehouse.sentences.wording import name


def reasons_for_prediction(reasons: Sequence[Mapping[str, Any]]) -> str:
    """Say which words and values speak for a claim and which for an opinion, each side by its weight.

    Parameters
    ----------
    reasons : sequence of mapping
        With `feature`, `value` and `contribution`, as in `prediction_reasons`.

    Returns
    -------
    str
        Untrusted text; empty without reasons.
    """
    sides = {
        "For a claim": [reason for reason in reasons if reason["contribution"] > 0],
        "For an opinion": [reason for reason in reasons if reason["contribution"] < 0],
    }
    return " ".join(f"{side}: {', '.join(map(_shown, found))}." for side, found in sides.items() if found)


def _shown(reason: Mapping[str, Any]) -> str:
    value = reason["value"]
    if reason["feature"] in TEXTS:
        shown = f"\u201c{value}\u201d"
    else:
        shown = " ".join(filter(None, [name(reason["feature"]).lower(), value]))
    return f"{shown} ({reason['contribution']:+.1f})"
