"""Sentences on what came in, what waits for review, and whether it has drifted."""

from collections.abc import Sequence

from claims_warehouse.sentences.codes import Figures
from claims_warehouse.sentences.wording import agreeing, count, is_known, percent, plural


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
LANES = {
    "priority": "with counts",
    "fresh": "without counts yet",
    "unsure": "that the model is unsure of",
    "unlikely": "that are predicted to be opinions",
}


def queue(lane: Figures) -> str:
    """Say how long a lane of the queue is and how much of it is selected."""
    items, videos, selected, of_selected, reported = (
        int(lane[figure])
        for figure in ("item_count", "video_count", "selected_count", "selected_video_count", "reported_count")
    )
    noun = "claim" if int(lane["claim_count"]) == items else "item"
    have, are = agreeing(reported, "has", "have"), agreeing(selected, "is", "are")
    by = f"; {plural(reported, noun)} {have} been reported" if reported else "; no user reports were given"
    return (
        f"{count(selected)} of {plural(items, f'undecided {noun}')} {LANES[lane['review_lane']]} {are} selected for "
        f"review, {count(of_selected)} of {plural(videos, 'video')}{by}"
    )


def ranked_by(lanes: Sequence[Figures]) -> list[str]:
    """Say by what the lanes are ranked, and how many items have no probability of a claim."""
    total, unscored = (sum(int(lane[figure]) for lane in lanes) for figure in ("item_count", "unscored_count"))
    if total == 0:
        return []
    if unscored == total:
        return ["What says the same is one item, ranked by user reports and by views: no model scores the videos."]
    ranked = (
        "Videos that make one claim are one item. Items are ranked by user reports, then by expected exposure: the "
        "views of their videos, times the probability of a claim."
    )
    if unscored == 0:
        return [ranked]
    have = agreeing(unscored, "has", "have")
    return [ranked, f"{plural(unscored, 'item')} {have} no such probability and {have} been ranked without it."]


def workload(by_claim: Figures, by_video: Figures) -> str:
    """Say what as many decisions settle of a lane, by claim and by video."""
    decisions = int(by_claim["decision_count"])
    settle = agreeing(decisions, "settles", "settle")
    return (
        f"Made by claim, {plural(decisions, 'decision')} {settle} {_of_the_lane(by_claim)}; made by video, "
        f"{_of_the_lane(by_video)}"
    )


def _of_the_lane(settled: Figures) -> str:
    views = f" and {percent(settled['view_share'])} of their views" if is_known(settled["view_share"]) else ""
    return f"{percent(settled['video_share'])} of the videos{views}"


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
    """Say why an item stands where it does: by the first of the queue's criteria that sets it behind the one above."""
    reports = _reports(row)
    reasons = [plural(reports, "user report")] if reports else []
    is_behind_for_reports = above is not None and _reports(above) != reports
    if row["ranked_by"] == "reports_and_views":
        reasons.append("no score")
    elif not is_behind_for_reports or not reports:
        reasons.append(_behind(row, None if is_behind_for_reports else above, bool(reports)))
    return ", ".join(reason for reason in reasons if reason)


def _behind(row: Figures, above: Figures | None, is_reported: bool) -> str:
    by_exposure = row["ranked_by"] == "expected_exposure"
    measure = "expected_exposure" if by_exposure else "expected_claim_video_count"
    noun = "expected exposure" if by_exposure else "number of expected claim videos"
    if above is None:
        return "" if is_reported else f"highest {noun} left"
    if above["ranked_by"] == row["ranked_by"] and above[measure] == row[measure]:
        return f"same {noun}, higher number"
    return f"lower {noun}" if is_reported else f"highest {noun} left"


def _reports(row: Figures) -> int:
    return int(row["total_report_count"]) if is_known(row["total_report_count"]) else 0
