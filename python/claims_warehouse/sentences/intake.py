"""Sentences on what came in, what waits for review, and whether it has drifted."""

from collections.abc import Sequence

from claims_warehouse.sentences.wording import agreeing, count, listed, name, percent, plural


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
        together = f"{plural(column_count, 'column')} together" if column_count > 1 else "one column"
        return f"{plural(rows, 'row')} {agreeing(rows, 'misses', 'miss')} values, always in {together}"
    return f"{plural(rows, 'row')} miss values, in {count(patterns)} different patterns"


def queue(selected: int, total: int, reported: int, videos: int) -> str:
    """Say how long the queue is and how much of it is selected."""
    if total == 0:
        return "No video is predicted to be a claim: the queue is empty."
    have = agreeing(reported, "has", "have")
    by = f"; {plural(reported, 'video')} in it {have} been reported" if reported else "; no user reports were given"
    are = agreeing(selected, "is", "are")
    return (
        f"{count(selected)} of {plural(total, 'predicted claim')}, {percent(selected / videos)} of all videos, {are} "
        f"selected for review{by}"
    )


def decided(videos: int, claims: int) -> list[str]:
    """Say how many videos moderators have decided, if any."""
    if videos == 0:
        return []
    what = agreeing(claims, "a claim", "claims")
    return [f"Moderators have decided {plural(videos, 'video')}, {count(claims)} as {what}."]


def drift(drifting: Sequence[str], total: int) -> str:
    """Say whether what is scored looks like what was trained on."""
    if total == 0:
        return "There are no other rows with which the training rows could be compared."
    if not drifting:
        return f"None of {plural(total, 'comparison')} shows a drift away from the training rows"
    return f"{listed([name(feature) for feature in drifting])} drift away from the training rows"
