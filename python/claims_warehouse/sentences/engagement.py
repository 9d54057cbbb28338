"""Sentences that say what the figures show, chosen by the figures, so that they are true on other data too."""

import math
from collections.abc import Sequence

from claims_warehouse.sentences.wording import count, coverage, listed, name, percent, plural, significant

# Below this the difference of two medians, or of two shares, is not worth a headline.
ALIKE = 1.05
NOT_BOTH = "There are not both claims and opinions to compare."
# The largest distance from a uniform distribution that a test may overlook for its silence to mean something.
TELLING_DISTANCE = 0.05
# What `stratified_comparisons` finds where no difference within a claim status is significant.
OVER_ALL_ALONE = "is significant overall only"
IN_THE_DIRECTION_OF_COMPOSITION = f"{OVER_ALL_ALONE}, in the direction of composition"
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
        return f"Claims and opinions are about equally many: {percent(share)} are claims"
    return f"{percent(share)} of the labelled videos are claims"


def larger_share(group: str, share_of_claims: float, share_of_opinions: float) -> str:
    """Say of which class a group of authors forms the larger part."""
    if math.isnan(share_of_claims) or math.isnan(share_of_opinions):
        return NOT_BOTH
    if share_of_claims == share_of_opinions:
        return f"{group} are equally common behind claims and behind opinions"
    more, less = sorted((share_of_claims, share_of_opinions), reverse=True)
    kind, other = ("claims", "opinions") if share_of_claims > share_of_opinions else ("opinions", "claims")
    if less and more / less < ALIKE:
        return f"{group} are about as common behind claims as behind opinions"
    return f"{group} stand behind {percent(more)} of the {kind} and {percent(less)} of the {other}"


def times_as_large(metric: str, claims: float, opinions: float) -> str:
    """Compare the medians of a metric among claims and opinions."""
    label = name(metric).lower()
    if math.isnan(claims) or math.isnan(opinions):
        return f"Claims and opinions cannot be compared in {label}: one of them has no value."
    if claims == opinions:
        return f"The median of {label} is the same for claims and opinions"
    kind, other = ("claim", "opinion") if claims > opinions else ("opinion", "claim")
    more, less = max(claims, opinions), min(claims, opinions)
    if less <= 0:
        return f"The median {kind} has more {label} than the median {other}, which has none"
    if more / less < ALIKE:
        return f"Claims and opinions have nearly the same median of {label}"
    verb = "higher" if "per" in label else "more"
    if more / less < 2:  # noqa: PLR2004 - from twice on, times are easier to read
        return f"The median {kind} has {percent(more / less - 1)} {verb} {label} than the median {other}"
    return f"The median {kind} has {significant(more / less)} times the {label} of the median {other}"


def overlap(overlapping: int, total: int) -> str:
    """Say in which groups of authors the middle halves of claims and opinions overlap."""
    if total == 0:
        return NOT_BOTH
    if overlapping == 0:
        return "In no group of authors do the middle halves of claims and opinions overlap"
    if overlapping == total:
        return "In every group of authors the middle halves of claims and opinions overlap"
    return f"The middle halves of claims and opinions overlap in {count(overlapping)} of {plural(total, 'group')}"


def over_all(metric: str, group_a: str, group_b: str, mean_a: float, mean_b: float) -> str:
    """Compare the means of two groups of authors over all videos."""
    label = name(metric).lower()
    if math.isnan(mean_a) or math.isnan(mean_b):
        return f"There are not both {group_a} and {group_b} authors to compare."
    if max(mean_a, mean_b) <= ALIKE * min(mean_a, mean_b):
        return f"Overall, {group_a} and {group_b} authors have similar {label}"
    high, low = (group_a, group_b) if mean_a > mean_b else (group_b, group_a)
    if min(mean_a, mean_b) <= 0:
        return f"Overall, videos of {high} authors have {label}, those of {low} ones none"
    ratio = max(mean_a, mean_b) / min(mean_a, mean_b)
    return f"Overall, videos of {high} authors have on average {significant(ratio)} times the {label} of {low} ones"


def within(finding: str | None, group_a: str, group_b: str) -> str:
    """Put the finding of a stratified comparison into a sentence."""
    pair = f"{group_a} and {group_b} authors"
    if finding is None:
        return f"Whether {pair} differ within claims and within opinions cannot be estimated."
    if finding == "is significant nowhere":
        return f"No difference between {pair} is significant, neither overall nor within claims or opinions"
    if finding.startswith(OVER_ALL_ALONE):
        return f"Within claims and within opinions, no difference between {pair} is significant"
    return f"The difference between {pair} {finding}"


def claim_shares(
    groups: tuple[str, str], shares: tuple[float, float], do_differ: bool, interval: tuple[float, float], level: float
) -> str:
    """Compare two groups' shares of claims, with the interval of their difference in percentage points."""
    phrases = f"{percent(shares[0])} of the videos of {groups[0]} authors are claims, {percent(shares[1])} of those of "
    lower, upper = (f"{100 * end:.1f}" for end in interval)
    points = (
        f"{100 * (shares[0] - shares[1]):.1f} percentage points apart, {coverage(level)} interval {lower} to {upper}"
    )
    verdict = "the shares differ significantly" if do_differ else "no difference of the shares is significant"
    return f"{phrases}{groups[1]} ones: {verdict} ({points})."


def composition(metric: str, finding: str, difference: float, by_composition: float) -> str:
    """Say what a finding on a difference overall and within adds to the shares of claims."""
    label = name(metric).lower()
    alone = "Within claims and within opinions no difference is significant, which does not show that there is none."
    if finding == IN_THE_DIRECTION_OF_COMPOSITION and math.isfinite(by_composition):
        return (
            f"The difference overall goes with this composition: of {significant(difference)} in mean {label}, "
            f"{significant(by_composition)} stand for the different shares of claims. {alone}"
        )
    if finding.startswith(OVER_ALL_ALONE):
        return alone
    if finding == "reverses within a claim status":
        return "Within a claim status the difference has the opposite sign, significantly: Simpson's paradox."
    return ""


def synthetic(tests: Sequence[tuple[str, int, float | None, bool | None, float | None]]) -> list[str]:
    """Say that data look synthetic where the views of both classes do, if the tests could have told otherwise.

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
