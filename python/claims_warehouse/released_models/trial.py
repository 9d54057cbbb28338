"""A candidate of the user's own, held against the champion and the baselines of a release without a build."""

import os
import re
import runpy
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import joblib
import pyarrow as pa
import pyarrow.compute as pc
from sklearn.model_selection import train_test_split

from claims_warehouse import locations
from claims_warehouse.claim_models import choice, fold_scores, training
from claims_warehouse.claim_models.artifacts import UntrustedTypeError
from claims_warehouse.claim_models.candidates import SEED, Candidate, candidates, input_features
from claims_warehouse.claim_models.paired import compare
from claims_warehouse.claim_models.splits import reference_split
from claims_warehouse.features import FEATURES, TARGET, TRAINING_COLUMNS
from claims_warehouse.release import contents
from claims_warehouse.released_models.artifact_files import find_artifact
from claims_warehouse.released_models.inputs import model_inputs
from claims_warehouse.released_models.loading import models_in_use

MEASURE = "select coalesce(max(measure), 'average_precision') from marts.champions"
# Videos that have been held out stay so: a candidate that was chosen by them would look better than it is.
LABELLED = """
    select videos.*
    from {schema}.videos
    where
        videos.is_claim is not null
        and videos.video_id not in (
            select video_id from {schema}.claim_predictions where prediction_origin = 'held_out'
        )
    order by videos.running_number, videos.video_id
"""
HAS_TEXTS = "select count(video_transcription_text) > 0 or count(*) = 0 from marts.videos"
TRIAL = "trial"
# How skops names what the file of a candidate defines itself, by the name under which it is run.
OWN_NAME = re.compile(r"<run_path>\.([\w<>]+)")


class CandidateError(ValueError):
    """A file holds no candidate that can be tried."""

    def __init__(self, message: str) -> None:
        super().__init__(f"{message} (CLM-133)")


def read_candidate(path: Path) -> Candidate:
    """Run a file of the user's own, and return the candidate that it defines.

    Raises
    ------
    CandidateError
        If the file fails, or defines no candidate or several, or one that looks at what it may not.
    """
    try:
        defined = runpy.run_path(str(path))
    except Exception as error:
        raise CandidateError(f"{path} fails: {_in_one_line(error)}") from error
    found = {name: value for name, value in defined.items() if isinstance(value, Candidate)}
    if len(found) != 1:
        names = f"several: {', '.join(found)}" if found else "none"
        raise CandidateError(f"{path} has to define one Candidate, and defines {names}")
    (candidate,) = found.values()
    if candidate.is_baseline:
        raise CandidateError(f"{candidate.model_name} is a baseline, which is not calibrated and cannot be a champion")
    if candidate.scoring_stage not in FEATURES:
        raise CandidateError(f"no stage {candidate.scoring_stage}; stages are: {', '.join(FEATURES)}")
    if not hasattr(candidate.estimator, "steps") or not hasattr(candidate.estimator[0], "transformers"):
        raise CandidateError("the estimator has to be a pipeline that begins with a column transformer")
    unknown = set(input_features(candidate.estimator)) - set(FEATURES[candidate.scoring_stage])
    if unknown:
        known = ", ".join(FEATURES[candidate.scoring_stage])
        raise CandidateError(f"no features {candidate.scoring_stage}: {', '.join(sorted(unknown))}; there are: {known}")
    return candidate


def labelled_sample(released_file: Path, rows: int) -> pa.Table:
    """Return labelled videos of a release that no model is tested on, with their features and a split.

    Parameters
    ----------
    released_file : Path
        Where it masks the transcripts, they are read from the build file of its home.
    rows : int
        How many at most; of more, a sample stratified by label.

    Raises
    ------
    FileNotFoundError
        If transcripts are masked, and the build file is gone.
    """
    path, schema = released_file, contents.PUBLIC_SCHEMA
    with contents.open_released(path) as release:
        ((has_texts,),) = release.execute(HAS_TEXTS).fetchall()
    if not has_texts:
        path = locations.build_file()
        schema = "_".join(filter(None, (os.environ.get("CLAIMS_SCHEMA"), schema)))
        if not path.exists():
            raise FileNotFoundError(f"{path}: no such file, and the release has no transcripts. Build again (CLM-134)")
    with contents.open_release(path) as source:
        videos = source.sql(LABELLED.format(schema=contents.name(schema))).to_arrow_table()
    if videos.num_rows > rows:
        drawn, _ = train_test_split(
            range(videos.num_rows), train_size=rows, stratify=videos[TARGET].to_pandas(), random_state=SEED
        )
        videos = videos.take(sorted(drawn))
    videos = model_inputs(videos, TRAINING_COLUMNS)
    # None of them has to be held out once more: what would be test rows is trained on.
    split = ["validation" if part == "validation" else "train" for part in reference_split(videos.num_rows)]
    return videos.append_column("split", pa.array(split, pa.string()))


def try_candidate(candidate: Candidate, released_file: Path, labelled: pa.Table) -> tuple[str, list[dict[str, Any]]]:
    """Compare a candidate with the champion of its stage and with the baselines, as champions are chosen.

    Parameters
    ----------
    candidate : Candidate
    released_file : Path
        Whose champion it is compared with: trained anew, like the others, on the folds of these videos.
    labelled : pyarrow.Table
        What `labelled_sample` returns.

    Returns
    -------
    measure : str
        By which champions are chosen.
    rows : list of dict
        One for each model, the candidate last: `role`, `model_name`, `measure_value` with `half_width` of its 95%
        interval, `difference` of the candidate to it with `difference_half_width` and `verdict`, and `seconds`.

    Raises
    ------
    CandidateError
        If the candidate cannot be trained, calibrated, stored or scored on these videos.
    """
    stage = candidate.scoring_stage
    with contents.open_released(released_file) as release:
        ((measure,),) = release.execute(MEASURE).fetchall()
    champion = [model for model in models_in_use(released_file) if stage in model["champion_of"]]
    baselines = [one for one in candidates() if one.is_baseline and one.scoring_stage in ("at_upload", stage)]
    models, tables, seconds = [], [], []
    # A process for each model would have to import the user's file.
    with joblib.parallel_config(backend="sequential"):
        for role, model in _models(champion, released_file, baselines, candidate):
            started = time.monotonic()
            try:
                row = _trained(model, labelled) if isinstance(model, Candidate) else model
                tables.append(fold_scores.score_folds(labelled, [row], repeats=1))
            except CandidateError:
                raise
            except UntrustedTypeError as error:
                if own := OWN_NAME.findall(str(error)):
                    raise CandidateError(
                        f"candidate {_name(model)} uses {', '.join(own)}, which its file defines. A stored model is "
                        "read again without that file: define it in a module of claim_models, add it to TRUSTED_TYPES "
                        "in claim_models/artifacts.py, and import it from there"
                    ) from error
                raise
            except Exception as error:
                raise CandidateError(f"{role} {_name(model)} fails: {_in_one_line(error)}") from error
            models.append(row | {"role": role, "decision_threshold": 0.5})
            seconds.append(time.monotonic() - started)
    scores = pa.concat_tables(tables).filter(pc.field("repeat_number") == fold_scores.FIRST_REPEAT).to_pandas()
    by_model = scores.pivot(index="video_id", columns="model_id", values="claim_probability")
    common = by_model[[model["model_id"] for model in models]].dropna()
    y_true = scores.drop_duplicates("video_id").set_index("video_id")["y_true"].loc[common.index].to_numpy(bool)
    if common.empty or y_true.all() or not y_true.any():
        raise CandidateError("the videos that have all features are not both claims and opinions")
    probabilities = [common[[model["model_id"]]].to_numpy().T for model in models]
    values, drawn, _, pairs = choice.compare_models(models, probabilities, y_true, measure)
    confidence = 1 - choice.VERDICT_LEVEL / 2
    of_candidate = {pair["compared_model_id"]: pair for pair in pairs if pair["model_id"] == models[-1]["model_id"]}
    rows = []
    for number, model in enumerate(models):
        interval = compare(values[number], 0.0, choice.FOLDS_SPREAD * drawn[number], confidence)
        pair = of_candidate.get(model["model_id"], {})
        rows.append(
            {
                "role": model["role"],
                "model_name": model["model_name"],
                "row_count": len(common),
                "measure_value": float(values[number]),
                "half_width": interval.upper_bound - interval.difference,
                "difference": pair.get("difference"),
                "difference_half_width": pair["upper_bound"] - pair["difference"] if pair else None,
                "verdict": pair.get("verdict_code"),
                "seconds": seconds[number],
            }
        )
    return measure, rows


def _models(
    champion: Sequence[dict[str, Any]], released_file: Path, baselines: Sequence[Candidate], candidate: Candidate
) -> Iterator[tuple[str, Candidate | dict[str, Any]]]:
    yield from (("baseline", baseline) for baseline in baselines)
    for row in champion:
        artifact = find_artifact(released_file, row["model_id"]).read_bytes()
        yield "champion", row | {"scoring_stage": candidate.scoring_stage, "is_baseline": False, "artifact": artifact}
    yield "candidate", candidate


def _trained(candidate: Candidate, labelled: pa.Table) -> dict[str, Any]:
    (row,) = training.train_candidates(labelled, TRIAL, [candidate]).to_pylist()
    if row["not_estimable_because"] is not None:
        raise CandidateError(f"{candidate.model_name} cannot be estimated: {row['not_estimable_because']}")
    if not candidate.is_baseline and not row["is_calibrated"]:
        raise CandidateError(f"{candidate.model_name} is not calibrated: too few validation rows have its features")
    return dict(row)


def _name(model: Candidate | dict[str, Any]) -> str:
    return model.model_name if isinstance(model, Candidate) else str(model["model_name"])


def _in_one_line(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}"
