"""When stored models are used on: policies, growth, and what counts as a change."""

from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from claims_warehouse import retraining
from claims_warehouse.claim_models import training
from claims_warehouse.features import TARGET, TRAINING_COLUMNS


def labelled(video_ids: range, text: str = "we feel that it rains") -> pa.Table:
    """Return videos of which every feature is the text, so that a change of it is a change of the video."""
    columns = {name: [text] * len(video_ids) for name in TRAINING_COLUMNS}
    return pa.table(columns | {"video_id": list(video_ids), TARGET: [True] * len(video_ids)})


@pytest.fixture(autouse=True)
def counted_trainings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Training that only notes what it was asked for: what it yields is another test's matter."""
    fingerprints: list[str] = []

    def train(videos: pa.Table, fingerprint: str, labelled_row_count: int) -> pa.Table:
        fingerprints.append(fingerprint)
        model = {
            "model_id": "m",
            "training_fingerprint": fingerprint,
            "labelled_row_count": labelled_row_count,
            "scores": [{"video_id": video_id} for video_id in videos["video_id"].to_pylist()],
        }
        return pa.Table.from_pylist([model])

    monkeypatch.setattr(training, "train_candidates", train)
    return fingerprints


@pytest.fixture
def session() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def build(
    session: duckdb.DuckDBPyConnection,
    videos: pa.Table,
    policy: Any = "growth",
    drawn: pa.Table | None = None,
) -> str:
    """Do what dbt does with the models of these videos, trained on those that are drawn, and return the decision."""
    relation = session.from_arrow(videos)
    models = retraining.current_models(
        session,
        "models",
        training_videos=session.from_arrow(videos if drawn is None else drawn),
        labelled_videos=relation.select("video_id", TARGET),
        video_features=relation,
        policy=policy,
        growth=0.1,
    )
    session.register("models_now", models)
    session.execute("create or replace table models as from models_now")
    (row,) = models.to_pylist()
    decision: str = row["retraining_decision"]
    return decision


@pytest.mark.parametrize("policy", retraining.POLICIES)
def test_without_stored_models_they_are_trained_and_then_used_on(
    session: duckdb.DuckDBPyConnection, policy: Any, counted_trainings: list[str]
):
    assert build(session, labelled(range(10)), policy) == "trained: no model was stored"
    assert build(session, labelled(range(10)), policy) == "trained: no model was stored"
    assert len(counted_trainings) == 1


@pytest.mark.parametrize(
    ("policy", "video_count", "expected"),
    [
        ("growth", 109, "reused: labelled videos have grown by 9.0%, less than 10.0%"),
        ("growth", 110, "trained: labelled videos have grown by 10.0%, at least 10.0%"),
        ("always", 101, "trained: something has changed"),
        ("never", 500, "reused: the policy is never to train again"),
    ],
)
def test_the_policy_decides_what_growth_does(
    session: duckdb.DuckDBPyConnection, policy: Any, video_count: int, expected: str
):
    build(session, labelled(range(100)))
    assert build(session, labelled(range(video_count)), policy) == expected


def test_a_known_video_that_changed_or_went_is_a_reason_to_train(session: duckdb.DuckDBPyConnection):
    expected = "trained: known videos, the code or the libraries have changed"
    build(session, labelled(range(100)))
    assert build(session, labelled(range(100), "another text")) == expected
    assert build(session, labelled(range(1, 102))) == expected


def test_another_draw_of_unchanged_videos_is_no_reason_to_train(session: duckdb.DuckDBPyConnection):
    build(session, labelled(range(100)), drawn=labelled(range(50)))
    decision = build(session, labelled(range(105)), drawn=labelled(range(10, 60)))
    assert decision == "reused: labelled videos have grown by 5.0%, less than 10.0%"


def test_a_drawn_video_that_changed_is_a_reason_to_train_though_it_is_drawn_no_more(session: duckdb.DuckDBPyConnection):
    build(session, labelled(range(100)), drawn=labelled(range(50)))
    decision = build(session, labelled(range(100), "another text"), drawn=labelled(range(50, 100), "another text"))
    assert decision == "trained: known videos, the code or the libraries have changed"


def test_changed_code_is_a_reason_to_train_unless_the_policy_is_never(
    session: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
):
    build(session, labelled(range(100)))
    monkeypatch.setattr(retraining, "code_version", "other code of {}".format)
    assert build(session, labelled(range(100)), "never").startswith("reused")
    assert build(session, labelled(range(100))).startswith("trained: known videos, the code")


def test_models_that_could_not_be_estimated_are_tried_again(session: duckdb.DuckDBPyConnection):
    build(session, labelled(range(10)))
    session.execute("update models set scores = null")
    assert build(session, labelled(range(11)), "never") == "trained: the stored models could not be estimated"


def test_the_fingerprint_follows_values_and_their_order():
    videos = labelled(range(10))
    same = pa.concat_tables([videos.slice(0, 4), videos.slice(4)])
    assert retraining.training_fingerprint(same) == retraining.training_fingerprint(videos)
    turned = videos.take(list(reversed(range(10))))
    assert retraining.training_fingerprint(turned) != retraining.training_fingerprint(videos)
