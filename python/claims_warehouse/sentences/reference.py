"""Sentences on the reference analysis and its figures: of data that are not the document's nothing is said."""

from claims_warehouse.sentences.codes import Columns
from claims_warehouse.sentences.wording import agreeing, count, plural


def proved(findings: int) -> str:
    """Say how many findings against the reference regression the data prove."""
    if findings == 0:
        return "No finding against the reference regression is proved on these data"
    return f"{plural(findings, 'finding')} against the reference regression {agreeing(findings, 'is', 'are')} proved"


def reproduced(verdicts: int, total: int) -> str:
    """Say how many reference figures the data reproduce."""
    are = agreeing(verdicts, "is", "are")
    return f"{count(verdicts)} of {plural(total, 'reference figure')} {are} reproduced on these data"


COLUMNS: Columns = {
    "reference_figures.explanation_code": {
        "agrees": lambda _: "The data say what the document says.",
        "disagrees": lambda _: "The data say otherwise.",
        "remarked": lambda figures: str(figures["remark"]),
        "finding_not_proved": lambda _: "The data say otherwise, and do not prove the finding that would explain it.",
        "not_measurable": lambda _: "Cannot be measured on these data.",
    },
    "reference_findings.finding_code": {
        "labels_swapped": lambda _: "Each class has as many test rows as the report says of the other.",
        "not_converged": lambda _: (
            "The reference coefficients, with the best intercept, are less likely than others on the training rows."
        ),
        "test_set_leaks": lambda _: (
            "Verified rows are drawn again before the split, so that the same video is trained on and tested on."
        ),
        "leak_inflates_recall": lambda _: (
            "Verified videos are found more often by a fit that was trained on them than by fits that were not."
        ),
        "inflation_not_shown": lambda _: (
            "Verified videos are not found significantly more often by a fit that was trained on them: the overlap is "
            "a fact, an inflation is not shown."
        ),
        "two_readings": lambda _: (
            "The reference figure fits the mean of the reference recalls and the scores of its coefficients alike: no "
            "finding is proved."
        ),
        "not_proved": lambda _: "These figures do not prove it.",
    },
}
