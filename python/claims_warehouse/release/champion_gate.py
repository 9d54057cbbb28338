"""The last word on new champions before a release: what is doubtful is told, and what is worse may end the build."""

import logging
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

import pyarrow as pa

from claims_warehouse.sentences import models, say

log = logging.getLogger(__name__)
Policy = Literal["keep_last", "stop", "use_chosen"]
POLICIES: tuple[Policy, ...] = get_args(Policy)
STOPS = {"worse", "only_last_beats_chance", "none_beats_chance"}
WARNS = {*STOPS, "undecided", "not_kept"}


class WorseChampionError(RuntimeError):
    """The chosen models, or the labels that they learnt from, are worse than before, and the build is told to stop."""


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
    rows = [
        {key: row[key] for key in ("scoring_stage", "test_name", "verdict_code")}
        | {"sentence": say("champion_comparison.verdict_code", row)}
        for row in comparison.to_pylist()
    ]
    stopping = _sentences(rows, STOPS)
    if policy == "stop" and stopping:
        raise WorseChampionError(
            f"{'. '.join(stopping)}. Nothing is released (variable on_worse_champion). Look at "
            "marts.champion_comparison of the build file; to release with the earlier champion, set the variable to "
            "keep_last, and with the chosen model to use_chosen"
        )
    for sentence in _sentences(rows, WARNS):
        log.warning("%s", sentence)
    fields = ("scoring_stage", "test_name", "verdict_code", "sentence")
    return pa.Table.from_pylist(rows, schema=pa.schema([(field, pa.string()) for field in fields]))


def _sentences(rows: Sequence[Mapping[str, str]], verdict_codes: set[str]) -> list[str]:
    """Return the sentences of some verdicts with their stages; what is so at both stages is told once."""
    stages: dict[str, list[str]] = {}
    for row in rows:
        if row["verdict_code"] in verdict_codes:
            stages.setdefault(row["sentence"], []).append(row["scoring_stage"])
    return [f"champion {models.when(stages[sentence])}: {sentence}" for sentence in stages]
