"""Sentences on how the chosen models compare with the champions of earlier releases, and which of them are in use."""

from collections.abc import Collection, Iterable

from claims_warehouse.sentences.codes import Columns, Figures
from claims_warehouse.sentences.models import when
from claims_warehouse.sentences.wording import count

# Verdicts for which there is evidence, and those that are worth a warning.
STOPS = frozenset({"worse", "only_last_beats_chance", "none_beats_chance"})
WARNS = STOPS | {"undecided", "not_kept"}

MEASURES = {"average_precision": "average precision", "roc_auc": "AUC"}


def _measured(figures: Figures) -> str:
    """Name both figures of a comparison with the rows that they are of."""
    measure = MEASURES[figures["measure"]]
    value, compared = f"{figures['measure_value']:.2f}", f"{figures['compared_value']:.2f}"
    if figures["test_name"] == "new_labels":
        return (
            f"the last champion, {figures['model_id']}, has an {measure} of {value} on {count(figures['row_count'])} "
            f"newly labelled videos against {compared} on its {count(figures['compared_row_count'])} held-out ones"
        )
    whose = "last champion" if figures["test_name"] == "last_champion" else "best champion of the kept releases"
    if value == compared:
        value, compared = f"{figures['measure_value']:.4f}", f"{figures['compared_value']:.4f}"
    return (
        f"the chosen model, {figures['model_id']}, has an {measure} of {value} on {count(figures['row_count'])} "
        f"labelled videos against {compared} of the {whose}, {figures['compared_model_id']}"
    )


def _use(figures: Figures) -> str:
    """Say which model is in use after the comparison."""
    used = figures["used_model_id"]
    if not isinstance(used, str):
        return "no champion is in use"
    if used == figures["compared_model_id"]:
        return f"{used} stays in use"
    return f"{used} is in use"


def _worse(figures: Figures) -> str:
    advice = ": check the new labels" if figures["test_name"] == "new_labels" else ""
    return f"{_measured(figures)}{advice}; {_use(figures)}"


def _undecided(figures: Figures) -> str:
    return f"{_measured(figures)}, which chance explains in {figures['p_value']:.1%} of cases: undecided"


def _not_worse(figures: Figures) -> str:
    return f"{_measured(figures)}, which is no evidence that it is worse"


def _too_few_rows(figures: Figures) -> str:
    return f"too few claims or opinions to compare with the last champion; {_use(figures)}"


def _no_common_rows(figures: Figures) -> str:
    return f"the last release has other labelled videos, so nothing is compared; {_use(figures)}"


def _not_kept(figures: Figures) -> str:
    return (
        f"the champion of the last release, {figures['compared_model_id']}, "
        "is not in this build file or cannot be used with these libraries, so it can neither be compared nor stay in "
        f"use; {_use(figures)}"
    )


def _only_last_beats_chance(figures: Figures) -> str:
    return (
        f"no model of this build is better than chance, but the last champion is, with an AUC of "
        f"{figures['compared_value']:.2f} on {count(figures['row_count'])} labelled videos; {_use(figures)}"
    )


def _none_beats_chance(figures: Figures) -> str:
    return (
        f"no model of this build is better than chance, nor is the last champion any more, with an AUC of "
        f"{figures['compared_value']:.2f} on {count(figures['row_count'])} labelled videos; {_use(figures)}"
    )


COLUMNS: Columns = {
    "champion_comparison.verdict_code": {
        "worse": _worse,
        "undecided": _undecided,
        "not_worse": _not_worse,
        "too_few_rows": _too_few_rows,
        "same_model": lambda _: "the chosen model is the champion of the last release",
        "no_common_rows": _no_common_rows,
        "nothing_released": lambda _: "the last release has no champion to compare with",
        "not_kept": _not_kept,
        "only_last_beats_chance": _only_last_beats_chance,
        "none_beats_chance": _none_beats_chance,
    },
    "champions.use_code": {
        "chosen": lambda _: "The rule chooses this model",
        "kept_last": lambda _: "The last release's champion stays in use: there is evidence against the new one",
        "kept_best": lambda _: "An earlier release's champion is in use again: there is evidence against the new one",
        "kept_without_choice": lambda _: "The last release's champion stays in use: no new model is better than chance",
    },
}


def verdicts(comparison: Iterable[Figures], verdict_codes: Collection[str]) -> list[str]:
    """Put some of the verdicts on champions into words, with their stages; what holds at both stages is said once."""
    sentences = COLUMNS["champion_comparison.verdict_code"]
    stages: dict[str, list[str]] = {}
    for row in comparison:
        if row["verdict_code"] in verdict_codes:
            stages.setdefault(sentences[row["verdict_code"]](row), []).append(row["scoring_stage"])
    return [f"Champion {when(found)}: {sentence}" for sentence, found in stages.items()]
