"""Sentences that say what the figures show, chosen by the figures, so that they are true on other data too."""

import math
from collections.abc import Mapping, Sequence

from claims_warehouse.sentences.codes import Figures
from claims_warehouse.sentences.wording import count, coverage, listed, name, percent, plural, significant

# Below this the ratio of two shares is not worth a headline.
ALIKE = 1.05
AUTHORS = "Do some authors get more views?"
# The largest distance from a uniform distribution that a test may overlook for its silence to mean something.
TELLING_DISTANCE = 0.05
NO_LABELS = "No video is labelled, so that claims and opinions cannot be compared."


def balance(claims: int, opinions: int) -> str:
    """Say how claims and opinions divide the labelled videos."""
    labelled = claims + opinions
    if labelled == 0:
        return NO_LABELS
    if 0 in (claims, opinions):
        return f"Every labelled video is {'a claim' if claims else 'an opinion'}"
    share = claims / labelled
    if max(share, 1 - share) / min(share, 1 - share) < ALIKE:
        return f"There are about as many claims as opinions: {percent(share)} are claims"
    return f"{percent(share)} of the labelled videos are claims"


def shares(groups: Sequence[tuple[str, float]]) -> str:
    """Say between which groups of authors, ordered by it, the share of claims lies."""
    if not groups:
        return "No group of authors has a claim among its labelled videos."
    (low, least), (high, most) = groups[0], groups[-1]
    if percent(least) == percent(most):
        return f"Claims are {percent(most)} of the videos in every group of authors"
    return f"Claims are {percent(least)} ({low.lower()}) to {percent(most)} ({high.lower()}) of the videos of a group"


def not_both_classes(metric: str) -> str:
    """Say that one of the classes has no value of a metric."""
    return f"Claims and opinions cannot be compared in {name(metric).lower()}: not both have a value."


def overlap(overlapping: int, total: int) -> str:
    """Say in which groups of authors the middle halves of claims and opinions overlap."""
    if total == 0:
        return "In no group of authors do both claims and opinions have a value to compare."
    if overlapping == 0:
        return "In no group of authors do the middle halves of claims and opinions overlap"
    if overlapping == total:
        return "In every group of authors the middle halves of claims and opinions overlap"
    return f"The middle halves of claims and opinions overlap in {count(overlapping)} of {plural(total, 'group')}"


def over_all(metric: str, groups: tuple[str, str], means: tuple[float, float], is_significant: bool | None) -> str:
    """Compare the means of two groups of authors over all videos, as Welch's test does."""
    label = name(metric).lower()
    (group_a, group_b), (mean_a, mean_b) = groups, means
    if math.isnan(mean_a) or math.isnan(mean_b):
        return f"Videos of {group_a} and of {group_b} authors cannot be compared in {label}: not both have a value."
    if is_significant is None:
        return f"Overall, whether {group_a} and {group_b} authors differ in mean {label} cannot be tested"
    if not is_significant:
        return f"Overall, no difference in mean {label} between {group_a} and {group_b} authors is significant"
    high, low = (group_a, group_b) if mean_a > mean_b else (group_b, group_a)
    if min(mean_a, mean_b) <= 0:
        return f"Overall, videos of {high} authors have {label}, those of {low} ones none"
    ratio = max(mean_a, mean_b) / min(mean_a, mean_b)
    return f"Overall, videos of {high} authors have on average {significant(ratio)} times the {label} of {low} ones"


def why(compared: Figures, means: tuple[float, float]) -> str:
    """Ask what a comparison of two groups of authors, with their mean views over all videos, answers."""
    if not compared["finding_code"].startswith("overall_only"):
        return AUTHORS
    high = compared["group_a"] if means[0] > means[1] else compared["group_b"]
    return f"Why {high.replace('not verified', 'unverified')} authors only seem to get more views"


def not_estimated(group_a: str, group_b: str) -> str:
    """Say that two groups cannot be compared within the classes."""
    return f"Whether {group_a} and {group_b} authors differ within claims and within opinions cannot be estimated."


def claim_shares(compared: Figures, confidence_level: float) -> str:
    """Compare two groups' shares of claims, with the interval of their difference in percentage points."""
    shares = compared["claim_share_a"], compared["claim_share_b"]
    lower, upper = (f"{100 * compared[f'claim_share_difference_{end}_bound']:.1f}" for end in ("lower", "upper"))
    verdict = (
        "the shares differ significantly"
        if compared["do_claim_shares_differ"]
        else "the shares do not differ significantly"
    )
    return (
        f"{percent(shares[0])} of the videos of {compared['group_a']} authors are claims, {percent(shares[1])} of "
        f"those of {compared['group_b']} ones: {verdict} ({100 * (shares[0] - shares[1]):.1f} percentage points apart, "
        f"{coverage(confidence_level)} interval {lower} to {upper})."
    )


def composition(compared: Figures) -> str:
    """Say what a finding on a difference overall and within adds to the shares of claims."""
    code, by_composition = compared["finding_code"], compared["mean_difference_by_composition"]
    alone = "Within claims and within opinions no difference is significant, which does not show that there is none."
    if code == "overall_only_by_composition" and by_composition is not None and math.isfinite(by_composition):
        return (
            f"The difference overall goes with this composition: of {significant(compared['mean_difference'])} in mean "
            f"{name(compared['metric']).lower()}, {significant(by_composition)} stand for the different shares of "
            f"claims. {alone}"
        )
    if code in ("overall_only", "overall_only_by_composition"):
        return alone
    if code == "reversed_within":
        return "Within a claim status the difference has the opposite sign, significantly: Simpson's paradox."
    return ""


def synthetic(tests: Sequence[tuple[str, int, float | None, bool | None, float | None]]) -> list[str]:
    """Say that data look synthetic where the views of both classes do, if the tests had enough rows to find otherwise.

    Each test of a uniform distribution has the class, its number of videos, the p-value, whether a uniform distribution
    is rejected, and from which distance on it would have been.
    """
    is_even = [
        is_rejected is False and distance is not None and distance <= TELLING_DISTANCE
        for *_, is_rejected, distance in tests
    ]
    if len(tests) < 2 or not all(is_even):  # noqa: PLR2004 - claims and opinions
        return []
    p_values = listed([f"{p_value:.2f} for {count(number)} {status}s" for status, number, p_value, *_ in tests])
    return [
        "The data look synthetic: within each class, views are spread as evenly between the least and the most as "
        f"random numbers are (Kolmogorov-Smirnov test of a uniform distribution, p = {p_values}). That is no proof, "
        "but views of real videos are usually skewed."
    ]


def families(sizes: Mapping[str, float]) -> str:
    """Name the families of tests with the number of comparisons of each."""
    return listed([f"{name(grouping).lower()} ({plural(size, 'comparison')})" for grouping, size in sizes.items()])


def effects(pair: str, overall: tuple[int, int], within: tuple[int, int]) -> str:
    """Say in how many metrics two groups differ significantly: each pair counts differences and comparisons."""
    (differing, compared), (differing_within, compared_within) = overall, within
    if compared == 0:
        return f"{pair} cannot be compared on these data."
    if differing == 0 and differing_within == 0:
        where = ", neither overall nor within claims or opinions" if compared_within else ""
        return f"{pair} differ significantly in none of {plural(compared, 'metric')}{where}"
    phrases = f"{pair} differ significantly in {count(differing)} of {plural(compared, 'metric')}"
    if compared_within == 0:
        return phrases
    few = count(differing_within) if differing_within else "none"
    return f"{phrases} overall, and in {few} of {plural(compared_within, 'comparison')} within claims or opinions"
