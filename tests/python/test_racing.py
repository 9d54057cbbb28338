"""Which candidates are scored again: whoever may still be chosen or come next."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from numpy.typing import NDArray

from claims_warehouse.claim_models import racing

ROWS = 2_000
Y_TRUE = np.random.default_rng(0).random(ROWS) < 0.3


def ranking(strength: float, seed: int) -> NDArray[np.float64]:
    noise = np.random.default_rng(seed).normal(size=ROWS)
    return 1 / (1 + np.exp(-(noise + strength * Y_TRUE)))


def contending(
    scores: dict[str, NDArray[np.float64]], at_upload: tuple[str, ...] = (), measure: Any = "average_precision"
) -> list[str]:
    models = [
        {
            "model_id": name,
            "scoring_stage": "at_upload" if name in at_upload else "with_engagement",
            "is_baseline": name == "baseline",
        }
        for name in scores
    ]
    frames = [
        pd.DataFrame({"model_id": name, "video_id": np.arange(ROWS), "y_true": Y_TRUE, "claim_probability": score})
        for name, score in scores.items()
    ]
    table = pa.Table.from_pandas(pd.concat(frames).dropna().sample(frac=1, random_state=0), preserve_index=False)
    return [model["model_id"] for model in racing.contenders(models, table, measure)]


@pytest.mark.parametrize("measure", ["average_precision", "roc_auc", "log_loss"])
def test_who_is_far_behind_is_dropped_and_whoever_is_close_stays(measure: str):
    best = ranking(2, 1)
    close = np.clip(best + np.random.default_rng(2).normal(0, 0.01, ROWS), 0, 1)
    scores = {"best": best, "close": close, "far": ranking(0.1, 3), "noise": ranking(0, 4)}
    assert contending(scores, measure=measure) == ["best", "close"]


def test_a_model_is_compared_with_those_of_its_own_stage_and_baselines_stay():
    scores = {"baseline": ranking(0, 1), "text": ranking(1, 2), "metadata": ranking(0, 3), "engaged": ranking(4, 4)}
    assert contending(scores, at_upload=("text", "metadata")) == ["baseline", "text", "engaged"]
    assert contending(scores) == ["baseline", "engaged"]


def test_nobody_is_dropped_where_no_model_knows_anything():
    scores = {name: ranking(0, seed) for seed, name in enumerate("abcdef", start=10)}
    assert contending(scores) == list("abcdef")


def test_a_model_that_few_rows_can_be_given_to_is_not_compared():
    few = np.where(np.arange(ROWS) < ROWS / 4, ranking(0, 1), np.nan)
    scores = {"best": ranking(3, 2), "few": few, "noise": ranking(0, 4)}
    assert contending(scores) == ["best", "few"]
