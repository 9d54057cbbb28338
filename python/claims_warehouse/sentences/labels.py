"""How many labels are probably wrong."""

from claims_warehouse.sentences.codes import Columns, Figures
from claims_warehouse.sentences.wording import agreeing, count, name, percent, plural


def _labels(row: Figures) -> str:
    status = "" if row["claim_status"] == "all" else f" {row['claim_status']}"
    return f"{name(row['scoring_stage'])}: of {count(row['labelled_count'])}{status} labels"


def _contradicted(row: Figures) -> str:
    are = agreeing(row["contradicted_count"], "is", "are")
    return (
        f"{_labels(row)} about {percent(row['estimated_wrong_share'])} are probably wrong; the model contradicts "
        f"{plural(row['contradicted_count'], 'label')} with confidence, which {are} the first to look at"
    )


COLUMNS: Columns = {
    "label_quality.finding_code": {
        "not_estimable": lambda row: f"{_labels(row)} it is not known how many are wrong: the model is sure of too few",
        "none_contradicted": lambda row: f"{_labels(row)} the model contradicts none with confidence",
        "some_contradicted": _contradicted,
    }
}
