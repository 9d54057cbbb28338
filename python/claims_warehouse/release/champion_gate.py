"""The last word on new champions before a release: a doubtful one gives a warning, a worse one may end the build."""

import logging
from typing import Literal, get_args

import pyarrow as pa

from claims_warehouse.sentences import champions, say

log = logging.getLogger(__name__)
Policy = Literal["keep_last", "stop", "use_chosen"]
# By the verdict that is warned of.
CODES = {
    "worse": "CLM-086",
    "only_last_beats_chance": "CLM-078",
    "none_beats_chance": "CLM-079",
    "undecided": "CLM-087",
    "not_kept": "CLM-089",
}
POLICIES: tuple[Policy, ...] = get_args(Policy)


class WorseChampionError(RuntimeError):
    """The chosen models or their labels are worse than before, and `on_worse_champion` is `stop`."""


def checked(comparison: pa.Table, policy: Policy) -> pa.Table:
    """Warn of what the comparison finds, or end the build.

    Parameters
    ----------
    comparison : pyarrow.Table
        `champion_comparison`.
    policy : {"keep_last", "stop", "use_chosen"}
        The variable `on_worse_champion`.

    Returns
    -------
    pyarrow.Table
        `scoring_stage`, `test_name`, `verdict_code` and `sentence` of each comparison.

    Raises
    ------
    WorseChampionError
        If the policy is `stop` and there is evidence.
    """
    found = comparison.to_pylist()
    stopping = champions.verdicts(found, champions.STOPS)
    if policy == "stop" and stopping:
        raise WorseChampionError(
            f"{'. '.join(stopping)}. Nothing is released (variable on_worse_champion). Look at "
            "marts.champion_comparison of the build file; to release with the earlier champion, set the variable to "
            "keep_last, and with the chosen model to use_chosen (CLM-072)"
        )
    for verdict_code in sorted(champions.WARNS):
        for sentence in champions.verdicts(found, {verdict_code}):
            log.warning("%s (%s)", sentence, CODES[verdict_code])
    rows = [row | {"sentence": say("champion_comparison.verdict_code", row)} for row in found]
    fields = ("scoring_stage", "test_name", "verdict_code", "sentence")
    return pa.Table.from_pylist(rows, schema=pa.schema([(field, pa.string()) for field in fields]))
