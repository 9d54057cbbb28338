"""Sentences on an item of the review queue, which a moderator reads after the decision."""

from collections.abc import Sequence

from claims_warehouse.sentences.codes import Figures
from claims_warehouse.sentences.reasons import reasons_for_prediction
from claims_warehouse.sentences.wording import count, percent

LANES = {
    "priority": "claims whose videos have counts",
    "fresh": "claims whose videos have no counts yet",
    "unsure": "what the model is unsure of",
    "unlikely": "what the model takes for opinions",
    "audit": "a random sample, which shows what the model misses",
    "suspect_label": "videos whose label the model contradicts",
}
RANKED_BY = {
    "expected_exposure": "by user reports, then by expected exposure",
    "probability": "by user reports, then by the probability of a claim",
    "reports_and_views": "by user reports, then by views: no model scores it",
    "label_probability": "by how improbable the model finds the label",
}
OPEN_REASONS = {
    "conflict": "Reviewers have decided it differently.",
    "second_review": "One of two reviewers has decided it.",
    "unsure": "A reviewer was unsure.",
    "skip": "A reviewer has skipped it.",
}
# The least probability of each wording.
LIKELIHOODS = [
    (0.95, "Very likely a claim"),
    (0.75, "Likely a claim"),
    (0.5, "Rather a claim than an opinion"),
    (0.25, "Rather an opinion than a claim"),
    (0.05, "Likely an opinion"),
    (0.0, "Very likely an opinion"),
]


def details(row: Figures, reasons: Sequence[Figures]) -> list[tuple[str, str]]:
    """Return why an item is in the queue, as labels with sentences; those with reasons hold untrusted text."""
    probability = row["claim_probability"]
    lines = [("Model", likelihood(probability) if probability is not None else "No model scores it.")]
    if reasons:
        lines.append(("Reasons", reasons_for_prediction(reasons)))
    lane = LANES[row["review_lane"]].capitalize()
    if row["review_lane"] == "audit":
        # What is drawn by chance has no place that says anything.
        lines.append(("Lane", f"{lane}."))
    else:
        lines.append(("Lane", f"{lane}, place {count(row['review_rank'])}."))
        lines.append(("Ranked", f"{RANKED_BY[row['ranked_by']].capitalize()}."))
    if row["open_reason"]:
        lines.append(("Before", OPEN_REASONS[row["open_reason"]]))
    return lines


def suggestion(row: Figures) -> str:
    """Say what was decided of the nearest video of the same claim, and how near it is."""
    return f"Decided: {row['suggested_decision']}. {percent(row['similarity'])} alike."


def fact_check(row: Figures) -> str:
    """Say what came of a known fact-check, and how near it is: a match may be of another claim."""
    parts = [row["verdict"], f"{percent(row['similarity'])} alike", row["title"], row["checked_on"], row["url"]]
    return ", ".join(str(part) for part in parts if part)


def likelihood(probability: float) -> str:
    """Say how likely a claim is, with the number."""
    words = next(words for least, words in LIKELIHOODS if probability >= least)
    return f"{words}: {percent(probability)}."
