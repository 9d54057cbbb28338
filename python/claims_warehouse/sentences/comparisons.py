"""Sentences on differences between two groups: only what is significant, after adjustment, is called one."""

import math

from claims_warehouse.sentences.codes import Columns, Figures, Sentence
from claims_warehouse.sentences.wording import coverage, name, percent, significant

# Below this ratio two medians are not worth a headline.
ALIKE = 1.05


def _pair(figures: Figures) -> str:
    return f"{figures['group_a']} and {figures['group_b']} authors"


def _significant_nowhere(figures: Figures) -> str:
    return f"No difference between {_pair(figures)} is significant, neither overall nor within claims or opinions"


def _overall_only(figures: Figures) -> str:
    return f"Within claims and within opinions, no difference between {_pair(figures)} is significant"


def _difference(predicate: str) -> Sentence:
    return lambda figures: f"The difference between {_pair(figures)} {predicate}"


def _pair_of_groups(figures: Figures) -> str:
    if figures["grouping"] == "claim_status":
        return f"{figures['group_a']}s and {figures['group_b']}s"
    return f"videos of {figures['group_a']} and of {figures['group_b']} authors"


def _not_estimable(figures: Figures) -> str:
    return f"Whether {_pair_of_groups(figures)} differ in {name(figures['metric']).lower()} cannot be tested"


def _not_significant(figures: Figures) -> str:
    return f"No difference in {name(figures['metric']).lower()} between {_pair_of_groups(figures)} is significant"


def _greater(first: str, second: str) -> Sentence:
    def sentence(figures: Figures) -> str:
        label = name(figures["metric"]).lower()
        verb = "higher" if "per" in label else "more"
        more, less = figures[f"median_{first}"], figures[f"median_{second}"]
        group, other = (
            f"{figures[f'group_{side}']}{'' if figures['grouping'] == 'claim_status' else ' authors'}"
            for side in (first, second)
        )
        # A test of ranks may tell what medians do not.
        if not (math.isfinite(more) and math.isfinite(less)) or more <= less:
            tend = f"{group}s" if figures["grouping"] == "claim_status" else f"Videos of {group}"
            than = f"{other}s" if figures["grouping"] == "claim_status" else f"those of {other}"
            return f"{tend[0].upper()}{tend[1:]} tend to have {verb} {label} than {than}, though not in the median"
        if figures["grouping"] == "claim_status":
            subject, rest = f"The median {group} has", f"the median {other}"
        else:
            subject, rest = f"The median video of {group} has", f"that of {other}"
        if less <= 0:
            return f"{subject} {verb} {label} than {rest}, which has none"
        if more / less < ALIKE:
            return f"{subject} slightly {verb} {label} than {rest}"
        if more / less < 2:  # noqa: PLR2004 - from twice on, times are easier to read
            return f"{subject} {percent(more / less - 1)} {verb} {label} than {rest}"
        return f"{subject} {significant(more / less)} times the {label} of {rest}"

    return sentence


def _adjusted(verdict: Sentence) -> Sentence:
    """Return the sentence on two groups at the same claim status, with the figures that tell its size."""

    def sentence(figures: Figures) -> str:
        difference, lower, upper = (
            significant(figures[figure]) for figure in ("adjusted_difference", "lower_bound", "upper_bound")
        )
        return (
            f"At the same claim status, videos of {figures['group_a']} and of {figures['group_b']} authors differ by "
            f"{difference} in mean {name(figures['metric']).lower()} ({coverage(1 - figures['significance_level'])} "
            f"interval {lower} to {upper}): {verdict(figures)}"
        )

    return sentence


def _undecided(figures: Figures) -> str:
    detectable, margin = (
        significant(figures[figure]) for figure in ("smallest_detectable_difference", "equivalence_margin")
    )
    return (
        f"not significant after adjustment for all comparisons, nor shown to be less than {margin}; with so many "
        f"videos a difference of {detectable} would probably have been found"
    )


def _margin(words: str) -> Sentence:
    return lambda figures: words.format(significant(figures["equivalence_margin"]))


COLUMNS: Columns = {
    "adjusted_effects.finding_code": {
        "a_greater": _adjusted(lambda _: "a significant difference"),
        "b_greater": _adjusted(lambda _: "a significant difference"),
        "negligible": _adjusted(_margin("significant, but less than the {} that would matter")),
        "equivalent": _adjusted(_margin("shown to be less than the {} that would matter")),
        "undecided": _adjusted(_undecided),
        "not_estimable": lambda figures: f"{_pair(figures)} cannot be compared at the same claim status".capitalize(),
    },
    "engagement_differences.finding_code": {
        "a_greater": _greater("a", "b"),
        "b_greater": _greater("b", "a"),
        "not_significant": _not_significant,
        "not_estimable": _not_estimable,
    },
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
