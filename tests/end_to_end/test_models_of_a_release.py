"""The models of the sample's release, as a data scientist takes them by docs/build_models.md."""

import re
import shlex
from pathlib import Path

import duckdb
import numpy as np
import pytest
from click.testing import CliRunner
from conftest import ROOT, Warehouse

from claims_warehouse import load_model
from claims_warehouse.cache import sha256_of
from claims_warehouse.command_line import main
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


def blocks(language: str) -> list[str]:
    document = (ROOT / "docs" / "build_models.md").read_text()
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```", document)


@pytest.fixture
def folder(sample_warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current directory with the warehouse in it, and the candidate of the document."""
    (tmp_path / "warehouse").symlink_to(sample_warehouse.home / "warehouse")
    (tmp_path / "candidate.py").write_text(blocks("python")[1])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLAIMS_HOME", str(sample_warehouse.home))
    return tmp_path


def output_of(command: str) -> list[str]:
    program, *arguments = shlex.split(command)
    assert program == "claims"
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


@pytest.mark.usefixtures("folder")
def test_the_first_lines_of_the_document_score_texts_and_videos(capsys: pytest.CaptureFixture[str]):
    exec(blocks("python")[0], {})  # noqa: S102 - the document's
    assert capsys.readouterr().out == blocks("text")[0]


@pytest.mark.usefixtures("folder")
def test_the_commands_of_the_document_list_show_load_and_try_models(sample_warehouse: Warehouse):
    listing, card, loaded, tried = (output_of(command) for command in blocks("sh")[0].splitlines())
    ((model_id,),) = sample_warehouse.released("select distinct model_id from marts.champions")
    assert listing[1].startswith(f"* {model_id} ")
    assert listing[-2:] == [f"* champion {stage}: {model_id}" for stage in ("at_upload", "with_engagement")]
    assert len(listing) == 1 + 8 + 2
    assert max(map(len, listing)) <= 80
    assert card[0] == "# Phrase model"
    assert f"`{model_id}`, in release" in card[2]
    assert "Only models in use are released as files." in output_of("claims models show text_logistic_regression")
    assert loaded[1] == "from claims_warehouse import load_model"
    assert load_model(sample_warehouse.released_file, model=str(model_id)).model_id == model_id
    assert loaded[2].endswith(f'model="{model_id}")')
    # All but the seconds.
    assert [re.sub(r" +\d+ s$", "", line) for line in tried] == [
        re.sub(r" +\d+ s$", "", line) for line in blocks("text")[1].splitlines()
    ]


@pytest.mark.usefixtures("folder")
def test_a_model_that_is_not_there_is_answered_in_one_line():
    for arguments, message in (
        (["show", "forest"], "Error: the release has no model forest; claims models list names those that it has"),
        (["load", "random_forest"], "Error: no model random_forest is in use in "),
    ):
        result = CliRunner().invoke(main, ["models", *arguments])
        assert result.exit_code == 1
        assert result.output.startswith(message)
        assert result.output.count("\n") == 1


def test_a_card_holds_the_figures_of_the_public_tables(sample_warehouse: Warehouse):
    (path,) = (sample_warehouse.home / "warehouse" / "models").glob("*.md")
    card = path.read_text()
    for figure in (
        "select format('{:,} labelled videos when it was trained; {:,}', labelled_row_count, training_row_count) "
        f"from marts.model_registry where model_id = '{path.stem}'",
        "select format('First released: {}', case when release_id is null then 'with this release' end) "
        f"from marts.model_runs where model_id = '{path.stem}'",
        "select format('| ROC AUC | {:.4f} | {:.4f} to {:.4f} | {:,} |', metric_value, lower_bound, upper_bound, "
        f"denominator) from marts.model_evaluations where model_id = '{path.stem}' and metric = 'roc_auc' "
        "and evaluation_scheme = 'holdout' and split = 'test' and threshold_rule = 'lowest_cost'",
        "select format('Up to {:.1f}% are wrong there', 100 * max(metric_value)) from marts.shift_evaluations "
        f"where model_id = '{path.stem}' and metric = 'error_rate' and evaluation_scheme = 'new_word'",
        "select format('| Ban status: banned | {:.4f} |', metric_value) from marts.segment_evaluations "
        f"where model_id = '{path.stem}' and metric = 'false_negative_rate' and segment = 'banned' "
        "and threshold_rule = 'lowest_cost'",
        f"select artifact_sha256 from marts.model_registry where model_id = '{path.stem}'",
    ):
        ((text,),) = sample_warehouse.released(figure)
        assert str(text) in card
