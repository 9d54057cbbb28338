"""When stored models are used on: policies, growth, and what counts as a change."""

from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from claims_warehouse import retraining
from claims_warehouse.claim_models import splits
from claims_warehouse.features import TARGET, TRAINING_COLUMNS


def labelled(video_ids: range, text: str = "we feel that it rains") -> pa.Table:
    """Return videos of which every feature is the text, so that a change of it is a change of the video."""
    columns = {name: [text] * len(video_ids) for name in TRAINING_COLUMNS}
    return pa.table(columns | {"video_id": list(video_ids), TARGET: [number % 2 == 0 for number in video_ids]})


@pytest.fixture(autouse=True)
def counted_splits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Splits that only note how many rows they were drawn of: what they yield is another test's matter."""
    row_counts: list[int] = []

    def split(row_count: int) -> list[str]:
        row_counts.append(row_count)
        return ["train"] * row_count

    monkeypatch.setattr(splits, "reference_split", split)
    return row_counts


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
    split = retraining.current_split(
        session,
        "split",
        training_videos=session.from_arrow(videos if drawn is None else drawn),
        labelled_videos=relation.select("video_id", TARGET),
        video_features=relation,
        policy=policy,
        growth=0.1,
    )
    session.register("split_now", split)
    session.execute("create or replace table split as from split_now")
    (decision,) = split["retraining_decision"].unique().to_pylist()
    return str(decision)


@pytest.mark.parametrize("policy", retraining.POLICIES)
def test_without_stored_models_they_are_trained_and_then_used_on(
    session: duckdb.DuckDBPyConnection, policy: Any, counted_splits: list[int]
):
    assert build(session, labelled(range(10)), policy) == "trained: no model was stored"
    assert build(session, labelled(range(10)), policy) == "trained: no model was stored"
    assert counted_splits == [10]


def test_what_another_version_decided_under_other_names_is_no_stored_model(
    session: duckdb.DuckDBPyConnection, counted_splits: list[int]
):
    build(session, labelled(range(10)))
    session.execute("alter table split rename training_fingerprint to fingerprint")
    assert build(session, labelled(range(10)), "never") == "trained: no model was stored"
    assert counted_splits == [10, 10]


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
    session.execute("update split set is_claim = true")
    assert build(session, labelled(range(11)), "never") == "trained: the stored models could not be estimated"


def test_the_fingerprint_follows_values_and_their_order():
    videos = labelled(range(10))
    same = pa.concat_tables([videos.slice(0, 4), videos.slice(4)])
    assert retraining.training_fingerprint(same) == retraining.training_fingerprint(videos)
    turned = videos.take(list(reversed(range(10))))
    assert retraining.training_fingerprint(turned) != retraining.training_fingerprint(videos)
