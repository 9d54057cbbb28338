"""The few lines on a release that stand in its picture for a chat message. None holds a word of a transcript."""

from collections.abc import Sequence
from typing import NamedTuple

from claims_warehouse.sentences.champions import WARNS, verdicts
from claims_warehouse.sentences.codes import Figures
from claims_warehouse.sentences.wording import agreeing, count, listed, name, percent, plural


class Fact(NamedTuple):
    """A figure: what it is of, its value, and a word on it."""

    label: str
    value: str
    remark: str


def to_review(lanes: Sequence[Figures], audit_count: int) -> list[str]:
    """Say how much is selected for review, what deciding it settles, and how many videos are drawn for audits.

    Parameters
    ----------
    lanes : sequence of mapping
        The rows of `review_queue_sizes`, each with `settled_video_count`: what its selected items settle.
    audit_count : int
        How many videos are drawn and open.
    """
    selected, settled, waiting = (
        sum(int(lane[figure] or 0) for lane in lanes)
        for figure in ("selected_count", "settled_video_count", "video_count")
    )
    is_claims = all(lane["claim_count"] == lane["item_count"] for lane in lanes if lane["selected_count"])
    lines = [f"{plural(selected, 'claim' if is_claims else 'item')} to review" if selected else "No claim to review"]
    if selected:
        it, videos = agreeing(selected, "it", "them"), plural(waiting, "undecided video")
        lines.append(f"Deciding {it} settles {count(settled)} of {videos} ({percent(settled / waiting)}).")
    elif waiting:
        lines.append(f"{plural(waiting, 'video')} {agreeing(waiting, 'is', 'are')} undecided; none is selected.")
    if audit_count:
        lines.append(
            f"{plural(audit_count, 'video')} drawn at random {agreeing(audit_count, 'waits', 'wait')} for an audit."
        )
    return lines


def recall(row: Figures) -> Fact:
    """Say how many of the claims the model finds, by the row of `audited_performance` on all audits."""
    label = "Claims that the model finds"
    if row["finding_code"] == "no_audits":
        return Fact(label, "not known", "no audits yet")
    if row["finding_code"] == "not_estimable":
        return Fact(
            label, "not known yet", f"{count(row['open_count'])} of {count(row['drawn_count'])} audits are open"
        )
    interval = f"{percent(row['lower_bound'])} to {percent(row['upper_bound'])}"
    return Fact(label, percent(row["measure_value"]), f"recall; 95% interval {interval}")


def rejected(rejected_rows: int, input_rows: int) -> Fact:
    """Say how many rows of all input files were rejected."""
    share = f" ({percent(rejected_rows / input_rows)})" if rejected_rows else ""
    return Fact("Rows rejected", count(rejected_rows), f"of {count(input_rows)}{share}")


def alarms(comparison: Sequence[Figures], drifting: Sequence[str]) -> tuple[Fact, list[str]]:
    """Say how many things about models and data need a look, and what they are.

    Parameters
    ----------
    comparison : sequence of mapping
        The rows of `champion_comparison`.
    drifting : sequence of str
        The features that drift.
    """
    found = verdicts(comparison, WARNS)
    if drifting:
        found.append(f"Different from the training data: {listed([name(feature).lower() for feature in drifting])}")
    fact = Fact("Alarms", count(len(found)) if found else "none", "on models and drift")
    return fact, [f"{sentence.rstrip('.')}." for sentence in found]
