import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from claims_warehouse import locations
from claims_warehouse.publication.snapshot import PublicationError, publish
from claims_warehouse.stored import stored_rows


@pytest.fixture
def build(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A build with two public tables, one of an odd name, and a private one."""
    with duckdb.connect(tmp_path / "build file.duckdb") as connection:
        connection.execute("""
            create schema marts;
            create schema raw;
            create table marts.videos as select range as video_id from range(10);
            create table marts."odd "" name" as select 1 as "a "" column";
            create table raw.secret as select 1 as value;
            comment on table marts.videos is 'The author''s videos';
            comment on column marts.videos.video_id is 'Identifying number; not a name';
        """)
        yield connection


def audited(**row_counts: int) -> list[dict[str, object]]:
    return [{"table_name": name, "row_count": count} for name, count in row_counts.items()]


def query(path: Path, text: str) -> list[tuple[object, ...]]:
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(text).fetchall()


def test_public_tables_are_published_with_their_comments(build: duckdb.DuckDBPyConnection, tmp_path: Path):
    published = tmp_path / "it's here" / "claims.duckdb"
    tables = [*audited(videos=10), {"table_name": 'odd " name', "row_count": 1}]
    assert publish(build, tables, published).to_pylist() == tables
    assert query(published, "select count(*) from marts.videos") == [(10,)]
    assert query(published, 'select "a "" column" from marts."odd "" name"') == [(1,)]
    assert query(published, "select comment from duckdb_tables() where table_name = 'videos'") == [
        ("The author's videos",)
    ]
    comment = query(published, "select comment from duckdb_columns() where table_name = 'videos'")
    assert comment == [("Identifying number; not a name",)]
    assert query(published, "select count(*) from duckdb_tables() where schema_name != 'marts'") == [(0,)]
    assert [path.name for path in published.parent.iterdir()] == ["claims.duckdb"]


def test_a_withheld_column_is_published_as_nulls(build: duckdb.DuckDBPyConnection, tmp_path: Path):
    build.execute("""alter table marts.videos add column "it's a text" varchar default 'spoken in private' """)
    (videos,) = audited(videos=10)
    publish(build, [videos | {"withheld_columns": ["it's a text"]}], tmp_path / "claims.duckdb")
    columns = query(tmp_path / "claims.duckdb", 'select count(video_id), count("it\'s a text") from marts.videos')
    assert columns == [(10, 0)]
    assert b"spoken in private" not in (tmp_path / "claims.duckdb").read_bytes()


def test_an_open_reader_keeps_its_snapshot_and_a_new_one_sees_the_next(
    build: duckdb.DuckDBPyConnection, tmp_path: Path
):
    published = tmp_path / "claims.duckdb"
    publish(build, audited(videos=10), published)
    command = [sys.executable, "-c", READER, str(published)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        assert reader.stdin is not None
        assert reader.stdout.readline() == "10\n"
        build.execute("insert into marts.videos values (10)")
        publish(build, audited(videos=11), published)
        reader.stdin.write("again\n")
        reader.stdin.flush()
        assert reader.stdout.readline() == "10\n"
    assert query(published, "select count(*) from marts.videos") == [(11,)]


READER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
for _ in range(2):
    print(connection.execute("select count(*) from marts.videos").fetchall()[0][0], flush=True)
    _ == 0 and sys.stdin.readline()
"""


def test_a_snapshot_that_is_not_what_was_audited_is_not_put_in_place(build: duckdb.DuckDBPyConnection, tmp_path: Path):
    published = tmp_path / "claims.duckdb"
    publish(build, audited(videos=10), published)
    before = published.stat().st_ino
    with pytest.raises(PublicationError, match="videos"):
        publish(build, audited(videos=9), published)
    assert published.stat().st_ino == before


def test_a_leftover_of_a_killed_build_is_replaced(build: duckdb.DuckDBPyConnection, tmp_path: Path):
    published = tmp_path / "claims.duckdb"
    (tmp_path / ".claims.duckdb.new").write_bytes(b"half a file")
    publish(build, audited(videos=10), published)
    assert query(published, "select count(*) from marts.videos") == [(10,)]


def test_without_tables_nothing_is_published(build: duckdb.DuckDBPyConnection, tmp_path: Path):
    assert publish(build, [], tmp_path / "claims.duckdb").num_rows == 0
    assert not (tmp_path / "claims.duckdb").exists()


def test_stored_rows_are_those_of_the_relation_or_none(build: duckdb.DuckDBPyConnection):
    build.execute("begin")
    assert stored_rows(build, '"marts"."nothing"') is None
    rows = stored_rows(build, '"marts"."videos"')
    assert rows is not None
    assert rows.num_rows == 10
    build.execute("commit")


def test_the_home_is_the_checkout_unless_the_environment_names_another(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.delenv("CLAIMS_HOME", raising=False)
    assert locations.home() == locations.project_root()
    assert (locations.project_root() / "dbt_project.yml").exists()
    monkeypatch.setenv("CLAIMS_HOME", str(tmp_path))
    assert locations.published_file() == tmp_path / "warehouse" / "claims.duckdb"
