"""Sentences on what to do today, and on what changed since the last release."""

from collections.abc import Mapping, Sequence

from claims_warehouse.sentences.codes import Figures
from claims_warehouse.sentences.wording import agreeing, count, listed, name, percent, plural

NOTHING = "There is nothing to decide."
FIRST_RELEASE = "This is the first release: there is none to compare it with."
IN_ORDER = "Decide from the first item to the last."
AT_RANDOM = "Leave none out: random videos show what the model misses."
CHANGES = {
    "new": ("is new", "are new"),
    "gone": ("is gone", "are gone"),
    "split": ("was split", "were split"),
    "merged": ("was merged", "were merged"),
    "renamed": ("has another wording", "have another wording"),
}


def incomplete(release: Mapping[str, object]) -> str:
    """Return what is said first of a release, by its row of `releases`, that lacks input; else nothing."""
    return "Not complete: input files that cannot be read are set aside." if release.get("is_complete") is False else ""


def headline(claims: int, texts: int, drawn: int, waiting: int) -> str:
    """Say what to review today; `waiting` counts the items of the whole queue."""
    items = claims + texts + drawn
    if items == 0:
        none = (
            "every video has been decided" if waiting == 0 else f"none of {plural(waiting, 'waiting item')} is selected"
        )
        return f"Nothing to review today: {none}."
    nouns = [(claims, "claim"), (texts, "text"), (drawn, "random video")]
    parts = [plural(number, noun) for number, noun in nouns if number]
    return f"Review {listed(parts)} today."


def recall(row: Figures | None) -> tuple[str, str]:
    """Return the recall that audits tell, and a remark: its interval, or why it is not known."""
    if row is None or row["finding_code"] == "no_audits":
        return "Not known", "no audits yet"
    if row["finding_code"] == "not_estimable":
        return "Not known", f"{count(row['open_count'])} of {plural(row['drawn_count'], 'audit')} open"
    decided = f"{count(row['decided_count'])} of {plural(row['drawn_count'], 'audit')} decided"
    interval = f"95% interval {percent(row['lower_bound'])} to {percent(row['upper_bound'])}"
    return percent(row["measure_value"]), f"{interval}, {decided}"


def claims_changed(changes: Sequence[tuple[str, int]]) -> str:
    """Say what became of the claims of the last release, by the kind of change and the number of claims."""
    parts = [
        f"{count(number)} {agreeing(number, *CHANGES[change])}"
        for change, number in changes
        if change in CHANGES and number
    ]
    if not parts:
        return "The claims are the same."
    total = sum(number for change, number in changes if change in CHANGES)
    return f"Claims: {listed(parts)}." if total else "The claims are the same."


def videos_changed(before: int, now: int) -> str:
    """Say how many videos came or went since the last release."""
    if before == now:
        return f"As many videos as before: {count(now)}."
    return f"{plural(abs(now - before), 'video')} {'more' if now > before else 'fewer'} than before: {count(now)} now."


def champions_changed(before: Figures, now: Figures, *, is_no_worse: bool) -> str:
    """Say whether other models are in use than in the last release, and whether they were shown to be no worse."""
    stages = [
        name(stage).lower()
        for stage in ("at_upload", "with_engagement")
        if before[f"champion_{stage}"] != now[f"champion_{stage}"]
    ]
    if not stages:
        return "The same models are in use."
    verdict = ": nothing shows that it is worse" if is_no_worse else ""
    return f"A new model is in use {listed(stages)}{verdict}."
