"""Sentences on what came in, what waits for review, and whether it has drifted."""

import math
from collections.abc import Sequence

from claims_warehouse.sentences.codes import Figures
from claims_warehouse.sentences.wording import agreeing, count, percent, plural


def input_rows(accepted: int, set_apart: int) -> str:
    """Say how many of the input rows can be used."""
    total = accepted + set_apart
    if total == 0:
        return "Nothing was in the file."
    if set_apart == 0:
        return f"All {plural(total, 'input row')} can be used."
    return f"{count(accepted)} of {plural(total, 'input row')} can be used; {count(set_apart)} were rejected"


def rejected(row_count: int, largest_reason: str, rows_of_reason: int, shared_reasons: int) -> str:
    """Say why rows were rejected; `shared_reasons` counts the reasons that every rejected row has."""
    if row_count == 0:
        return "No row was rejected."
    if shared_reasons > 1:
        rows = f"All {count(row_count)} rejected rows have" if row_count > 1 else "The rejected row has"
        return f"{rows} the same {count(shared_reasons)} reasons"
    if rows_of_reason == row_count:
        return f"Every rejected row has this reason: {largest_reason}"
    return f"Rows are most often rejected because {largest_reason}"


def missing(patterns: int, column_count: int, rows: int) -> str:
    """Say whether values are missing together; `column_count` counts the columns of the most frequent pattern."""
    if rows == 0:
        return "No value is missing."
    if patterns == 1:
        where = f"the same {count(column_count)} columns" if column_count > 1 else "one column"
        return f"{plural(rows, 'row')} {agreeing(rows, 'has', 'have')} missing values, always in {where}"
    return f"{plural(rows, 'row')} have missing values, in {count(patterns)} different patterns"


QUEUE_EMPTY = "Every video has been reviewed: the queue is empty."
LANES = {"priority": "with counts", "fresh": "without counts yet"}


def queue(lane: Figures, videos: int) -> str:
    """Say how long a lane of the queue is and how much of it is selected, of so many videos."""
    total, selected, reported = (int(lane[figure]) for figure in ("video_count", "selected_count", "reported_count"))
    have = agreeing(reported, "has", "have")
    by = f"; {plural(reported, 'video')} in it {have} been reported" if reported else "; no user reports were given"
    are = agreeing(selected, "is", "are")
    return (
        f"{count(selected)} of {plural(total, 'unreviewed video')} {LANES[lane['review_lane']]}, "
        f"{percent(selected / videos)} of all videos, {are} selected for review{by}"
    )


def ranked_by(lanes: Sequence[Figures]) -> list[str]:
    """Say by what the lanes are ranked, and how many videos have no probability of a claim."""
    total, unscored = (sum(int(lane[figure]) for lane in lanes) for figure in ("video_count", "unscored_count"))
    if total == 0:
        return []
    if unscored == total:
        return ["Videos are ranked by user reports and by views: no model scores them."]
    ranked = "Videos are ranked by user reports, then by the probability of a claim, by views, and by their number."
    if unscored == 0:
        return [ranked]
    have = agreeing(unscored, "has", "have")
    return [ranked, f"{plural(unscored, 'video')} {have} no such probability and {have} been ranked without it."]


def partial_videos(fresh: int, without_transcript: int) -> list[str]:
    """Say how many accepted videos have no counts yet, or no transcript, if any."""
    parts = []
    if fresh:
        parts.append(f"{plural(fresh, 'video')} {agreeing(fresh, 'is', 'are')} fresh, without counts yet")
    if without_transcript:
        have = agreeing(without_transcript, "has", "have")
        parts.append(f"{plural(without_transcript, 'video')} {have} no transcript")
    return [f"{'; '.join(parts)}."] if parts else []


def decided(videos: int, claims: int) -> list[str]:
    """Say how many videos moderators have decided, if any."""
    if videos == 0:
        return []
    what = agreeing(claims, "a claim", "claims")
    return [f"Moderators have decided {plural(videos, 'video')}, {count(claims)} as {what}."]


def rank(row: Figures, above: Figures | None) -> str:
    """Say why a video stands where it does: by the first of the queue's criteria that sets it behind the one above."""
    reports = _reports(row)
    reasons = []
    if reports:
        reasons.append(plural(reports, "user report"))
    if not _is_known(row["claim_probability"]):
        reasons.append("no score")
    elif above is not None and _reports(above) == reports:
        if above["claim_probability"] != row["claim_probability"]:
            reasons.append("lower probability" if reports else "highest probability left")
        elif above["video_view_count"] != row["video_view_count"]:
            reasons.append("same probability, fewer views")
        else:
            reasons.append("same probability and views, higher number")
    elif not reports:
        reasons.append("highest probability left")
    return ", ".join(reasons)


def _reports(row: Figures) -> int:
    return int(row["report_count"]) if _is_known(row["report_count"]) else 0


def _is_known(value: float | None) -> bool:
    return value is not None and math.isfinite(value)
