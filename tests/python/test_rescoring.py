"""Which videos are scored again, and that only their scores are made."""

from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from claims_warehouse import rescoring
from claims_warehouse.claim_models import scoring

CHAMPION = {"model_id": "phrase", "features": [{"feature": "attribution_phrase"}]}


@pytest.fixture
def session() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create table videos (video_id bigint, video_transcription_text varchar, view_count bigint)")
        connection.execute("insert into videos values (1, 'we feel that', 10), (2, 'a leaflet said that', 20)")
        connection.execute("create table attributed_texts as select true as has_attribution")
        phrase = "case when has_attribution then split_part(video_transcription_text, ' that', 1) end"
        cut = f"select *, {phrase} as attribution_phrase from videos cross join attributed_texts"
        connection.execute(f"create schema intermediate; create view intermediate.int_video_features as {cut}")
        yield connection


@pytest.fixture(autouse=True)
def scored(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Scoring that only notes what it was asked for: what it yields is another test's matter."""
    asked: list[dict[str, Any]] = []

    def score(videos: duckdb.DuckDBPyRelation, row_count: int, models: list[dict[str, Any]]) -> pa.RecordBatchReader:
        rows = videos.order("video_id").to_arrow_table().to_pylist()
        assert len(rows) == row_count
        asked.extend(rows)
        identities = [{"video_id": row["video_id"], "features_hash": row["features_hash"]} for row in rows]
        scores = [row | {"model_id": m["model_id"], "claim_probability": 0.5} for row in identities for m in models]
        return pa.Table.from_pylist(scores, schema=scoring.SCHEMA).to_reader()

    monkeypatch.setattr(scoring, "score_videos", score)
    return asked


def build(
    session: duckdb.DuckDBPyConnection, scored: list[dict[str, Any]], models: tuple[dict[str, Any], ...] = (CHAMPION,)
) -> list[int]:
    """Do what dbt does with the scores, and return the videos that were scored."""
    scored.clear()
    known = "scores" if session.execute("from duckdb_tables() where table_name = 'scores'").fetchall() else None
    features = session.sql("from intermediate.int_video_features")
    scores = rescoring.current_scores(session, known, features, models, "intermediate").read_all()
    session.register("new_scores", scores)
    session.execute("create table if not exists scores as from new_scores limit 0")
    session.execute("delete from scores using new_scores where scores.video_id = new_scores.video_id")
    session.execute("insert into scores from new_scores")
    return [row["video_id"] for row in scored]


def test_every_video_is_scored_once_and_then_none(session: duckdb.DuckDBPyConnection, scored: list[dict[str, Any]]):
    assert build(session, scored) == [1, 2]
    assert scored[0]["attribution_phrase"] == "we feel"
    assert build(session, scored) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("insert into videos values (3, 'they think that', 5)", [3]),
        ("update videos set video_transcription_text = 'we guess that' where video_id = 2", [2]),
        ("update videos set view_count = view_count + 1", []),
        ("delete from videos where video_id = 1", []),
    ],
    ids=["a new video", "another text", "what no champion looks at", "a video that is gone"],
)
def test_only_videos_with_other_features_are_scored_again(
    session: duckdb.DuckDBPyConnection, scored: list[dict[str, Any]], change: str, expected: list[int]
):
    build(session, scored)
    session.execute(change)
    assert build(session, scored) == expected


def test_other_champions_score_every_video(session: duckdb.DuckDBPyConnection, scored: list[dict[str, Any]]):
    build(session, scored)
    assert build(session, scored, ({**CHAMPION, "model_id": "another"},)) == [1, 2]


def test_other_code_scores_every_video(
    session: duckdb.DuckDBPyConnection, scored: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
):
    build(session, scored)
    monkeypatch.setattr(rescoring, "code_version", "other code of {}".format)
    assert build(session, scored) == [1, 2]


def test_another_cut_of_the_text_scores_every_video(session: duckdb.DuckDBPyConnection, scored: list[dict[str, Any]]):
    build(session, scored)
    session.execute(
        "create or replace view intermediate.int_video_features as "
        "select *, 'we' as attribution_phrase from videos cross join attributed_texts"
    )
    assert build(session, scored) == [1, 2]


def test_halves_that_come_or_go_score_every_video(session: duckdb.DuckDBPyConnection, scored: list[dict[str, Any]]):
    build(session, scored)
    session.execute("update attributed_texts set has_attribution = false")
    assert build(session, scored) == [1, 2]
    assert scored[0]["attribution_phrase"] is None


def test_without_champions_nothing_is_scored(session: duckdb.DuckDBPyConnection, scored: list[dict[str, Any]]):
    build(session, scored, ())
    assert session.execute("select count(*) from scores").fetchall() == [(0,)]
    build(session, scored)
    assert build(session, scored, ()) == []
