"""Only what changed is trained and scored again: the others keep their ids, their bytes and their scores."""

import logging

import numpy as np
import pyarrow as pa
import pytest
from inputs.labelled_videos import labelled_videos
from sklearn.base import BaseEstimator
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from claims_warehouse.claim_models import fold_scores, training
from claims_warehouse.claim_models.candidates import Candidate, candidates, linear_model, views_rule
from claims_warehouse.claim_models.splits import reference_split
from claims_warehouse.features import COUNTS

STATUS = Candidate("status", "at_upload", linear_model("author_status"))
METADATA = Candidate("metadata", "at_upload", linear_model("metadata"))
COUNTED = Candidate("counted", "with_engagement", linear_model("engagement"))
RULE = Candidate("views_rule", "with_engagement", views_rule(), is_baseline=True)


@pytest.fixture(scope="module")
def videos() -> pa.Table:
    rows = labelled_videos()
    return rows.append_column("split", pa.array(reference_split(rows.num_rows), pa.string()))


def build(
    videos: pa.Table, chosen: list[Candidate], known: tuple[pa.Table, pa.Table] | None = None, repeats: int = 2
) -> tuple[pa.Table, pa.Table]:
    models, scores = known or (None, None)
    trained = training.train_candidates(videos, "of these videos", chosen, models)
    return trained, fold_scores.score_folds(videos, trained.to_pylist(), repeats, known=scores)


def in_order(built: tuple[pa.Table, pa.Table]) -> tuple[pa.Table, pa.Table]:
    order = [(name, "ascending") for name in ("model_id", "repeat_number", "video_id")]
    return built[0], built[1].sort_by(order)


def counts(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage().partition(" in ")[0] for record in caplog.records]


def test_one_more_candidate_is_one_more_training(videos: pa.Table, caplog: pytest.LogCaptureFixture):
    before = build(videos, [RULE, STATUS, COUNTED])
    caplog.set_level(logging.INFO)
    after = build(videos, [RULE, STATUS, METADATA, COUNTED], before)
    assert counts(caplog)[:2] == ["trained 1 of 1 models", "scored the labelled videos by 1 of 1 models"]
    assert after[0]["complexity_rank"].to_pylist() == [1, 2, 3, 4]
    kept = [row | {"complexity_rank": 0} for row in after[0].to_pylist() if row["model_name"] != "metadata"]
    assert kept == [row | {"complexity_rank": 0} for row in before[0].to_pylist()]
    anew = build(videos, [RULE, STATUS, METADATA, COUNTED])
    for table, expected in zip(in_order(after), in_order(anew), strict=True):
        assert table.equals(expected)


def test_one_less_or_one_changed_candidate_leaves_the_others(videos: pa.Table, caplog: pytest.LogCaptureFixture):
    before = build(videos, [STATUS, METADATA, COUNTED])
    caplog.set_level(logging.INFO)
    less = build(videos, [STATUS, COUNTED], before)
    assert counts(caplog) == []
    changed = Candidate("metadata", "at_upload", linear_model("metadata").set_params(logisticregression__C=1))
    after = build(videos, [STATUS, changed, COUNTED], before)
    assert counts(caplog)[:2] == ["trained 1 of 1 models", "scored the labelled videos by 1 of 1 models"]
    ids = [table["model_id"].to_pylist() for table, _ in (before, less, after)]
    assert ids[1] == [ids[0][0], ids[0][2]]
    assert [one == other for one, other in zip(ids[0], ids[2], strict=True)] == [True, False, True]
    assert set(less[1]["model_id"].to_pylist()) == set(ids[1])


def test_one_more_repeat_scores_that_repeat_alone(videos: pa.Table, caplog: pytest.LogCaptureFixture):
    before = build(videos, [STATUS, COUNTED], repeats=2)
    caplog.set_level(logging.INFO)
    after = build(videos, [STATUS, COUNTED], before, repeats=3)
    assert all(message.startswith("scored the labelled videos again by") for message in counts(caplog))
    assert in_order(after)[1].equals(in_order(build(videos, [STATUS, COUNTED], repeats=3))[1])


def test_what_another_version_wrote_is_not_taken_over(videos: pa.Table):
    models, scores = build(videos, [STATUS])
    again = build(videos, [STATUS], (models.drop_columns(["importances"]), scores.drop_columns(["raw_score"])))
    assert (again[0].num_rows, again[1].num_rows) == (1, scores.num_rows)


def own(features: object) -> object:
    return features


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (LogisticRegression(C=1), LogisticRegression(C=2)),
        (FunctionTransformer(np.log1p), FunctionTransformer(np.sqrt)),
        (FunctionTransformer(np.log1p), FunctionTransformer(own)),
        (make_column_transformer((StandardScaler(), COUNTS)), make_column_transformer((StandardScaler(), COUNTS[:2]))),
    ],
)
def test_another_recipe_is_told_from_the_first(one: BaseEstimator, other: BaseEstimator):
    recipes = [training.recipe(Candidate("a", "at_upload", make_pipeline(step))) for step in (one, other)]
    assert recipes[0] != recipes[1]


def test_a_rule_is_known_by_its_weights_and_a_model_by_its_flags():
    rule = views_rule()
    rule[-1].estimator.intercept_ = np.array([-20_000.0])
    assert training.recipe(rule) != training.recipe(views_rule())
    flags = ({}, {"is_searched": True}, {"is_baseline": True})
    recipes = [str(training.recipe(Candidate("a", "at_upload", views_rule(), **given))) for given in flags]
    assert len(set(recipes)) == 3


def test_the_recipes_of_candidates_hold_no_address():
    first, again = ([str(training.recipe(candidate)) for candidate in candidates()] for _ in range(2))
    assert first == again
    assert not [recipe for recipe in first if "0x" in recipe]


def test_what_is_written_beside_the_candidates_follows_from_their_module(monkeypatch: pytest.MonkeyPatch):
    before = training.recipe(own)
    monkeypatch.setattr(own, "__module__", Candidate.__module__)
    with_module = training.recipe(own)
    monkeypatch.setattr(training, "sha256_of_file", lambda _: "another text")
    assert len({before, with_module, training.recipe(own)}) == 3
