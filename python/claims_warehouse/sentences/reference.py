"""Sentences on the reference analysis and its figures."""

from claims_warehouse.sentences.wording import agreeing, count, plural


def proved(faults: int) -> str:
    """Say how many faults of the reference regression the data prove."""
    if faults == 0:
        return "No fault of the reference regression is proved on these data"
    return f"{plural(faults, 'fault')} of the reference regression {agreeing(faults, 'is', 'are')} proved"


def reproduced(verdicts: int, total: int) -> str:
    """Say how many reference figures the data reproduce."""
    if total == 0:
        return "There are no reference figures to compare."
    are = agreeing(verdicts, "is", "are")
    return f"{count(verdicts)} of {plural(total, 'reference figure')} {are} reproduced on these data"
