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
        return f"All {plural(total, 'input row')} can be used." if total > 1 else "The only input row can be used."
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


def over_time(accepted: Sequence[int], rejected: Sequence[int]) -> str:
    """Say how the accepted and the rejected rows changed from the release before the last to the last."""
    if len(accepted) < 2 or len(rejected) < 2:  # noqa: PLR2004 - two releases
        return "This is the first release: nothing to compare it with."
    return f"Since the last release, accepted rows {_change(accepted)} and rejected rows {_change(rejected)}"


def _change(counts: Sequence[int]) -> str:
    before, now = counts[-2:]
    if before == now:
        return f"stayed at {count(now)}"
    return f"{'rose' if now > before else 'fell'} from {count(before)} to {count(now)}"


def workload(by_claim: Figures, by_video: Figures) -> str:
    """Say what as many decisions settle of the videos with priority, by claim and by video."""
    decisions = int(by_claim["decision_count"])
    made = f"{plural(decisions, 'decision')} {agreeing(decisions, 'settles', 'settle')} {_of_the_lane(by_claim)}"
    if by_claim["video_share"] == by_video["video_share"]:
        return f"{made}, whether made by claim or by video"
    return f"Made by claim, {made}; made by video, {_of_the_lane(by_video)}"


def _of_the_lane(settled: Figures) -> str:
    views = f" and {percent(settled['view_share'])} of their views" if is_known(settled["view_share"]) else ""
    return f"{percent(settled['video_share'])} of the priority videos{views}"


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
