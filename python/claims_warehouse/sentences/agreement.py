"""How far two reviewers of one video agree."""

from claims_warehouse.sentences.codes import Columns, Figures
from claims_warehouse.sentences.wording import count, percent, plural

# What Krippendorff asks for of data that decide something.
RELIABLE_ALPHA = 0.8


def _agreement(row: Figures) -> str:
    interval = f"{percent(row['agreement_lower_bound'])} to {percent(row['agreement_upper_bound'])}"
    return (
        f"Two reviewers say the same of {percent(row['agreement'])} of {plural(row['pair_count'], 'video')} "
        f"(95% interval {interval})"
    )


def _alpha(row: Figures) -> str:
    interval = f"{row['alpha_lower_bound']:.2f} to {row['alpha_upper_bound']:.2f}"
    return (
        f"{_agreement(row)}. Krippendorff's alpha, 0 for chance and 1 for full agreement, is {row['alpha']:.2f} "
        f"({interval}); {RELIABLE_ALPHA:.2f} is usually asked for"
    )


COLUMNS: Columns = {
    "reviewer_agreement.finding_code": {
        "no_pairs": lambda _: "How far reviewers agree is not known: no video has been decided by two of them",
        "too_few_pairs": lambda row: f"{_agreement(row)}. They are too few to correct for chance",
        "one_answer": lambda row: (
            f"Two reviewers gave the same answer to all {count(row['pair_count'])} videos, so that their agreement "
            "cannot be told from chance"
        ),
        "estimated": _alpha,
    }
}
