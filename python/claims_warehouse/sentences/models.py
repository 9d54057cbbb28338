"""Sentences on the classifiers, chosen by their figures."""

import math
from collections.abc import Mapping, Sequence

from claims_warehouse.sentences.wording import agreeing, count, listed, name, percent, plural, significant

# An accuracy this little above that of naming the larger class is chance.
NEAR_CHANCE = 0.03


def errors(model: str, wrong: int, rule_wrong: int | None, rows: int) -> str:
    """Say how many test rows a model gets wrong, beside the one-line rule."""
    share = f"The {name(model).lower()} gets {count(wrong)} of {plural(rows, 'test row')} wrong"
    if rule_wrong is None:
        return share
    return f"{share}; the one-line rule, {count(rule_wrong)}"


def when(scoring_stages: Sequence[str]) -> str:
    """Name the scoring stages at which something is so."""
    if len(scoring_stages) > 1:
        return "at upload and with engagement"
    return listed([name(scoring_stage).lower() for scoring_stage in scoring_stages])


def found_and_flagged(scoring_stages: Sequence[str], model: str, recall: float, precision: float) -> str:
    """Say what a champion finds and how much of what it flags is right."""
    model = name(model).lower()
    if math.isnan(recall) or math.isnan(precision):
        return f"The {model}, champion {when(scoring_stages)}, could not be tested on both classes"
    return (
        f"The {model}, champion {when(scoring_stages)}, finds {percent(recall)} of the claims of the test rows, and "
        f"{percent(precision)} of what it flags are claims"
    )


def decision(scoring_stages: Sequence[str], model: str, beats_rule: bool) -> str:
    """Say what follows from whether a champion beats the rule on views alone."""
    use = f"Use the {name(model).lower()} {when(scoring_stages)}"
    if beats_rule:
        return f"{use}: it makes fewer errors than the one-line rule on views."
    if "at_upload" in scoring_stages:
        return f"{use}, when views are not yet known; later, the one-line rule on views makes no more errors than it."
    return f"{name(scoring_stages[0])}, prefer the one-line rule on views: the {name(model).lower()} does not beat it."


def needed(recall: float, share: float) -> str:
    """Say how much moderators must look at to find a share of the claims."""
    return (
        f"Finding {percent(recall)} of claims means reviewing {percent(share)} of videos, in the order of the champion."
    )


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
    how = "can be read as probabilities" if error < 0.02 else "are no exact probabilities"  # noqa: PLR2004 - two points of a hundred
    points = f"{significant(100 * error)} percentage points"
    return f"The scores {how}: they miss the share of claims by {points} on average"


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
    if best in at_chance:
        return f"{suffices}, hardly more than naming the more frequent class each time"
    predict = agreeing(len(at_chance), "predicts", "predict")
    return f"{suffices}; {listed([name(feature).lower() for feature in at_chance])} {predict} at chance"


def learning(model: str, at_few: float, at_all: float, enough: int | None) -> str:
    """Say what more training rows would bring; `enough` of them leave no difference that matters, if any do."""
    if enough is not None:
        return (
            f"The {name(model).lower()} needs few labels: {plural(enough, 'row')} do as well as all, to within half a "
            "percentage point"
        )
    if percent(at_few) == percent(at_all):
        return f"The {name(model).lower()} stays at {percent(at_all)} accuracy with more labels"
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
