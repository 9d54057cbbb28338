"""Sentences on differences between groups of authors, overall and within claims and within opinions."""

from claims_warehouse.sentences.codes import Columns, Figures, Sentence


def _pair(figures: Figures) -> str:
    return f"{figures['group_a']} and {figures['group_b']} authors"


def _significant_nowhere(figures: Figures) -> str:
    return f"No difference between {_pair(figures)} is significant, neither overall nor within claims or opinions"


def _overall_only(figures: Figures) -> str:
    return f"Within claims and within opinions, no difference between {_pair(figures)} is significant"


def _difference(predicate: str) -> Sentence:
    return lambda figures: f"The difference between {_pair(figures)} {predicate}"


COLUMNS: Columns = {
    "stratified_comparisons.finding_code": {
        "significant_nowhere": _significant_nowhere,
        "overall_only": _overall_only,
        "overall_only_by_composition": _overall_only,
        "reversed_within": _difference("reverses within a claim status"),
        "significant_everywhere": _difference("is significant overall, within claims and within opinions"),
        "overall_and_within_one": _difference("is significant overall and within one claim status"),
        "within_only": _difference("is significant within a claim status, not overall"),
        "not_estimable": _difference("cannot be estimated everywhere"),
    },
}
