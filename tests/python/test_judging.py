"""The benchmark of real texts: its measures, and what it calls a fault."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from judging import average_precision_at, calibration_error, compute_metrics, faults

Y = pd.Series([True] * 5 + [False] * 15)


def result(at_upload: float | None, with_engagement: float | None, expert: float, prevalence: float = 0.25) -> Any:
    found = {"at_upload": at_upload, "with_engagement": with_engagement}
    return {
        "set": "a set",
        "champions": {stage: "text_model" for stage, value in found.items() if value is not None},
        "scores": {stage: {"average_precision": value} for stage, value in found.items() if value is not None},
        "simple": {
            "majority": {"average_precision": prevalence},
            "words and characters": {"average_precision": expert},
        },
    }


def test_a_perfect_order_and_a_constant_are_measured():
    score = np.linspace(1, 0, len(Y))
    perfect = compute_metrics(Y, score, score > score[5], Y.astype(float))
    assert (perfect["average_precision"], perfect["auc"], perfect["f1"]) == (1, 1, 1)
    assert perfect["top_tenth_precision"] == 1
    assert perfect["calibration_error"] == 0
    constant = compute_metrics(Y, np.full(len(Y), 0.25), np.zeros(len(Y)), np.full(len(Y), 0.25))
    assert (constant["average_precision"], constant["auc"], constant["f1"]) == (0.25, 0.5, 0)
    assert constant["top_tenth_precision"] == 0.25
    assert constant["log_loss"] == pytest.approx(-(0.25 * np.log(0.25) + 0.75 * np.log(0.75)))


def test_the_top_tenth_does_not_depend_on_the_order_of_equal_scores():
    score = np.array([0.9] + [0.5] * 19)
    first, last = (
        compute_metrics(labels, score, score > 0.5)["top_tenth_precision"]
        for labels in (Y, pd.Series([True, *Y.to_numpy()[:0:-1]]))
    )
    assert first == last == pytest.approx((1 + 4 / 19) / 2)


def test_too_sure_a_probability_has_a_calibration_error():
    y = np.array([True] * 50 + [False] * 50)
    assert calibration_error(y, np.where(y, 0.8, 0.2)) == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("measured", "found"),
    [
        (result(0.70, 0.695, 0.70), []),
        (result(0.68, 0.70, 0.70), ["a set, at_upload: average precision of text_model is 0.020 below that of words"]),
        (result(None, 0.70, 0.70), ["a set, at_upload: average precision of no champion is 0.450 below"]),
        (result(0.249, 0.255, 0.255), ["a set, at_upload: text_model is below chance"]),
        (result(None, None, 0.25), []),
    ],
)
def test_a_champion_worse_than_what_is_simple_is_a_fault(measured: Any, found: list[str]):
    lines = list(faults(measured))
    assert len(lines) == len(found)
    for line, beginning in zip(lines, found, strict=True):
        assert line.startswith(beginning)


@pytest.mark.parametrize(
    ("found", "true", "expected"),
    [
        ([7, 1, 2, 3, 4], {7}, 1),
        ([1, 2, 7, 3, 4], {7}, 1 / 3),
        ([1, 2, 3, 4, 5, 7], {7}, 0),
        ([7, 1, 8], {7, 8}, (1 + 2 / 3) / 2),
        ([7, 8], {7, 8, 9}, 2 / 3),
        ([1, 2, 3, 4, 5], {1, 2, 3, 4, 5, 6}, 1),
        ([], {7}, 0),
    ],
)
def test_documents_found_late_count_less(found: list[int], true: set[int], expected: float):
    assert average_precision_at(5, found, true) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("name", "message"),
    [("compare_on_texts.py", "holds no set of texts"), ("compare_on_matching.py", "holds no checked claims")],
)
def test_a_folder_that_is_not_there_is_skipped_and_reported(tmp_path: Path, name: str, message: str):
    script = ROOT / "benchmarks" / name
    environment = os.environ | {"PYTHONPATH": str(ROOT / "python")}
    command = [sys.executable, script, tmp_path / "none"]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert message in run.stdout
