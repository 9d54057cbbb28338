"""What the champions of a release say of rows: one answer for each, or why there is none."""

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from claims_warehouse.features import SCORING_STAGES
from claims_warehouse.release import contents
from claims_warehouse.released_models.loading import load_model, models_in_use
from claims_warehouse.score.cleaning import ID, INPUT_OF_FEATURE, Cleaner

SCHEMA = pa.schema(
    [
        ("row_number", pa.int64()),
        ("video_id", pa.int64()),
        ("scoring_stage", pa.string()),
        ("model_id", pa.string()),
        ("claim_probability", pa.float64()),
        ("is_claim_predicted", pa.bool_()),
        ("prediction_state", pa.string()),
        ("has_unfamiliar_wording", pa.bool_()),
        ("error", pa.string()),
    ]
)
THRESHOLDS = (
    "select scoring_stage, decision_threshold, sure_claim_threshold, sure_opinion_threshold from marts.champions"
)


class Scorer:
    """Scores rows as the release does, each by the champion of its latest stage.

    Parameters
    ----------
    released_file : Path
        Where its build wrote it.

    Attributes
    ----------
    cleaner : Cleaner
        Of the columns that the champions need.
    """

    def __init__(self, released_file: Path) -> None:
        in_use = {stage: model for model in models_in_use(released_file) for stage in model["champion_of"]}
        if not in_use:
            raise ValueError(f"the release in {released_file} has no champion: no model is better than chance there")
        with contents.open_released(released_file) as release:
            self._thresholds = {row[0]: row[1:] for row in release.execute(THRESHOLDS).fetchall()}
        loaded = {
            model_id: load_model(released_file, model=model_id)
            for model_id in {model["model_id"] for model in in_use.values()}
        }
        self._models = {stage: loaded[in_use[stage]["model_id"]] for stage in SCORING_STAGES if stage in in_use}
        features = dict.fromkeys(feature for model in self._models.values() for feature in model.features)
        self.cleaner = Cleaner(features)

    def score(self, rows: pa.Table) -> pa.Table:
        """Return the scores of rows.

        Parameters
        ----------
        rows : pyarrow.Table
            Input columns as text, with `row_number` and `record_problem`.

        Returns
        -------
        pyarrow.Table
            One row for each, in their order, with the columns of `SCHEMA`.
        """
        return self._scored(
            self.cleaner.clean(rows), rows["row_number"].to_pylist(), rows["record_problem"].to_pylist()
        )

    def score_one(self, row: Mapping[str, str | None], row_number: int, problem: str | None = None) -> dict[str, Any]:
        """Return the scores of one row, faster than `score` does."""
        (scored,) = self._scored(self.cleaner.clean_one(row), [row_number], [problem]).to_pylist()
        return dict(scored)

    def _scored(self, rows: pa.Table, numbers: Sequence[int], problems: Sequence[str | None]) -> pa.Table:
        errors = [
            f"row {number}: {problem or ', '.join(reasons)}. Correct it and score it again"
            if problem or reasons
            else None
            for number, problem, reasons in zip(numbers, problems, rows["reasons"].to_pylist(), strict=True)
        ]
        has_counts = rows["has_counts"].to_numpy(zero_copy_only=False)
        is_late = has_counts & ("with_engagement" in self._models)
        found = {name: np.full(rows.num_rows, None, object) for name in SCHEMA.names[2:8]}
        for stage in SCORING_STAGES:
            of_stage = np.flatnonzero((is_late == (stage == "with_engagement")) & np.equal(errors, None))
            if len(of_stage):
                self._score_stage(stage, rows, of_stage, found, errors, numbers)
        columns = [numbers, rows[ID], *(pa.array(values) for values in found.values()), errors]
        return pa.table(dict(zip(SCHEMA.names, columns, strict=True)), schema=SCHEMA)

    def _score_stage(
        self,
        stage: str,
        rows: pa.Table,
        places: np.ndarray,
        found: Mapping[str, np.ndarray],
        errors: list[str | None],
        numbers: Sequence[int],
    ) -> None:
        model = self._models.get(stage)  # type: ignore[call-overload] # one of two
        if model is None:
            for place in places:
                errors[place] = (
                    f"row {numbers[place]}: the release has no champion {stage}. Give the counts of the video"
                )
            return
        chosen = rows if len(places) == rows.num_rows else rows.take(places)
        probability, is_unfamiliar = model.score(chosen)
        inputs = list(dict.fromkeys(INPUT_OF_FEATURE[feature] for feature in model.features))
        for place in np.flatnonzero(np.isnan(probability)):
            missing = [name for name in inputs if _is_missing(chosen, name, place)]
            number = numbers[places[place]]
            errors[places[place]] = (
                f"row {number}: {', '.join(missing)} is missing, which {model.model_id} looks at. Give it"
            )
        is_scored = ~np.isnan(probability)
        probability, is_unfamiliar, places = probability[is_scored], is_unfamiliar[is_scored], places[is_scored]
        decision, sure_claim, sure_opinion = (np.nan if bound is None else bound for bound in self._thresholds[stage])
        state = np.where(probability >= sure_claim, "claim", np.where(probability <= sure_opinion, "opinion", "unsure"))
        values = {
            "scoring_stage": stage,
            "model_id": model.model_id,
            "claim_probability": probability,
            "is_claim_predicted": probability > decision,
            "prediction_state": np.where(is_unfamiliar, "unsure", state),
            "has_unfamiliar_wording": is_unfamiliar,
        }
        for name, value in values.items():
            found[name][places] = value


def _is_missing(rows: pa.Table, name: str, place: int) -> bool:
    return rows[name][int(place)].as_py() is None


# Each process reads the models once.
@functools.lru_cache(maxsize=1)
def scorer_of(released_file: Path) -> Scorer:
    """Return the scorer of a released file, which is read once."""
    return Scorer(released_file)
