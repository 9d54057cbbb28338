"""The models of the sample's release, as a data scientist takes them."""

import duckdb
import numpy as np
import pytest
from conftest import Warehouse

from claims_warehouse import load_model
from claims_warehouse.cache import sha256_of
from claims_warehouse.features import PHRASE, STATEMENT, TEXT
from claims_warehouse.released_models.inputs import LENGTH, model_inputs

pytestmark = pytest.mark.xdist_group("sample")


def test_every_champion_lies_beside_the_released_file(sample_warehouse: Warehouse):
    in_use = sample_warehouse.released("select model_id, artifact_sha256 from marts.model_registry where is_in_use")
    folder = sample_warehouse.home / "warehouse" / "models"
    held = {(path.stem, sha256_of(path.read_bytes())) for path in folder.glob("*.skops")}
    assert held == set(in_use) != set()


def test_the_first_release_lists_its_models_as_runs(sample_warehouse: Warehouse):
    runs = sample_warehouse.released(
        "select model_id, is_champion, training_row_count, test_error_count, recall, release_id from marts.model_runs"
    )
    models = sample_warehouse.released(
        "select model_id, is_in_use, training_row_count, test_error_count, test_recall, null from marts.model_registry"
    )
    assert sorted(runs) == sorted(models)
    precisions = sample_warehouse.frame("select average_precision, log_loss from marts.model_runs")
    assert precisions["average_precision"].between(0, 1).all()
    assert (precisions["log_loss"] > 0).all()


def test_every_text_is_cut_as_the_build_cuts_it(sample_warehouse: Warehouse):
    features = [PHRASE, STATEMENT, LENGTH]
    with duckdb.connect(sample_warehouse.build_file, read_only=True) as build:
        videos = build.table("intermediate.int_video_features").select(TEXT, *features).to_arrow_table()
    cut = model_inputs(videos.select([TEXT]), features)
    assert cut.equals(videos.select(features))
    assert cut.num_rows > 19_000


def test_every_video_is_scored_as_the_build_scores_it(sample_warehouse: Warehouse):
    with duckdb.connect(sample_warehouse.build_file, read_only=True) as build:
        known = build.sql("from intermediate.int_champion_scores").df()
    videos = sample_warehouse.frame("select * from marts.videos")
    for stage in ("at_upload", "with_engagement"):
        model = load_model(sample_warehouse.released_file, stage=stage)  # type: ignore[arg-type] # one of two
        scores = known[known["model_id"] == model.model_id].set_index("video_id").loc[videos["video_id"]]
        probability, is_unfamiliar = model.score(videos)
        np.testing.assert_array_equal(probability, scores["claim_probability"])
        np.testing.assert_array_equal(is_unfamiliar, scores["has_unfamiliar_wording"])
