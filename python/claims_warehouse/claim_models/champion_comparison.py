"""Whether a new champion, or the new labels, are worse than those of earlier releases, as far as there is evidence."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa
from scipy.stats import mannwhitneyu

from claims_warehouse.cache import library_versions
from claims_warehouse.claim_models import artifacts, scoring
from claims_warehouse.claim_models.paired import Difference, paired_bootstrap, unpaired_auc_test
from claims_warehouse.features import TARGET, features_of

log = logging.getLogger(__name__)
# The probability of a loss as large by chance, below which it is evidence, and below which it is worth a warning.
EVIDENCE, DOUBT = 0.01, 0.05
# Claims, and opinions, that a comparison needs: of fewer, neither a mean nor its spread is known well enough.
MIN_OF_EACH_CLASS = 20
HELD_OUT = ("validation", "test")
SCHEMA = pa.schema(
    [
        ("scoring_stage", pa.string()),
        ("test_name", pa.string()),
        ("verdict_code", pa.string()),
        ("model_id", pa.string()),
        ("compared_model_id", pa.string()),
        ("compared_release_id", pa.string()),
        ("measure", pa.string()),
        ("measure_value", pa.float64()),
        ("compared_value", pa.float64()),
        ("standard_error", pa.float64()),
        ("p_value", pa.float64()),
        ("row_count", pa.int64()),
        ("claim_count", pa.int64()),
        ("compared_row_count", pa.int64()),
    ]
)
Row = dict[str, Any]


def compare_champions(
    chosen: pa.Table, released: pa.Table, champions: pa.Table, scores: pa.Table, videos: pa.Table
) -> pa.Table:
    """Compare the chosen models with the champions of the releases that are kept.

    Parameters
    ----------
    chosen : pyarrow.Table
        `scoring_stage` and `model_id` of what the rule chooses today; null where nothing is better than chance.
    released : pyarrow.Table
        `release_id`, `scoring_stage`, `model_id` and `is_last` of the champions of kept releases.
    champions : pyarrow.Table
        `int_kept_champions`: the models of both, as far as the build file still has them.
    scores : pyarrow.Table
        `model_id`, `video_id`, `split`, `y_true` and `y_score`: the rows that each was evaluated on, scored by a model
        that did not see them, with their labels of that time.
    videos : pyarrow.Table
        The labelled videos of today with features, `is_claim` and `label_origin`.

    Returns
    -------
    pyarrow.Table
        One row for each stage and test with the columns of `SCHEMA`.
    """
    known = _KnownModels(champions, scores, videos)
    chosen_ids = {row["scoring_stage"]: row["model_id"] for row in chosen.to_pylist()}
    releases = released.to_pylist()
    rows: list[Row] = []
    for stage in sorted({*chosen_ids, *(row["scoring_stage"] for row in releases)}):
        of_stage = [row for row in releases if row["scoring_stage"] == stage]
        rows += [{"scoring_stage": stage} | row for row in _of_stage(known, chosen_ids.get(stage), of_stage)]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


class _KnownModels:
    """The models of the build file, and what each makes of today's labelled videos without having seen them."""

    def __init__(self, champions: pa.Table, scores: pa.Table, videos: pa.Table) -> None:
        self.models = {row["model_id"]: row for row in champions.to_pylist()}
        self.scores = dict(tuple(scores.to_pandas().groupby("model_id")))
        self.videos = videos
        self.labels = videos.select(["video_id", TARGET, "label_origin"]).to_pandas().set_index("video_id")
        self.found: dict[str, pd.DataFrame] = {}

    def is_usable(self, model_id: str) -> bool:
        """Tell whether a model is there and can be applied: by other libraries it might load, and score otherwise."""
        model = self.models.get(model_id)
        if model is None or model_id not in self.scores or model["library_versions"] != library_versions():
            return False
        try:
            artifacts.from_bytes(model["artifact"], model["artifact_sha256"])
        except artifacts.TamperedArtifactError:
            return False
        except Exception:
            # Code that has changed since may fail in any way, and must not stop every build.
            log.warning(
                "the model %s of an earlier release can no longer be loaded by this version (CLM-089)", model_id
            )
            return False
        return set(features_of(model)) <= set(self.videos.column_names)

    def unseen(self, model_id: str) -> pd.DataFrame:
        """Return today's labelled videos with the score of a model that did not see them.

        A video that it was evaluated on keeps the score of that time; the others are scored now. `is_new` marks those
        and the ones whose label is another one since. One that lacks what the model reads has no score.
        """
        if model_id not in self.found:
            stored = self.scores[model_id].set_index("video_id")[["split", "y_true", "y_score"]]
            rows = self.labels.join(stored)
            rows["is_stored"] = rows["y_score"].notna()
            rows["is_new"] = rows["y_true"] != rows[TARGET]
            others = ~rows["is_stored"].to_numpy()
            if others.any():
                model = self.models[model_id]
                new_videos = self.videos.filter(pa.array(others))
                probability, _ = scoring.claim_probabilities(new_videos, model | {"features": features_of(model)})
                rows.loc[others, "y_score"] = probability
            self.found[model_id] = rows
        return self.found[model_id]


def _of_stage(known: _KnownModels, chosen_id: str | None, releases: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    last = next((row for row in releases if row["is_last"]), None)
    last_id = last["model_id"] if last else None
    of_last = {"compared_model_id": last_id, "compared_release_id": last and last["release_id"]}
    paired = {"test_name": "last_champion", "model_id": chosen_id, "measure": "average_precision"} | of_last
    labels = {"test_name": "new_labels", "model_id": last_id, "measure": "roc_auc"} | of_last
    if last_id is None:
        yield paired | {"verdict_code": "nothing_released"}
    elif not known.is_usable(last_id):
        yield paired | {"verdict_code": "not_kept"}
        yield labels | {"verdict_code": "not_kept"}
    else:
        yield paired | (
            _without_choice(known, last_id) if chosen_id is None else _paired(known, chosen_id, last_id, tests=1)
        )
        yield labels | _new_labels(known, last_id)
    if chosen_id is not None:
        yield from _best(known, chosen_id, [row for row in releases if row["model_id"] not in {chosen_id, last_id}])


def _best(known: _KnownModels, chosen_id: str, releases: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    """Yield the comparison with the kept champion to which the new one loses most clearly, if there is any."""
    latest = {row["model_id"]: row["release_id"] for row in sorted(releases, key=lambda row: row["release_id"])}
    usable = {model_id: release_id for model_id, release_id in latest.items() if known.is_usable(model_id)}
    # The one to which it loses most is found among several: the chance that one of them wins by luck grows with them.
    compared = [
        {"compared_model_id": model_id, "compared_release_id": release_id}
        | _paired(known, chosen_id, model_id, tests=len(usable))
        for model_id, release_id in usable.items()
    ]
    measured = [row for row in compared if "p_value" in row]
    if measured:
        best = min(measured, key=lambda row: (row["p_value"], row["measure_value"] - row["compared_value"]))
        yield {"test_name": "best_champion", "model_id": chosen_id, "measure": "average_precision"} | best


def _paired(known: _KnownModels, chosen_id: str, earlier_id: str, *, tests: int) -> Row:
    """Compare two models on the labelled videos that neither has seen."""
    if chosen_id == earlier_id:
        return {"verdict_code": "same_model"}
    earlier = known.unseen(earlier_id)
    if not earlier["is_stored"].any():
        return {"verdict_code": "no_common_rows"}
    # The index holds today's labelled videos for both.
    chosen = known.unseen(chosen_id)
    is_scored = chosen["y_score"].notna() & earlier["y_score"].notna()
    chosen, earlier = chosen[is_scored], earlier[is_scored]
    y_true = chosen[TARGET].to_numpy(bool)
    counts = {"row_count": len(y_true), "claim_count": int(y_true.sum()), "compared_row_count": len(y_true)}
    if _too_few(y_true):
        return counts | {"verdict_code": "too_few_rows"}
    difference = paired_bootstrap(y_true, chosen["y_score"], earlier["y_score"], measure="average_precision")
    return counts | _judged(difference, min(1.0, difference.p_worse * tests))


def _new_labels(known: _KnownModels, last_id: str) -> Row:
    """Compare how well the last champion ranks newly labelled videos and those held out of its own training.

    A moderator's decision is no new label here: it is on a video from the top of the queue, and nobody ranks those
    among themselves as well as all videos.
    """
    rows = known.unseen(last_id)
    if not rows["is_stored"].any():
        return {"verdict_code": "no_common_rows"}
    rows = rows[rows["y_score"].notna()]
    new = rows[rows["is_new"] & (rows["label_origin"] == "file")]
    held_out = rows[~rows["is_new"] & rows["split"].isin(HELD_OUT)]
    counts = {
        "row_count": len(new),
        "claim_count": int(new[TARGET].sum()),
        "compared_row_count": len(held_out),
    }
    if _too_few(new[TARGET]) or _too_few(held_out[TARGET]):
        return counts | {"verdict_code": "too_few_rows"}
    difference = unpaired_auc_test(new[TARGET], new["y_score"], held_out[TARGET], held_out["y_score"])
    return counts | _judged(difference, difference.p_worse)


def _without_choice(known: _KnownModels, last_id: str) -> Row:
    """Tell whether the last champion is better than chance today, where no candidate is."""
    rows = known.unseen(last_id)
    rows = rows[rows["y_score"].notna()]
    y_true = rows[TARGET].to_numpy(bool)
    counts = {"measure": "roc_auc", "row_count": len(rows), "claim_count": int(y_true.sum())}
    if not rows["is_stored"].any():
        return counts | {"verdict_code": "no_common_rows"}
    if _too_few(y_true):
        return counts | {"verdict_code": "too_few_rows"}
    claims, opinions = rows["y_score"][y_true], rows["y_score"][~y_true]
    # The statistic counts the pairs that are ranked right.
    ranked_right, p_value = mannwhitneyu(claims, opinions, alternative="greater")
    return counts | {
        "verdict_code": "only_last_beats_chance" if p_value < EVIDENCE else "none_beats_chance",
        "compared_value": float(ranked_right / (len(claims) * len(opinions))),
        "p_value": float(p_value),
    }


def _too_few(y_true: Any) -> bool:
    claim_count = int(y_true.sum())
    return min(claim_count, len(y_true) - claim_count) < MIN_OF_EACH_CLASS


def _judged(difference: Difference, p_value: float) -> Row:
    verdict = "worse" if p_value < EVIDENCE else "undecided" if p_value < DOUBT else "not_worse"
    return {
        "verdict_code": verdict,
        "measure_value": difference.value_a,
        "compared_value": difference.value_b,
        "standard_error": difference.standard_error,
        "p_value": p_value,
    }
