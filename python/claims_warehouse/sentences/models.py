"""Sentences on the classifiers, chosen by their figures."""

import math
from collections.abc import Sequence

from claims_warehouse.sentences.codes import Columns, Figures, Sentence
from claims_warehouse.sentences.wording import agreeing, count, is_known, listed, name, percent, plural, significant

# An average precision this little above the share of claims is chance.
NEAR_CHANCE = 0.03
NO_CLASSIFIER = (
    "No classifier was trained: it learns from labelled claims and labelled opinions that have a transcript."
)
RANKED_WITHOUT = "The review queue is ranked by user reports and by views."


def confusion(model: str, found: int, claims: int, flagged: int) -> str:
    """Say how many of the claims among the test rows a model finds, and how many of the flagged rows are claims."""
    model = name(model).lower()
    if claims == 0:
        return f"There is no claim among the test rows for the {model} to find"
    finds = f"The {model} finds {count(found)} of {plural(claims, 'claim')} of the test rows"
    if flagged == 0:
        return f"{finds}: it flags no row"
    are = agreeing(found, "is a claim", "are claims")
    return f"{finds}; of {plural(flagged, 'row')} that it flags, {count(found)} {are}"


def when(scoring_stages: Sequence[str]) -> str:
    """Name the scoring stages at which something is so."""
    if len(scoring_stages) > 1:
        return "at upload and with engagement"
    return listed([name(scoring_stage).lower() for scoring_stage in scoring_stages])


def no_champion(scoring_stages: Sequence[str]) -> str:
    """Say that candidates were trained of which none is worth using, at both stages or at one."""
    if len(scoring_stages) > 1:
        return f"No model is better than chance here. {RANKED_WITHOUT}"
    if list(scoring_stages) == ["at_upload"]:
        return "No model is better than chance at upload."
    # The champion at upload may be used with engagement too: where none is, another baseline is as good.
    return "With engagement, no model beats the one-line rule on views; the champion at upload ranks the queue."


def rare_claims(row: Figures) -> str:
    """Say what precision to expect of a champion where claims are rarer than among the test rows."""
    if not is_known(row["lower_bound"]):
        return ""
    return (
        f"Where {percent(row['base_rate'])} of the videos are claims, expect {percent(row['lower_bound'])} or more of "
        f"what the {name(row['model_name']).lower()} flags to be claims: its test rows show no more than that it flags "
        f"at most {percent(row['false_positive_rate_upper_bound'])} of the opinions (95% interval)."
    )


def phrases(by_phrase: float, by_statement: float, share: float) -> str:
    """Say whether a classifier learns what is claimed or how it is attributed; `share` is that of the claims."""
    reaches = f"The attribution phrase alone reaches an average precision of {percent(by_phrase)}, the statement alone "
    if by_phrase - by_statement > NEAR_CHANCE and by_statement - share < NEAR_CHANCE:
        return (
            f"{reaches}{percent(by_statement)}, which is chance: a model learns how things are said, so expect less "
            "elsewhere."
        )
    return f"{reaches}{percent(by_statement)}."


def ranking_quality(roc_auc: float) -> str:
    """Say how well a model's scores put claims before opinions."""
    if math.isnan(roc_auc):
        return "There are not both claims and opinions among the test rows, so that no curve can be drawn."
    if roc_auc == 1:
        return "The scores put every claim before every opinion"
    chance = ", which is chance" if abs(roc_auc - 1 / 2) < NEAR_CHANCE else ""
    return f"A random claim scores above a random opinion in {percent(roc_auc)} of the pairs{chance}"


def precision_at(recall: float, precision: float) -> str:
    """Say what precision is left where most claims are found."""
    if math.isnan(precision):
        return "Without a claim among the test rows there is no precision to draw."
    return f"Where {percent(recall)} of the claims are found, {percent(precision)} of what is flagged are claims"


def calibration(error: float) -> str:
    """Say how far the scores are from being probabilities."""
    if math.isnan(error):
        return "Without scored rows there is no calibration to draw."
    how = "can be read as probabilities" if error < 0.02 else "are not exact probabilities"  # noqa: PLR2004 - two points of a hundred
    points = significant(100 * error)
    unit = "point" if points == "1" else "points"
    return f"The scores {how}: they are {points} percentage {unit} off the share of claims"


def importance(feature: str, runner_up: str | None, ratio: float, is_measurable: bool = True) -> str:
    """Say which feature a model would miss most."""
    if not is_measurable:
        return "No feature makes a measurable difference to this model"
    if runner_up is None:
        return f"The model looks at the {name(feature).lower()} alone"
    if not math.isfinite(ratio) or ratio >= 100:  # noqa: PLR2004 - the second is next to nothing
        return f"The model leans almost entirely on the {name(feature).lower()}"
    return (
        f"The model leans most on the {name(feature).lower()}, {significant(ratio)} times as much as on the "
        f"{name(runner_up).lower()}"
    )


def is_at_chance(average_precision: float, lower_bound: float, share: float) -> bool:
    """Return whether an average precision, or the lower end of its interval if it has one, is no more than chance."""
    return average_precision - share < NEAR_CHANCE or lower_bound <= share


def ablation(best: str, best_value: float, at_chance: Sequence[str]) -> str:
    """Say which features suffice alone and which tell nothing."""
    suffices = f"The {name(best).lower()} alone reaches an average precision of {percent(best_value)}"
    if not at_chance:
        return suffices
    if best in at_chance:
        return f"{suffices}, hardly more than chance"
    return f"{suffices}; no better than chance: {listed([name(feature).lower() for feature in at_chance])}"


def learning(model: str, at_few: float, at_all: float, enough: int | None, is_clear: bool = True) -> str:
    """Say what more training rows bring: `enough` of them leave no difference that matters, if any do."""
    model = name(model).lower()
    if enough is not None:
        return (
            f"The {model} needs few labels: {plural(enough, 'row')} do as well as all, to within half a percentage "
            "point"
        )
    if percent(at_few) == percent(at_all):
        return f"The {model} stays at an average precision of {percent(at_all)} with more labels"
    if not is_clear:
        return (
            f"More labels make no clear difference to the {model}: its average precision is {percent(at_few)} with "
            f"the fewest and {percent(at_all)} with all"
        )
    verb = "rises" if at_all > at_few else "falls"
    return f"The average precision of the {model} {verb} from {percent(at_few)} to {percent(at_all)} with more labels"


def spread_of_segments(lowest: tuple[str, float, int], highest: tuple[str, float, int]) -> str:
    """Say between which segments a model's recall lies; each has its name, the recall and the number of claims."""
    (low_segment, low, low_claims), (high_segment, high, high_claims) = lowest, highest
    if high == 0:
        return "The model finds no claim of the test rows in any segment"
    if high - low < 0.01:  # noqa: PLR2004 - one percentage point
        return f"The model finds {percent(high)} of the claims in every segment, to within one percentage point"
    return (
        f"Recall lies between {percent(low)} ({low_segment}, {plural(low_claims, 'claim')}) and {percent(high)} "
        f"({high_segment}, {plural(high_claims, 'claim')})"
    )


def errors_beside_rule(row: Figures) -> str:
    """Say how many test rows a model gets wrong, beside the one-line rule on views."""
    wrong = f"It gets {count(row['test_error_count'])} of {plural(row['test_row_count'], 'test row')} wrong"
    return f"{wrong}, the one-line rule on views {count(row['rule_error_count'])}"


def best_model(row: Figures) -> str:
    """Say that a champion has the highest measure of all."""
    value, chance = significant(row["measure_value"]), significant(row["baseline_measure_value"])
    return f"It has the best {name(row['measure']).lower()}, {value}; the better baseline has {chance}"


def as_good_as_best(row: Figures) -> str:
    """Say that a champion is simpler than the best model, and no worse than chance explains."""
    value = significant(row["measure_value"])
    return f"It is the simplest model that is as good as the best: {name(row['measure']).lower()} {value}"


def compared_models(verb: str) -> Sentence:
    """Return the sentence that compares two models."""
    return lambda row: (
        f"The {name(row['model_name']).lower()} {verb} the {name(row['compared_model_name']).lower()} "
        f"({plural(row['family_size'], 'comparison')} at this stage)"
    )


def unequal_errors(greater: str, less: str) -> Sentence:
    """Return the sentence that one group of videos suffers more errors than another."""

    def sentence(row: Figures) -> str:
        errors = {"false_positive_rate": "opinions called a claim", "false_negative_rate": "claims missed"}
        first, second = (f"{percent(row[f'rate_{side}'])} ({row[f'segment_{side}']})" for side in (greater, less))
        return (
            f"The {name(row['model_name']).lower()} errs more on some groups: {errors[row['metric']]} {first} and "
            f"{second}, of {plural(row['comparison_count'], 'comparison')}"
        )

    return sentence


COLUMNS: Columns = {
    "segment_disparities.disparity_code": {
        "a_greater": unequal_errors("a", "b"),
        "b_greater": unequal_errors("b", "a"),
        "within_tolerance": lambda _: "Error rates differ by no more than is tolerated",
        "undecided": lambda _: "Too few rows tell whether error rates differ by more than is tolerated",
        "not_estimable": lambda _: "A group has no row on which this error can be made",
    },
    "champions.choice_code": {
        "best": best_model,
        "as_good_as_best": as_good_as_best,
        "none_beats_majority_class": lambda _: "No model of this build ranks better than chance",
        "none_beats_views_rule": lambda _: "No model of this build ranks better than the one-line rule on views",
        "none_estimable": lambda _: "No model of this build could be trained",
    },
    "model_comparisons.verdict_code": {
        verdict: compared_models(verb)
        for verdict, verb in (
            ("better", "ranks better than"),
            ("worse", "ranks worse than"),
            ("undecided", "ranks neither better nor worse, beyond chance, than"),
        )
    },
    "model_comparisons.error_verdict_code": {
        verdict: compared_models(verb)
        for verdict, verb in (
            ("better", "makes fewer errors than"),
            ("worse", "makes more errors than"),
            ("undecided", "makes neither fewer nor more errors, beyond chance, than"),
        )
    },
    "model_registry.remark_code": {
        "not_estimable": lambda row: f"It could not be estimated: {row['not_estimable_because']}",
        "not_comparable": lambda _: "There is no test row to compare it on",
        "is_views_rule": lambda _: "This is the one-line rule on views",
        "fewer_errors_than_views_rule": errors_beside_rule,
        "as_many_errors_as_views_rule": errors_beside_rule,
        "more_errors_than_views_rule": errors_beside_rule,
    },
}
