"""A model of a release, ready to score: the champion in a notebook in two lines."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from claims_warehouse import locations
from claims_warehouse.features import SCORING_STAGES, ScoringStage, features_of
from claims_warehouse.release import contents
from claims_warehouse.released_models.artifact_files import find_artifact
from claims_warehouse.released_models.inputs import as_table, model_inputs

if TYPE_CHECKING:
    import pandas as pd

IN_USE = """
    select
        model_registry.model_id,
        model_registry.model_name,
        model_registry.features,
        model_registry.decision_threshold,
        model_registry.is_calibrated,
        model_registry.artifact_sha256,
        list(champions.scoring_stage order by champions.scoring_stage) as champion_of
    from marts.champions
    inner join marts.model_registry on champions.model_id = model_registry.model_id
    group by all
    order by model_registry.model_id
"""


class ReleasedModel:
    """A champion of a release.

    Parameters
    ----------
    metadata : mapping
        Its row of `model_registry`, with `champion_of`.
    artifact : bytes
        The calibrated model.

    Attributes
    ----------
    model_id, model_name : str
    champion_of : list of {"at_upload", "with_engagement"}
        The stages at which it is in use.
    features : list of str
        What it looks at.
    decision_threshold : float
        A probability above it is called a claim.
    estimator : sklearn estimator
        The fitted pipeline with its calibration. It takes a frame of these features, which `predict_proba` derives from
        texts, not the texts.
    classes_ : ndarray of shape (2,)
        False (opinion) and True (claim).
    """

    classes_ = np.array([False, True])

    def __init__(self, metadata: Mapping[str, Any], artifact: bytes) -> None:
        from claims_warehouse.claim_models import scoring  # noqa: PLC0415 - slow to import

        self.model_id: str = metadata["model_id"]
        self.model_name: str = metadata["model_name"]
        self.champion_of: list[ScoringStage] = metadata["champion_of"]
        self.features = features_of(metadata)
        self.decision_threshold: float = metadata["decision_threshold"]
        self._scored_by = {
            "features": self.features,
            "artifact": artifact,
            "artifact_sha256": metadata["artifact_sha256"],
        }
        self.estimator = scoring.load(artifact, metadata["artifact_sha256"])

    def __repr__(self) -> str:
        """Name the model and its stages, as a notebook shows it."""
        return f"<{self.model_id}, champion {' and '.join(self.champion_of)}>"

    def predict_proba(
        self, videos: "Sequence[str | None] | pd.Series | pd.DataFrame | pa.Table"
    ) -> NDArray[np.float64]:
        """Return the calibrated probabilities of opinion and claim.

        Parameters
        ----------
        videos : sequence of str, pandas.Series, pandas.DataFrame or pyarrow.Table
            Transcripts, or rows of `marts.videos`: the features as columns, where those that follow from
            `video_transcription_text` may be left out.

        Returns
        -------
        ndarray of shape (n_videos, 2)
            In the order of `classes_`; not a number where a video lacks a feature.

        Raises
        ------
        MissingFeaturesError
            If the model looks at other columns, too.
        """
        probability, _ = self.score(videos)
        return np.column_stack([1 - probability, probability])

    def score(
        self, videos: "Sequence[str | None] | pd.Series | pd.DataFrame | pa.Table"
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return the model's own `claim_probability` of videos, and `has_unfamiliar_wording`.

        They equal `int_champion_scores` of the build file to the last bit. `claim_predictions` has another probability
        of a labelled video that the model was trained or calibrated on: that of a model which did not see it.

        Parameters
        ----------
        videos
            As for `predict_proba`.

        Returns
        -------
        claim_probability : ndarray of shape (n_videos,)
        has_unfamiliar_wording : ndarray of bool of shape (n_videos,)
        """
        from claims_warehouse.claim_models import scoring  # noqa: PLC0415 - as above

        return scoring.claim_probabilities(model_inputs(as_table(videos), self.features), self._scored_by)


def load_model(
    released_file: str | Path | None = None, *, model: str | None = None, stage: ScoringStage | None = None
) -> ReleasedModel:
    """Load a champion of a release.

    Parameters
    ----------
    released_file : str or Path, optional
        Where its build wrote it; by default the one that readers see.
    model : str, optional
        Its id, or its name.
    stage : {"at_upload", "with_engagement"}, optional
        The champion of this stage; by default, where no model is named, `at_upload`: it scores what is known before
        anybody has seen the video.

    Raises
    ------
    FileNotFoundError
        If there is no such file, or no artifact beside it.
    ValueError
        If no such model is in use, or if both are named.
    claims_warehouse.claim_models.artifacts.TamperedArtifactError
        If the artifact does not have the SHA-256 of `model_registry`.
    """
    path = Path(released_file or locations.released_file()).expanduser().resolve()
    return load_champion(path, find_model(path, model=model, stage=stage))


def load_champion(released_file: Path, metadata: Mapping[str, Any]) -> ReleasedModel:
    """Load one of the champions that `models_in_use` returns; errors of `load_model`."""
    return ReleasedModel(metadata, find_artifact(released_file, metadata["model_id"]).read_bytes())


def find_model(released_file: Path, *, model: str | None = None, stage: ScoringStage | None = None) -> dict[str, Any]:
    """Return what `model_registry` says of a champion, and `champion_of`; parameters and errors of `load_model`."""
    if model and stage:
        raise ValueError("name a model or a stage, not both (CLM-132)")
    if stage not in (None, *SCORING_STAGES):
        raise ValueError(f"no stage {stage}; stages are: {', '.join(SCORING_STAGES)} (CLM-132)")
    in_use = models_in_use(released_file)
    stage = stage or "at_upload"
    for row in in_use:
        if model in (row["model_id"], row["model_name"]) if model else stage in row["champion_of"]:
            return row
    named = ", ".join(f"{row['model_id']} ({', '.join(row['champion_of'])})" for row in in_use) or "none"
    what = f"no model {model} is in use" if model else f"no model is in use {stage}"
    raise ValueError(f"{what} in {released_file}; in use are: {named} (CLM-132)")


def models_in_use(released_file: Path) -> list[dict[str, Any]]:
    """Return the champions of a released file by their ids, with the columns of `model_registry` that loading needs."""
    if not released_file.exists():
        raise FileNotFoundError(f"{released_file}: no such file. Release one first, with make build (CLM-090)")
    with contents.open_released(released_file) as release:
        rows: list[dict[str, Any]] = release.sql(IN_USE).to_arrow_table().to_pylist()
    return rows
