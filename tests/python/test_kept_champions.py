"""Which models outlive the training of new ones."""

from collections.abc import Iterator

import duckdb
import pytest

from claims_warehouse.kept_champions import kept_rows


@pytest.fixture
def session() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            """
            create table models as from (values ('a', 1), ('b', 2)) as models (model_id, complexity_rank);
            create table artifacts as
            from (values ('a', '\\x01'::blob), ('b', '\\x02'::blob)) as artifacts (model_id, artifact);
            create table chosen as
            from (values ('at_upload', 'b'), ('with_engagement', null)) as chosen (scoring_stage, model_id);
            create table released as from (values ('r1', 'b'), ('r2', 'c')) as released (release_id, model_id)
            """
        )
        yield connection


def keep(session: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """Do what dbt does with the table."""
    models = session.table("models").join(session.table("artifacts").select("model_id", "artifact"), "model_id")
    rows = kept_rows(session, "kept", models, named_by=(session.table("chosen"), session.table("released")))
    session.register("rows", rows)
    session.execute("create or replace table kept as from rows")
    return session.execute("from kept").fetchall()


def test_models_that_a_release_or_this_build_names_are_kept(session: duckdb.DuckDBPyConnection):
    assert keep(session) == [("b", 2, b"\x02")]
    session.execute("delete from models; insert into models values ('d', 4); insert into artifacts values ('d', 'd')")
    session.execute("update chosen set model_id = 'd'")
    assert keep(session) == [("b", 2, b"\x02"), ("d", 4, b"d")]
    # No kept release names the old one any more.
    session.execute("delete from released where model_id = 'b'")
    assert keep(session) == [("d", 4, b"d")]


def test_a_model_of_this_build_is_taken_from_this_build(session: duckdb.DuckDBPyConnection):
    keep(session)
    session.execute("update models set complexity_rank = 9")
    assert keep(session) == [("b", 9, b"\x02")]


@pytest.mark.parametrize("change", ["add column another int", "alter complexity_rank type varchar using 'first'"])
def test_rows_of_another_version_of_the_project_are_given_up(session: duckdb.DuckDBPyConnection, change: str):
    keep(session)
    session.execute(f"alter table kept {change}; delete from models")
    assert keep(session) == []
