"""The artifacts of a release: where they lie, how one is loaded, and what it makes of texts and of videos."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from conftest import ROOT
from inputs.labelled_videos import labelled_videos
from inputs.released_model import LATER_ID, RELEASE_ID, trained_models, write_release

from claims_warehouse import load_model
from claims_warehouse.claim_models import scoring
from claims_warehouse.claim_models.artifacts import TamperedArtifactError
from claims_warehouse.features import TEXT, features_of
from claims_warehouse.release import folders, private_files
from claims_warehouse.released_models.artifact_files import find_artifact
from claims_warehouse.released_models.inputs import MissingFeaturesError

CHAMPIONS = {"at_upload": "phrase_logistic_regression", "with_engagement": "text_and_engagement"}
TEXTS = ["A leaflet said that it rains 7", "we feel that it rains 8", None]


@pytest.fixture(scope="module")
def models() -> list[dict[str, Any]]:
    return trained_models()


@pytest.fixture
def released_file(tmp_path: Path, models: list[dict[str, Any]]) -> Path:
    return write_release(tmp_path, models, CHAMPIONS)


def row_of(models: list[dict[str, Any]], model_name: str) -> dict[str, Any]:
    (model,) = (model for model in models if model["model_name"] == model_name)
    return model


def test_the_champion_scores_texts_in_two_lines(released_file: Path):
    model = load_model(released_file)
    probability = model.predict_proba(TEXTS)
    assert probability.shape == (3, 2)
    assert (probability[:2, 1] > 0.9).tolist() == [True, False]
    assert probability[1, 0] > 0.9
    assert np.isnan(probability[2]).all()
    np.testing.assert_array_equal(model.predict_proba(pd.Series(TEXTS)), probability)
    np.testing.assert_array_equal(model.predict_proba(pd.DataFrame({TEXT: TEXTS})), probability)
    assert (model.champion_of, model.decision_threshold) == (["at_upload"], 0.4)
    assert model.classes_.tolist() == [False, True]
    assert model.score(["unheard"])[1].tolist() == [True]


def test_the_scores_of_videos_are_those_of_a_build(released_file: Path, models: list[dict[str, Any]]):
    videos = labelled_videos()
    for stage, model_name in CHAMPIONS.items():
        trained = row_of(models, model_name)
        expected, _ = scoring.claim_probabilities(videos, trained | {"features": features_of(trained)})
        frame = videos.drop_columns(["attribution_phrase", "statement"]).to_pandas()
        for given in (videos, frame):
            model = load_model(released_file, stage=stage)  # type: ignore[arg-type] # a key of the fixture
            np.testing.assert_array_equal(model.predict_proba(given)[:, 1], expected)


@pytest.mark.parametrize("name", ["text_and_engagement", "text_and_engagement-{digits}"])
def test_a_model_is_named_by_its_name_or_its_id(released_file: Path, models: list[dict[str, Any]], name: str):
    model_id = row_of(models, "text_and_engagement")["model_id"]
    model = load_model(str(released_file), model=name.format(digits=model_id.rpartition("-")[2]))
    assert model.model_id == model_id
    assert repr(model) == f"<{model_id}, champion with_engagement>"


def test_a_model_that_looks_at_more_than_texts_names_what_it_lacks(released_file: Path):
    model = load_model(released_file, stage="with_engagement")
    with pytest.raises(MissingFeaturesError, match="columns that are not given: video_duration_sec, is_verified"):
        model.predict_proba(TEXTS)
    with pytest.raises(MissingFeaturesError, match=r"that are not given: video_transcription_text\. Name them"):
        load_model(released_file).predict_proba(pd.DataFrame({"text": TEXTS}))
    with pytest.raises(TypeError, match="one text is given; put it in a list"):
        model.predict_proba("a leaflet said")


@pytest.mark.parametrize(
    ("named", "message"),
    [
        (
            {"model": "random_forest"},
            r"no model random_forest is in use in .*; in use are: phrase_.* \(at_upload\), te",
        ),
        ({"stage": "yesterday"}, "no stage yesterday; stages are: at_upload, with_engagement"),
        ({"stage": "at_upload", "model": "random_forest"}, "name a model or a stage, not both"),
    ],
)
def test_a_model_that_is_not_in_use_is_answered_with_those_that_are(
    released_file: Path, named: dict[str, Any], message: str
):
    with pytest.raises(ValueError, match=message):
        load_model(released_file, **named)


def test_a_release_without_a_champion_says_so(tmp_path: Path, models: list[dict[str, Any]]):
    released_file = write_release(tmp_path, models, {})
    with pytest.raises(ValueError, match=r"no model is in use at_upload in .*; in use are: none"):
        load_model(released_file)
    with pytest.raises(FileNotFoundError, match=r"no such file. Release one first"):
        load_model(tmp_path / "elsewhere.duckdb")


@pytest.mark.parametrize("config", [{}, {"threads": 1}], ids=["plainly", "with settings"])
def test_a_model_loads_while_a_notebook_reads_the_warehouse(released_file: Path, config: dict[str, Any]):
    with duckdb.connect(released_file, read_only=True, config=config) as notebook:
        assert load_model(released_file).predict_proba(TEXTS)[0, 1] > 0.9
        assert notebook.sql("select count(*) from marts.champions").fetchall() == [(2,)]


def test_a_warehouse_that_is_open_for_writing_is_named(released_file: Path):
    with (
        duckdb.connect(released_file.resolve()),
        pytest.raises(RuntimeError, match=r"has .* open for writing. Open it read-only, .*\(CLM-138\)"),
    ):
        load_model(released_file)


def test_a_changed_artifact_is_not_loaded(released_file: Path, models: list[dict[str, Any]]):
    path = find_artifact(released_file, row_of(models, "phrase_logistic_regression")["model_id"])
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(TamperedArtifactError):
        load_model(released_file)


def test_artifacts_lie_beside_the_released_file(released_file: Path, models: list[dict[str, Any]]):
    ids = sorted(row_of(models, name)["model_id"] for name in CHAMPIONS.values())
    folder = released_file.resolve().parent
    assert sorted(path.name for path in (folder / "models").iterdir()) == [f"{model_id}.skops" for model_id in ids]
    path = find_artifact(released_file, ids[0])
    assert path.read_bytes() == row_of(models, "phrase_logistic_regression")["artifact"]
    path.unlink()
    with pytest.raises(FileNotFoundError, match=r"no such file, and none in .*where artifacts lie if transcripts are"):
        load_model(released_file)
    with pytest.raises(ValueError, match=r"'\.\./claims' is not the id of a model"):
        find_artifact(released_file, "../claims")


def test_the_models_of_a_kept_release_come_back_with_it(tmp_path: Path, models: list[dict[str, Any]]):
    released_file = write_release(tmp_path, models, CHAMPIONS)
    later = {"at_upload": "text_logistic_regression"}
    write_release(tmp_path, models, later, release_id=LATER_ID)
    shown = tmp_path / "warehouse" / "models"
    assert load_model(released_file).model_name == "text_logistic_regression"
    assert {path.stem.rpartition("-")[0] for path in shown.iterdir()} == set(later.values())
    folders.show(tmp_path / "warehouse", RELEASE_ID)
    assert load_model(released_file).model_name == "phrase_logistic_regression"
    assert {path.stem.rpartition("-")[0] for path in shown.iterdir()} == set(CHAMPIONS.values())


def test_where_transcripts_are_masked_artifacts_are_their_owners_alone(
    tmp_path: Path, models: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CLAIMS_HOME", str(tmp_path))
    released_file = write_release(tmp_path, models, CHAMPIONS, masked=True)
    assert {path.suffix for path in released_file.resolve().parent.rglob("*")} <= {".duckdb", ".md", ""}
    path = find_artifact(released_file, row_of(models, "phrase_logistic_regression")["model_id"])
    assert path.parent == tmp_path / "build" / "models" / RELEASE_ID
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in list(path.parents)[:3]} == {0o700}
    # Who may read them need not say where they lie, even from another home.
    monkeypatch.delenv("CLAIMS_HOME")
    assert load_model(released_file).predict_proba(TEXTS)[0, 1] > 0.9
    monkeypatch.setenv("CLAIMS_HOME", str(tmp_path))
    private_files.remove_all_but([RELEASE_ID])
    assert path.exists()
    private_files.remove_all_but([])
    assert not path.parent.exists()


def test_an_import_loads_no_library():
    code = "import sys, claims_warehouse; print(sorted({'duckdb', 'pandas', 'sklearn', 'pyarrow'} & set(sys.modules)))"
    environment = os.environ | {"PYTHONPATH": str(ROOT / "python")}
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert result.stdout == "[]\n"


def test_only_what_is_offered_is_imported():
    with pytest.raises(ImportError, match="cannot import name 'load_models'"):
        from claims_warehouse import load_models  # noqa: F401


def test_a_table_is_taken_as_it_is(released_file: Path):
    phrases = pa.table({"attribution_phrase": ["a leaflet said"]})
    assert load_model(released_file).predict_proba(phrases)[0, 1] > 0.9
