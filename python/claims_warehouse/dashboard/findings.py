"""Sentences that say what the figures show, chosen by the figures, so that they are true on other data too."""

import math
from collections.abc import Sequence

from claims_warehouse.dashboard.wording import agreeing, count, coverage, listed, name, percent, plural, significant

# Below this the difference of two medians, or of two shares, is not worth a headline.
ALIKE = 1.05
NOT_BOTH = "There are not both claims and opinions to compare."
# The largest distance from a uniform distribution that a test may overlook for its silence to mean something.
TELLING_DISTANCE = 0.05
# What `stratified_comparisons` finds where no difference within a claim status is significant.
OVER_ALL_ALONE = "is significant overall only"
IN_THE_DIRECTION_OF_COMPOSITION = f"{OVER_ALL_ALONE}, in the direction of composition"
NO_LABELS = "No video is labelled, so that claims and opinions cannot be compared."


def input_rows(accepted: int, set_apart: int) -> str:
    """Say how many of the input rows can be used."""
    total = accepted + set_apart
    if total == 0:
        return "Nothing was in the file."
    if set_apart == 0:
        return f"All {plural(total, 'input row')} can be used."
    return f"{count(accepted)} of {plural(total, 'input row')} can be used; {count(set_apart)} were rejected"


def partial_videos(fresh: int, without_transcript: int) -> list[str]:
    """Say how many accepted videos have no counts yet, or no transcript, if any."""
    parts = []
    if fresh:
        parts.append(f"{plural(fresh, 'video')} {agreeing(fresh, 'is', 'are')} fresh, without counts yet")
    if without_transcript:
        have = agreeing(without_transcript, "has", "have")
        parts.append(f"{plural(without_transcript, 'video')} {have} no transcript")
    return [f"{'; '.join(parts)}."] if parts else []


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


def odds(term: str, odds_ratio: float, lower: float, upper: float, level: float) -> str:
    """Say which term goes with the largest change of the odds, of those whose interval leaves out one."""
    if math.isnan(odds_ratio):
        return "No term has an odds ratio that differs significantly from 1"
    return (
        f"{term}: the odds of a verified author are {significant(odds_ratio)} times as high "
        f"({coverage(level)} interval {significant(lower)} to {significant(upper)})"
    )


def better_found(verified: float, not_verified: float) -> str:
    """Say which class of authors the regression finds more of."""
    if math.isnan(verified) or math.isnan(not_verified):
        return "The regression could not be evaluated on these data."
    if verified == not_verified:
        return f"Corrected, the regression finds {percent(verified)} of either class"
    better, worse = ("verified", "not verified") if verified > not_verified else ("not verified", "verified")
    most, least = max(verified, not_verified), min(verified, not_verified)
    return (
        f"Corrected, the regression finds {percent(most)} of the {better} rows and {percent(least)} of the {worse} ones"
    )


def prevalences(balanced: float, share: float, brier_score: float, of_the_share: float) -> str:
    """Say which shares of verified rows the two reports suppose, and what the corrected probabilities are worth."""
    return (
        f"The reference analysis draws verified rows again until they are {percent(balanced)} of all; corrected, they "
        f"stay the {percent(share)} that they are, so that the two precisions cannot be compared. A row is predicted "
        f"as verified above that share. As probabilities, the corrected scores have a Brier score of "
        f"{significant(brier_score)}; naming that share each time has {significant(of_the_share)}."
    )


def proved(faults: int) -> str:
    """Say how many faults of the reference regression the data prove."""
    if faults == 0:
        return "No fault of the reference regression is proved on these data"
    return f"{plural(faults, 'fault')} of the reference regression {agreeing(faults, 'is', 'are')} proved"


def reproduced(verdicts: int, total: int) -> str:
    """Say how many reference figures the data reproduce."""
    if total == 0:
        return "There are no reference figures to compare."
    are = agreeing(verdicts, "is", "are")
    return f"{count(verdicts)} of {plural(total, 'reference figure')} {are} reproduced on these data"


def queue(selected: int, total: int, reported: int, videos: int) -> str:
    """Say how long the queue is and how much of it is selected."""
    if total == 0:
        return "Every video has been reviewed: the queue is empty."
    have = agreeing(reported, "has", "have")
    by = f"; {plural(reported, 'video')} in it {have} been reported" if reported else "; no user reports were given"
    are = agreeing(selected, "is", "are")
    return (
        f"{count(selected)} of {plural(total, 'unreviewed video')}, {percent(selected / videos)} of all videos, {are} "
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
