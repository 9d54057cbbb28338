"""Sentences that say what the figures show, chosen by the figures, so that they are true on other data too."""

import math
from collections.abc import Mapping, Sequence

from claims_warehouse.dashboard.wording import count, listed, name, percent, plural, significant

# Below this the difference of two medians, or of two shares, is not worth a headline.
ALIKE = 1.05
# An accuracy this little above that of naming the larger class is chance.
NEAR_CHANCE = 0.03
NOT_BOTH = "There are not both claims and opinions to compare."
NO_LABELS = "No video is labelled, so that claims and opinions cannot be compared."


def delivered(accepted: int, set_apart: int) -> str:
    """Say how many of the delivered rows can be used."""
    total = accepted + set_apart
    if total == 0:
        return "Nothing was delivered."
    if set_apart == 0:
        return f"All {plural(total, 'delivered row')} can be used."
    return f"{count(accepted)} of {plural(total, 'delivered row')} can be used; {count(set_apart)} were set apart"


def rejected(row_count: int, largest_reason: str, rows_of_reason: int, shared_reasons: int) -> str:
    """Say why rows were rejected; `shared_reasons` counts the reasons that every rejected row has."""
    if row_count == 0:
        return "No row was rejected."
    if shared_reasons > 1:
        return (
            f"The same {count(shared_reasons)} reasons hold against {'every' if row_count > 1 else 'the'} rejected row"
        )
    if rows_of_reason == row_count:
        return f"Every rejected row has at least this against it: {largest_reason}"
    return f"Rows are most often rejected because {largest_reason}"


def missing(patterns: int, column_count: int, rows: int) -> str:
    """Say whether values are missing together; `column_count` counts the columns of the most frequent pattern."""
    if rows == 0:
        return "No value is missing."
    if patterns == 1:
        together = f"{plural(column_count, 'column')} together" if column_count > 1 else "one column"
        return f"{plural(rows, 'row')} miss{'es' if rows == 1 else ''} values, always in {together}"
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
    if min(mean_a, mean_b) <= 0 or max(mean_a, mean_b) / min(mean_a, mean_b) < ALIKE:
        return f"Over all, {group_a} and {group_b} authors have similar {label}"
    high, low = (group_a, group_b) if mean_a > mean_b else (group_b, group_a)
    ratio = max(mean_a, mean_b) / min(mean_a, mean_b)
    return f"Over all, videos of {high} authors have {significant(ratio)} times the {label} of {low} ones"


def within(finding: str | None, group_a: str, group_b: str) -> str:
    """Put the finding of a stratified comparison into a sentence, with the reason where a difference vanishes."""
    pair = f"{group_a} and {group_b} authors"
    if finding is None:
        return f"Whether {pair} differ within claims and within opinions cannot be estimated."
    if finding == "shows nowhere":
        return f"No difference between {pair} shows, neither over all nor within claims or opinions"
    if finding.startswith("vanishes within claims and within opinions"):
        return f"Within claims and within opinions, the difference between {pair} vanishes"
    return f"The difference between {pair} {finding}"


def why_it_vanishes(finding: str | None, group_a: str, share_a: float, group_b: str, share_b: float) -> str:
    """Say which mixture makes a difference over all that is none within."""
    mixture = (
        f"{percent(share_a)} of the videos of {group_a} authors are claims, against {percent(share_b)} of those of "
        f"{group_b} ones"
    )
    if finding and finding.startswith("vanishes"):
        return f"{mixture}. The groups differ in what they post, not in how their claims or their opinions do."
    return f"{mixture}."


def effects(pair: str, overall: tuple[int, int], within: tuple[int, int]) -> str:
    """Say in how many metrics two groups differ: of each pair of counts, the differences and the comparisons."""
    (differing, compared), (differing_within, compared_within) = overall, within
    if compared == 0:
        return f"{pair} cannot be compared on these data."
    if differing == 0 and differing_within == 0:
        where = ", neither over all nor within claims or opinions" if compared_within else ""
        return f"{pair} differ in none of {plural(compared, 'metric')}{where}"
    told = f"{pair} differ in {count(differing)} of {plural(compared, 'metric')}"
    if compared_within == 0:
        return told
    few = count(differing_within) if differing_within else "none"
    return f"{told} over all, and in {few} of {plural(compared_within, 'comparison')} within claims or opinions"


def odds(term: str, odds_ratio: float, lower: float, upper: float) -> str:
    """Say what moves the odds of a verified author most among the terms whose interval leaves out one."""
    if math.isnan(odds_ratio):
        return "No term moves the odds of a verified author by more than chance would"
    direction = "multiplies" if odds_ratio > 1 else "lowers"
    factor = significant(odds_ratio) if odds_ratio > 1 else f"a factor of {significant(odds_ratio)}"
    by = "by" if odds_ratio > 1 else "to"
    return (
        f"{term} {direction} the odds of a verified author {by} {factor} (95% interval {significant(lower)} to "
        f"{significant(upper)})"
    )


def better_found(verified: float, not_verified: float) -> str:
    """Say which class of authors the regression finds more of."""
    if math.isnan(verified) or math.isnan(not_verified):
        return "The regression could not be evaluated on these data."
    if verified == not_verified:
        return f"The regression finds {percent(verified)} of either class"
    better, worse = ("verified", "not verified") if verified > not_verified else ("not verified", "verified")
    most, least = max(verified, not_verified), min(verified, not_verified)
    return f"The regression finds {percent(most)} of the {better} rows and {percent(least)} of the {worse} ones"


def proved(faults: int) -> str:
    """Say how many faults of the published regression the data prove."""
    if faults == 0:
        return "No fault of the published regression is proved on these data"
    return f"{plural(faults, 'fault')} of the published regression {'is' if faults == 1 else 'are'} proved"


def errors(model: str, wrong: int, rule_wrong: int | None, rows: int) -> str:
    """Say how many test rows a model gets wrong, beside the one-line rule."""
    share = f"The {name(model).lower()} gets {count(wrong)} of {plural(rows, 'test row')} wrong"
    if rule_wrong is None:
        return share
    return f"{share}; the one-line rule, {count(rule_wrong)}"


def when(moments: Sequence[str]) -> str:
    """Name the moments of use at which something is so."""
    if len(moments) > 1:
        return "at and after publication"
    return listed([name(moment).lower() for moment in moments])


def found_and_flagged(moments: Sequence[str], model: str, recall: float, precision: float) -> str:
    """Say what a champion finds and how much of what it flags is right."""
    model = name(model).lower()
    if math.isnan(recall) or math.isnan(precision):
        return f"The {model}, champion {when(moments)}, could not be tested on both classes"
    return (
        f"The {model}, champion {when(moments)}, finds {percent(recall)} of the claims of the test rows, and "
        f"{percent(precision)} of what it flags are claims"
    )


def decision(moments: Sequence[str], model: str, beats_rule: bool) -> str:
    """Say what follows from whether a champion beats the rule on views alone."""
    use = f"Use the {name(model).lower()} {when(moments)}"
    if beats_rule:
        return f"{use}: it makes fewer errors than the one-line rule on views."
    if "at_publication" in moments:
        return f"{use}, when views are not yet known; later, the one-line rule on views makes no more errors than it."
    return f"{name(moments[0])}, prefer the one-line rule on views: the {name(model).lower()} does not beat it."


def phrases(by_phrase: float, by_statement: float, chance: float) -> str:
    """Say whether a classifier learns what is claimed or how it is attributed."""
    if by_phrase - by_statement > NEAR_CHANCE and by_statement - chance < NEAR_CHANCE:
        return (
            f"The attribution phrase alone reaches {percent(by_phrase)} accuracy and the statement alone "
            f"{percent(by_statement)}, which is chance: a model learns how things are said, so expect less elsewhere."
        )
    return (
        f"The attribution phrase alone reaches {percent(by_phrase)} accuracy, the statement alone "
        f"{percent(by_statement)}."
    )


def ranking_quality(roc_auc: float) -> str:
    """Say how well a model's scores put claims before opinions."""
    if math.isnan(roc_auc):
        return "There are not both claims and opinions among the test rows, so that no curve can be drawn."
    if roc_auc == 1:
        return "The scores put every claim before every opinion"
    return f"A random claim scores above a random opinion in {percent(roc_auc)} of the pairs"


def precision_at(recall: float, precision: float) -> str:
    """Say what precision is left where most claims are found."""
    if math.isnan(precision):
        return "Without a claim among the test rows there is no precision to draw."
    return f"Where {percent(recall)} of the claims are found, {percent(precision)} of what is flagged are claims"


def calibration(error: float) -> str:
    """Say how far the scores are from being probabilities."""
    if math.isnan(error):
        return "Without scored rows there is no calibration to draw."
    how = "can be read as probabilities" if error < 0.02 else "are no exact probabilities"  # noqa: PLR2004
    return f"The scores {how}: they miss the share of claims by {significant(100 * error)} points on average"


def importance(feature: str, runner_up: str | None, ratio: float) -> str:
    """Say which feature a model would miss most."""
    if runner_up is None:
        return f"The model looks at the {name(feature).lower()} alone"
    if not math.isfinite(ratio) or ratio >= 100:  # noqa: PLR2004 - the second is next to nothing
        return f"The model leans almost entirely on the {name(feature).lower()}"
    return (
        f"The model leans most on the {name(feature).lower()}, {significant(ratio)} times as much as on the "
        f"{name(runner_up).lower()}"
    )


def ablation(best: str, best_value: float, at_chance: Sequence[str]) -> str:
    """Say which features suffice alone and which tell nothing."""
    suffices = f"The {name(best).lower()} alone reaches an accuracy of {percent(best_value)}"
    if not at_chance:
        return suffices
    predict = "predicts" if len(at_chance) == 1 else "predict"
    return f"{suffices}; {listed([name(feature).lower() for feature in at_chance])} {predict} at chance"


def learning(model: str, at_few: float, few: int, at_all: float) -> str:
    """Say what more training rows would bring."""
    if abs(at_all - at_few) < 0.005:  # noqa: PLR2004 - half a percentage point
        return f"The {name(model).lower()} needs few labels: {plural(few, 'row')} do as well as all"
    verb = "rises" if at_all > at_few else "falls"
    return f"The {name(model).lower()} {verb} from {percent(at_few)} to {percent(at_all)} accuracy with more labels"


def spread_of_segments(kind: str, segment: str, lowest_value: float, highest_value: float) -> str:
    """Say how much a model's recall depends on the kind of video."""
    if highest_value - lowest_value < 0.01:  # noqa: PLR2004 - one percentage point
        return "The model finds claims equally well in every segment, to within one percentage point"
    return (
        f"Recall is lowest where the {name(kind).lower()} is “{segment}”: {percent(lowest_value)}, against "
        f"{percent(highest_value)} at best"
    )


def capacity(share: float, recalls: Mapping[str, float]) -> str:
    """Say what moderators find who look at a share of the videos, for each way to rank them."""
    found = listed([f"{percent(recall)} {way}" for way, recall in recalls.items()])
    return f"Moderators who look at {percent(share)} of the videos find, of all claims, {found}."


def reproduced(verdicts: int, total: int) -> str:
    """Say how many published figures the data reproduce."""
    if total == 0:
        return "There are no published figures to compare."
    return f"{count(verdicts)} of {count(total)} published figures are reproduced on these data"


def queue(selected: int, total: int, reported: int) -> str:
    """Say how long the queue is and how much of it is selected."""
    if total == 0:
        return "No video is predicted to be a claim: the queue is empty."
    by = f"; {plural(reported, 'video')} in it have been reported" if reported else "; no user reports were given"
    return f"{count(selected)} of {plural(total, 'predicted claim')} are selected for review{by}"


def drift(drifting: Sequence[str], total: int) -> str:
    """Say whether what is scored looks like what was trained on."""
    if total == 0:
        return "There are no other rows with which the training rows could be compared."
    if not drifting:
        return f"None of {plural(total, 'comparison')} shows a drift away from the training rows"
    return f"{listed([name(feature) for feature in drifting])} drift away from the training rows"
