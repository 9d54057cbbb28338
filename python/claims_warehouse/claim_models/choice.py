"""Choosing the model of each stage: the simplest of those that are as good as the best, if it is better than chance."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import stats

from claims_warehouse.claim_models.paired import Difference, Measure, bootstrap_measures, compare
from claims_warehouse.features import SCORING_STAGES
from claims_warehouse.multiplicity import holm

# By how much less than the best a simpler model may achieve, however uncertain the difference is.
MAX_DEFICIT = 0.005
# The probability that a build names any champion where no model is better than chance: all models share it.
SIGNIFICANCE_LEVEL = 0.01
# The bootstrap draws rows and leaves the models as they are. Models of five folds share training rows, which makes the
# spread of a measure larger by this factor: on labels without meaning it was 1.45 (C. Nadeau and Y. Bengio, 2003,
# Inference for the generalization error: the square root of 1/5 + 1/4 in place of 1/5).
FOLDS_SPREAD = 1.5
# The level of the other comparison, with a rule that may itself be better than chance: here nothing is named by chance.
RULE_LEVEL = 0.05
# A model that can be given fewer of the labelled rows than this share takes no part: all are compared on common rows.
MIN_COVERAGE = 0.5
# How sure a verdict on two models is, after Holm's adjustment over the pairs of a stage.
VERDICT_LEVEL = 0.05
COMPARISON = pa.struct(
    [
        ("model_id", pa.string()),
        ("compared_model_id", pa.string()),
        ("measure_value", pa.float64()),
        ("compared_value", pa.float64()),
        ("difference", pa.float64()),
        ("standard_error", pa.float64()),
        ("lower_bound", pa.float64()),
        ("upper_bound", pa.float64()),
        ("p_value", pa.float64()),
        ("p_value_holm", pa.float64()),
        ("verdict_code", pa.string()),
        ("only_wrong_count", pa.int64()),
        ("compared_only_wrong_count", pa.int64()),
        ("mcnemar_p_value", pa.float64()),
        ("mcnemar_p_value_holm", pa.float64()),
        ("error_verdict_code", pa.string()),
    ]
)
SCHEMA = pa.schema(
    [
        ("scoring_stage", pa.string()),
        ("model_id", pa.string()),
        ("model_name", pa.string()),
        ("decision_threshold", pa.float64()),
        ("measure", pa.string()),
        ("measure_value", pa.float64()),
        ("best_model_id", pa.string()),
        ("best_measure_value", pa.float64()),
        ("deficit", pa.float64()),
        ("deficit_standard_error", pa.float64()),
        ("runner_up_model_id", pa.string()),
        ("baseline_model_id", pa.string()),
        ("baseline_measure_value", pa.float64()),
        ("is_better_than_chance", pa.bool_()),
        ("choice_code", pa.string()),
        ("compared_model_count", pa.int64()),
        ("compared_row_count", pa.int64()),
        ("comparisons", pa.list_(COMPARISON)),
    ]
)
MODEL_COLUMNS = [
    "model_id",
    "model_name",
    "scoring_stage",
    "complexity_rank",
    "is_baseline",
    "decision_threshold",
    "not_estimable_because",
]
SCORE_COLUMNS = ["model_id", "repeat_number", "video_id", "y_true", "claim_probability"]
ORDER_OF_ROWS = ["model_id", "repeat_number", "video_id"]


def choose_models(models: Sequence[Mapping[str, Any]], scores: pa.Table, measure: Measure) -> pa.Table:
    """Choose a model for each stage, by the scores of rows that the models of folds did not see.

    Parameters
    ----------
    models : sequence of mapping
        With the columns `MODEL_COLUMNS`, the simplest first.
    scores : pyarrow.Table
        The rows of `int_fold_scores` by the models of folds, with the columns `SCORE_COLUMNS`.
    measure : {"average_precision", "roc_auc", "log_loss"}
        What decides; a loss is told with its sign turned.

    Returns
    -------
    pyarrow.Table
        One row per stage with the columns of `SCHEMA`. With engagement every model may be used, as what was known at
        upload is still known. `choice_code` is

        - `best`: the model has the highest measure;
        - `as_good_as_best`: it is the simplest whose deficit to the best is within one standard error of their paired
          difference, and at most `MAX_DEFICIT`;
        - `none_beats_majority_class`, `none_beats_views_rule`: no model is better than this baseline beyond chance,
          and none is chosen. A baseline counts at the stages at which it can be used;
        - `none_estimable`: no model could be estimated.

        `comparisons` has a row for each two models of the stage, the more complex one first: the difference of the
        measure by the draws of the choice, with an error that counts newly fitted models too, and McNemar's exact test
        of the errors at their thresholds in the first draw of folds. P-values are adjusted by Holm's method over the
        pairs of a stage, and verdicts are `better`, `worse` or `undecided`. Rows are taken as independent.
    """
    by_model = scores.to_pandas().pivot(
        index="video_id", columns=["model_id", "repeat_number"], values="claim_probability"
    )
    y_true = (
        scores.select(["video_id", "y_true"]).to_pandas().drop_duplicates("video_id").set_index("video_id")["y_true"]
    )
    coverage = by_model.notna().mean()
    present = set(by_model.columns.get_level_values("model_id"))
    competing = [
        model for model in models if model["model_id"] in present and coverage[model["model_id"]].min() >= MIN_COVERAGE
    ]
    candidate_count = sum(not model["is_baseline"] for model in competing)
    rows = []
    for stage in SCORING_STAGES:
        at_stage = [model for model in competing if model["scoring_stage"] in ("at_upload", stage)]
        columns = by_model[[model["model_id"] for model in at_stage]].dropna()
        probabilities = [columns[model["model_id"]].to_numpy().T for model in at_stage]
        labels = y_true.loc[columns.index].to_numpy(bool)
        chosen = {"choice_code": "none_estimable", "is_better_than_chance": False}
        if any(not model["is_baseline"] for model in at_stage) and labels.any() and not labels.all():
            chosen = _chosen(at_stage, probabilities, labels, measure, SIGNIFICANCE_LEVEL / candidate_count)
        counts = {"compared_model_count": len(at_stage), "compared_row_count": len(columns)}
        rows.append({"scoring_stage": stage, "measure": measure} | counts | chosen)
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _chosen(
    models: Sequence[Mapping[str, Any]],
    probabilities: Sequence[NDArray[np.float64]],
    y_true: NDArray[np.bool_],
    measure: Measure,
    level: float,
) -> dict[str, Any]:
    values, drawn, scores, comparisons = compare_models(models, probabilities, y_true, measure)

    def difference(one: int, other: int, spread: float = 1.0) -> Difference:
        return compare(values[one], values[other], spread * (drawn[one] - drawn[other]))

    baselines = [number for number, model in enumerate(models) if model["is_baseline"]]
    candidates = [number for number, model in enumerate(models) if not model["is_baseline"]]
    # Of those that tie, the first is the simplest.
    ranked = sorted(candidates, key=lambda number: -values[number])
    strongest = max(baselines, key=values.__getitem__)
    told = {
        "best_model_id": models[ranked[0]]["model_id"],
        "best_measure_value": float(values[ranked[0]]),
        "baseline_model_id": models[strongest]["model_id"],
        "baseline_measure_value": float(values[strongest]),
        "comparisons": comparisons,
    }
    # The bootstrap alone finds too much where hardly any row is an opinion. Of a score that tells nothing the
    # distribution of ranks is known, so that evidence by ranks is asked for too.
    remaining = [number for number in candidates if _rank_evidence(y_true, scores[number]) < level]
    if not remaining:
        return told | {"choice_code": "none_beats_majority_class", "is_better_than_chance": False}
    for baseline in baselines:
        is_chance = models[baseline]["model_name"] == "majority_class"
        limit, spread = (level, FOLDS_SPREAD) if is_chance else (RULE_LEVEL, 1.0)
        remaining = [number for number in remaining if difference(number, baseline, spread).p_better < limit]
        if not remaining:
            code = f"none_beats_{models[baseline]['model_name']}"
            return told | {"choice_code": code, "is_better_than_chance": False}
    best = max(remaining, key=lambda number: (values[number], -number))
    deficits = {number: difference(best, number) for number in remaining}
    chosen = next(
        number
        for number in remaining
        if deficits[number].difference <= min(MAX_DEFICIT, deficits[number].standard_error)
    )
    runner_up = next((number for number in ranked if number != chosen), None)
    return told | {
        "model_id": models[chosen]["model_id"],
        "model_name": models[chosen]["model_name"],
        "decision_threshold": models[chosen]["decision_threshold"],
        "measure_value": float(values[chosen]),
        "best_model_id": models[best]["model_id"],
        "best_measure_value": float(values[best]),
        "deficit": deficits[chosen].difference,
        "deficit_standard_error": deficits[chosen].standard_error,
        "runner_up_model_id": None if runner_up is None else models[runner_up]["model_id"],
        "is_better_than_chance": True,
        "choice_code": "best" if chosen == best else "as_good_as_best",
    }


def compare_models(
    models: Sequence[Mapping[str, Any]],
    probabilities: Sequence[NDArray[np.float64]],
    y_true: NDArray[np.bool_],
    measure: Measure,
) -> tuple[NDArray[np.float64], NDArray[np.float64], list[NDArray[np.float64]], list[dict[str, Any]]]:
    """Return the measures of models on common rows, those on rows drawn again, what is measured, and each pair."""
    # What tells no row from another has chance's measure, which the folds' different shares of claims would blur.
    scores = [
        np.full(len(y_true), y_true.mean()) if model["model_name"] == "majority_class" else probability
        for model, probability in zip(models, probabilities, strict=True)
    ]
    values, drawn = bootstrap_measures(y_true, scores, measure=measure)
    return values, drawn, scores, _comparisons(models, values, drawn, _errors(models, probabilities, y_true))


def _errors(
    models: Sequence[Mapping[str, Any]], probabilities: Sequence[NDArray[np.float64]], y_true: NDArray[np.bool_]
) -> list[NDArray[np.bool_]]:
    """Return which rows each model gets wrong at its threshold, by its first draw of folds."""
    return [
        (np.atleast_2d(probability)[0] > model["decision_threshold"]) != y_true
        for model, probability in zip(models, probabilities, strict=True)
    ]


def _comparisons(
    models: Sequence[Mapping[str, Any]],
    values: NDArray[np.float64],
    drawn: NDArray[np.float64],
    errors: Sequence[NDArray[np.bool_]],
) -> list[dict[str, Any]]:
    pairs = [(one, other) for one in range(len(models)) for other in range(one)]
    rows = []
    for one, other in pairs:
        found = compare(values[one], values[other], FOLDS_SPREAD * (drawn[one] - drawn[other]), 1 - VERDICT_LEVEL / 2)
        only, only_other = int((errors[one] & ~errors[other]).sum()), int((errors[other] & ~errors[one]).sum())
        rows.append(
            {
                "model_id": models[one]["model_id"],
                "compared_model_id": models[other]["model_id"],
                "measure_value": found.value_a,
                "compared_value": found.value_b,
                "difference": found.difference,
                "standard_error": found.standard_error,
                "lower_bound": found.lower_bound,
                "upper_bound": found.upper_bound,
                "p_value": 2 * min(found.p_better, found.p_worse),
                "only_wrong_count": only,
                "compared_only_wrong_count": only_other,
                "mcnemar_p_value": float(stats.binomtest(only, only + only_other).pvalue) if only + only_other else 1.0,
            }
        )
    for row in rows:
        row["errors_saved"] = row["compared_only_wrong_count"] - row["only_wrong_count"]
    for p_value, verdict, advantage in (
        ("p_value", "verdict_code", "difference"),
        ("mcnemar_p_value", "error_verdict_code", "errors_saved"),
    ):
        for row, adjusted in zip(rows, holm([row[p_value] for row in rows]), strict=True):
            row[f"{p_value}_holm"] = float(adjusted)
            told = "better" if row[advantage] > 0 else "worse"
            row[verdict] = told if adjusted < VERDICT_LEVEL else "undecided"
    return rows


def _rank_evidence(y_true: NDArray[np.bool_], score: NDArray[np.float64]) -> float:
    """Return the probability of claims ranked as high by a score that has nothing to do with them (Mann-Whitney)."""
    of_row = np.atleast_2d(score).mean(axis=0)
    return float(stats.mannwhitneyu(of_row[y_true], of_row[~y_true], alternative="greater").pvalue)
