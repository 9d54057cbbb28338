"""Which candidates are scored in further folds: those that are not behind beyond doubt after the first ones."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from claims_warehouse.claim_models.choice import FOLDS_SPREAD, MAX_DEFICIT, MIN_COVERAGE
from claims_warehouse.claim_models.paired import Measure, bootstrap_measures, compare
from claims_warehouse.features import SCORING_STAGES, ScoringStage

# A deficit that no further folds make up for: twice of what a champion may have, and far from chance.
MIN_DEFICIT = 2 * MAX_DEFICIT
SIGNIFICANCE_LEVEL = 1e-6
# They give the standard error to 7%, which that level hardly notices.
REPETITIONS = 100


def contenders(models: Sequence[Mapping[str, Any]], scores: pa.Table, measure: Measure) -> list[Mapping[str, Any]]:
    """Return the models that may still be chosen at one of the stages, and the baselines.

    Parameters
    ----------
    models : sequence of mapping
        With `model_id`, `scoring_stage` and `is_baseline`.
    scores : pyarrow.Table
        What each model says of rows that it did not see, once a row: `model_id`, `video_id`, `y_true` and
        `claim_probability`.
    measure : {"average_precision", "roc_auc", "log_loss"}
        What the choice follows.
    """
    by_model = scores.to_pandas().pivot(index="video_id", columns="model_id", values="claim_probability")
    y_true = scores.to_pandas().drop_duplicates("video_id").set_index("video_id")["y_true"]
    contending = {model["model_id"] for model in models if model["is_baseline"]}
    for stage in SCORING_STAGES:
        ids = [model["model_id"] for model in models if _competes(model, stage)]
        is_covered = by_model[ids].notna().mean() >= MIN_COVERAGE
        contending |= {model_id for model_id in ids if not is_covered[model_id]}
        common = by_model[[model_id for model_id in ids if is_covered[model_id]]].dropna()
        labels = y_true.loc[common.index].to_numpy(bool)
        if common.empty or labels.all() or not labels.any():
            contending |= set(common.columns)
            continue
        columns = [common[model_id].to_numpy() for model_id in common.columns]
        values, drawn = bootstrap_measures(labels, columns, measure=measure, repetitions=REPETITIONS)
        best = values.argmax()
        for number, model_id in enumerate(common.columns):
            behind = compare(values[best], values[number], FOLDS_SPREAD * (drawn[best] - drawn[number]))
            if behind.difference <= MIN_DEFICIT or behind.p_better >= SIGNIFICANCE_LEVEL:
                contending.add(model_id)
    return [model for model in models if model["model_id"] in contending]


def _competes(model: Mapping[str, Any], stage: ScoringStage) -> bool:
    return not model["is_baseline"] and model["scoring_stage"] in ("at_upload", stage)
