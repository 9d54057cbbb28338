"""What audits say of the videos that nobody has decided."""

from claims_warehouse.sentences.codes import Columns, Figures
from claims_warehouse.sentences.wording import agreeing, count, percent, plural


def _recall(row: Figures) -> str:
    interval = f"{percent(row['lower_bound'])} to {percent(row['upper_bound'])}"
    decided = f"{plural(row['decided_count'], 'decision')} on {count(row['drawn_count'])} drawn"
    return (
        f"Of the claims that wait, the model finds {percent(row['measure_value'])} (95% interval {interval}; {decided})"
    )


def _no_estimate(row: Figures) -> str:
    are = agreeing(row["open_count"], "is", "are")
    return (
        f"How many claims the model misses is not known yet: {count(row['open_count'])} of "
        f"{plural(row['drawn_count'], 'drawn video')} {are} open"
    )


COLUMNS: Columns = {
    "audited_performance.finding_code": {
        "no_audits": lambda _: "How many claims the model misses is not known: no audit has been decided yet",
        "not_estimable": _no_estimate,
        "estimated": _recall,
    }
}
