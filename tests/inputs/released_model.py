"""A released file whose champion was trained on a few videos, with the artifact beside it or hidden."""

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from inputs.labelled_videos import labelled_videos

from claims_warehouse.claim_models import training
from claims_warehouse.claim_models.splits import reference_split
from claims_warehouse.release import folders
from claims_warehouse.released_models.artifact_files import write_artifacts

RELEASE_ID, LATER_ID = "2026-01-02T030405Z-0123abcd", "2026-01-03T030405Z-4567abcd"


def trained_models() -> list[dict[str, Any]]:
    """Return the candidates, trained, and each with a threshold."""
    videos = labelled_videos()
    split = videos.append_column("split", pa.array(reference_split(videos.num_rows)))
    rows = training.train_candidates(split, "0123").to_pylist()
    return [row | {"decision_threshold": 0.4} for row in rows]


def write_release(
    home: Path,
    models: list[dict[str, Any]],
    champions: dict[str, str],
    *,
    masked: bool = False,
    release_id: str = RELEASE_ID,
) -> Path:
    """Write and show what loading reads of a release, and return the path by which readers open it."""
    folder = home / "warehouse" / "releases" / release_id
    folder.mkdir(parents=True)
    released_file = folder / "claims.duckdb"
    names = ["model_id", "model_name", "features", "decision_threshold", "is_calibrated", "artifact_sha256"]
    registry = pa.Table.from_pylist([{name: model[name] for name in names} for model in models])
    in_use = pa.Table.from_pylist(
        [
            {"scoring_stage": stage, "model_id": model["model_id"], "measure": "average_precision"}
            for stage, model_name in champions.items()
            for model in models
            if model["model_name"] == model_name
        ],
        schema=pa.schema([(column, pa.string()) for column in ("scoring_stage", "model_id", "measure")]),
    )
    with duckdb.connect(released_file) as release:
        release.execute("create schema marts")
        release.execute(f"create table marts.releases as select '{release_id}' as release_id, true as is_current")
        release.from_arrow(registry).create("marts.model_registry")
        release.from_arrow(in_use).create("marts.champions")
    tables = [{"table_name": "word_importances", "masked_columns": ["word"] if masked else []}]
    used = [model for model in models if model["model_id"] in in_use["model_id"].to_pylist()]
    write_artifacts(used, tables, released_file, folder)
    folders.show(home / "warehouse", release_id)
    return home / "warehouse" / "claims.duckdb"
