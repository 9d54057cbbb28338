"""What the champions of a release say of rows: one answer for each, or why there is none."""

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from claims_warehouse.features import SCORING_STAGES, ScoringStage
from claims_warehouse.release import contents
from claims_warehouse.released_models.loading import ReleasedModel, load_champion, models_in_use
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
        in_use = models_in_use(released_file)
        if not in_use:
            raise ValueError(
                f"the release in {released_file} has no champion: no model is better than chance (CLM-131)"
            )
        with contents.open_released(released_file) as release:
            self._thresholds = {row[0]: row[1:] for row in release.execute(THRESHOLDS).fetchall()}
        loaded = [load_champion(released_file, metadata) for metadata in in_use]
        self._models: dict[ScoringStage, ReleasedModel] = {
            stage: model for stage in SCORING_STAGES for model in loaded if stage in model.champion_of
        }
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
        answers = _Answers(
            np.array(numbers, np.int64),
            {name: np.full(rows.num_rows, None, object) for name in SCHEMA.names[2:]},
        )
        reasons = rows["reasons"].to_pylist()
        for place, problem in enumerate(problems):
            if problem or reasons[place]:
                answers.refuse(place, f"{problem or ', '.join(reasons[place])}. Correct it and score it again")
        is_late = rows["has_counts"].to_numpy(zero_copy_only=False) & ("with_engagement" in self._models)
        is_open = answers.columns["error"] == None  # noqa: E711 - one by one
        for stage in SCORING_STAGES:
            places = np.flatnonzero(is_open & (is_late == (stage == "with_engagement")))
            if len(places):
                self._score_stage(stage, rows, places, answers)
        columns = {"row_number": pa.array(answers.numbers), "video_id": rows[ID], **answers.columns}
        return pa.table({name: columns[name] for name in SCHEMA.names}, schema=SCHEMA)

    def _score_stage(self, stage: ScoringStage, rows: pa.Table, places: NDArray[np.int64], answers: "_Answers") -> None:
        model = self._models.get(stage)
        if model is None:
            for place in places.tolist():
                answers.refuse(place, f"the release has no champion {stage}. Give the counts of the video")
            return
        chosen = rows if len(places) == rows.num_rows else rows.take(places)
        probability, is_unfamiliar = model.score(chosen)
        is_scored = ~np.isnan(probability)
        inputs = list(dict.fromkeys(INPUT_OF_FEATURE[feature] for feature in model.features))
        for place in places[~is_scored].tolist():
            missing = ", ".join(name for name in inputs if rows[name][place].as_py() is None)
            answers.refuse(place, f"{missing} is missing. Give it: {model.model_id} looks at it")
        probability, is_unfamiliar, places = probability[is_scored], is_unfamiliar[is_scored], places[is_scored]
        # Where there is no such bound, no comparison with it holds.
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
            answers.columns[name][places] = value


class _Answers(NamedTuple):
    """The numbers of rows, and the columns of their answers as far as they are known."""

    numbers: NDArray[np.int64]
    columns: dict[str, NDArray[np.object_]]

    def refuse(self, place: int, problem: str) -> None:
        self.columns["error"][place] = f"row {self.numbers[place]}: {problem}"


# Each process reads the models once.
@functools.lru_cache(maxsize=1)
def scorer_of(released_file: Path) -> Scorer:
    """Return the scorer of a released file, which is read once."""
    return Scorer(released_file)
