"""What is said of worse champions and labels before a release, and when it ends the build."""

from typing import Any

import pyarrow as pa
import pytest

from claims_warehouse.release.champion_gate import WorseChampionError, checked

LABELS = {
    "scoring_stage": "at_upload",
    "test_name": "new_labels",
    "verdict_code": "worse",
    "model_id": "text-1",
    "compared_model_id": "text-1",
    "measure": "roc_auc",
    "measure_value": 0.53,
    "compared_value": 0.94,
    "p_value": 0.0001,
    "row_count": 300,
    "compared_row_count": 400,
    "used_model_id": "text-1",
}
PAIRED = LABELS | {"test_name": "last_champion", "model_id": "text-2", "measure": "average_precision"}
FOUND = (
    "Champion at upload and with engagement: the last champion, text-1, has an AUC of 0.53 on 300 newly labelled "
    "videos against 0.94 on its 400 held-out ones: check the new labels; text-1 stays in use (CLM-086)"
)


def compared(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows))


def test_what_is_found_at_both_stages_is_reported_once_with_both_figures(caplog: pytest.LogCaptureFixture):
    table = checked(compared(LABELS, LABELS | {"scoring_stage": "with_engagement"}), "keep_last")
    assert caplog.messages == [FOUND]
    assert table.num_rows == 2


@pytest.mark.parametrize(
    ("verdict_code", "warnings"),
    [
        ("undecided", 1),
        ("not_kept", 1),
        ("only_last_beats_chance", 1),
        ("none_beats_chance", 1),
        ("not_worse", 0),
        ("too_few_rows", 0),
        ("same_model", 0),
        ("no_common_rows", 0),
        ("nothing_released", 0),
    ],
)
def test_ordinary_growth_alarms_nobody(verdict_code: str, warnings: int, caplog: pytest.LogCaptureFixture):
    checked(compared(PAIRED | {"verdict_code": verdict_code}), "keep_last")
    assert len(caplog.messages) == warnings


def test_on_request_evidence_ends_the_build_and_doubt_does_not():
    with pytest.raises(WorseChampionError, match="the chosen model, text-2, has an average precision") as raised:
        checked(compared(PAIRED), "stop")
    assert "to use_chosen" in str(raised.value)
    checked(compared(PAIRED | {"verdict_code": "undecided"}), "stop")
    checked(compared(PAIRED | {"verdict_code": "not_kept", "used_model_id": None}), "stop")


def test_figures_that_round_to_the_same_are_given_in_full(caplog: pytest.LogCaptureFixture):
    checked(compared(PAIRED | {"measure_value": 0.9312, "compared_value": 0.9341}), "keep_last")
    assert "of 0.9312 on 300 labelled videos against 0.9341" in caplog.text
