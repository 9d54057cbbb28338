"""Sentences on whether a model can be trusted, on known wording and on new."""

from collections.abc import Sequence

from claims_warehouse.sentences.codes import Figures
from claims_warehouse.sentences.models import when
from claims_warehouse.sentences.wording import agreeing, count, is_known, name, percent, plural

NEW_WORDING = "How does it do on new wording?"
KNOWN_WORDING = "How does it do on wording that it knows?"
KNOWN = "Known wording: test rows"
# Shares of errors that people would call few.
FEW_KNOWN, FEW_NEW = 0.05, 0.1
LEARNED = "so it may have learned how people attribute a statement, not what they say"


def verdict(champion: Figures, worst: Figures | None) -> str:
    """Answer whether a champion can be trusted, by its errors on the test rows and the worst on new wording."""
    model = f"the {name(champion['model_name']).lower()} {when(champion['scoring_stages'])}"
    errors, tested = champion["test_error_count"], champion["test_row_count"]
    if errors is None or not tested or champion["prevalence"] in (None, 0, 1):
        return f"Nobody can say: {model} could not be tested on both claims and opinions."
    known = errors / tested
    if known > FEW_KNOWN:
        answer = "To choose what people look at first, yes; to decide in their place, no"
    elif worst is None:
        answer = "On wording like this, yes; new wording could not be tried"
    elif worst["metric_value"] > FEW_NEW:
        answer = "On known wording, yes; on new wording, no"
    else:
        answer = "Yes, on texts like these"
    rows = plural(tested, "test row")
    if errors:
        new = "" if worst is None else f", and up to {percent(worst['metric_value'])} of texts with new wording"
        return f"{answer}: {model} gets {percent(known)} of {rows} wrong{new}."
    if worst is None or not worst["metric_value"]:
        return (
            f"{answer}: {model} makes no error on {rows}{'' if worst is None else ', nor on texts with new wording'}."
        )
    errs = percent(worst["metric_value"])
    return f"{answer}: {model} makes no error on {rows}, but on up to {errs} of texts with new wording."


def novelty(row: Figures) -> str:
    """Name what is new to a model in an evaluation under a shift."""
    held_out = row["held_out"] if isinstance(row["held_out"], str) else None
    if row["evaluation_scheme"] == "new_phrase_and_statement":
        return "New phrase and statement"
    if row["evaluation_scheme"] == "other_source":
        return f"Other file “{held_out}”" if held_out else "Another file"
    return f"New word “{held_out}”" if held_out else f"New word in {plural(row['denominator'], 'text')}"


def shift(model: str, new: Sequence[Figures], known: float | None) -> str:
    """Say what errors to expect on new wording beside known wording; the most errors are first."""
    if not new:
        return "New wording could not be tried: no word is in enough texts."
    bounds = [row["upper_bound"] for row in new if is_known(row["upper_bound"])]
    reach = f"; its 95% intervals reach up to {percent(max(bounds))}" if bounds else ""
    if not new[0]["metric_value"]:
        return f"On new wording the {name(model).lower()} makes no error in the texts tried{reach}"
    beside = "" if known is None else f", on known wording on {percent(known)}"
    label, errs = novelty(new[0]), percent(new[0]["metric_value"])
    return f"On new wording the {name(model).lower()} gets up to {errs} wrong ({label[0].lower()}{label[1:]}){beside}"


def perfect(champion: Figures) -> str:
    """Say that a model makes no error, in place of curves, and why that is suspicious."""
    model, rows = name(champion["model_name"]).lower(), plural(champion["test_row_count"], "test row")
    return (
        f"The {model} ranks every claim of {rows} above every opinion and makes no error. "
        f"Be suspicious: real texts are rarely so easy, {LEARNED}"
    )


def errors(shown: int, *, is_all: bool) -> str:
    """Say how many labelled videos the champions get wrong, and to read them."""
    if shown == 0:
        return "No labelled video is misclassified by a model that had not seen it."
    if not is_all:
        return f"The {count(shown)} surest errors: read them"
    are, them = agreeing(shown, "is", "are"), agreeing(shown, "it", "them")
    return f"{plural(shown, 'labelled video')} {are} misclassified: read {them}"


def errors_caption(*, is_all: bool, has_texts: bool) -> str:
    """Say which errors are shown, and whether their texts are."""
    which = "All errors" if is_all else "The surest errors on claims and on opinions"
    texts = "" if has_texts else " This release holds no transcripts."
    return f"{which} of models that had not seen the video. Either the label or the model is wrong.{texts}"
