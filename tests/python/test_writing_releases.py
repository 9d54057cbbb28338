"""A release is made, checked and shown in one step, and put back by another."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import duckdb
import pytest
from inputs.releases import (
    FIRST,
    SECOND,
    THIRD,
    audited,
    listed,
    names,
    query,
    release_as,
    small_build,
    video_count,
    write_page,
)

from claims_warehouse import locations
from claims_warehouse.engines import read_table
from claims_warehouse.release import folders
from claims_warehouse.release.rollback import NothingToPutBackError, roll_back
from claims_warehouse.release.writing import ReleaseError, write_release


@pytest.fixture
def build(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with small_build(tmp_path) as connection:
        yield connection


def test_public_tables_are_released_with_their_comments(build: duckdb.DuckDBPyConnection, tmp_path: Path):
    warehouse = tmp_path / "it's here"
    build.execute(f"insert into marts.releases values ('{FIRST}', '2026-11-21', false, true)")
    tables = [
        *audited(videos=10),
        {"table_name": 'odd " name', "schema_name": "marts", "row_count": 1, "masked_columns": []},
    ]
    releases = listed(build, FIRST, tables)
    released = write_release(build, tables, releases, warehouse, releases_kept=5, write_files=write_page).to_pylist()
    file = warehouse / "claims.duckdb"
    assert {row["table_name"]: row["row_count"] for row in released} == {
        "videos": 10,
        'odd " name': 1,
        "releases": 1,
    }
    assert {(row["release_id"], row["released_file"]) for row in released} == {(FIRST, str(file))}
    assert query(file, "select count(*) from marts.videos") == [(10,)]
    assert query(file, 'select "a "" column" from marts."odd "" name"') == [(1,)]
    assert query(file, "select comment from duckdb_tables() where table_name = 'videos'") == [("The author's videos",)]
    comment = query(file, "select comment from duckdb_columns() where table_name = 'videos'")
    assert comment == [("Identifying number; not a name",)]
    assert query(file, "select count(*) from duckdb_tables() where schema_name != 'marts'") == [(0,)]
    assert names(warehouse) == {"claims.duckdb", "current", "dashboard", "releases"}
    assert names(warehouse / "releases" / FIRST) == {"claims.duckdb", "dashboard"}


def test_one_link_says_what_readers_see(build: duckdb.DuckDBPyConnection, tmp_path: Path):
    warehouse = tmp_path / "warehouse"
    release_as(build, FIRST, warehouse)
    assert (warehouse / "current").readlink() == Path("releases", FIRST)
    assert (warehouse / "claims.duckdb").readlink() == Path("current", "claims.duckdb")
    assert (warehouse / "dashboard").readlink() == Path("current", "dashboard")
    # The links are relative: the folder may be moved, or mounted elsewhere.
    moved = warehouse.rename(tmp_path / "moved")
    assert video_count(moved) == 11
    assert (moved / "dashboard" / "index.html").read_text() == "[(11,)]"


def test_a_file_of_an_earlier_version_gives_way_to_the_link(build: duckdb.DuckDBPyConnection, tmp_path: Path):
    (tmp_path / "claims.duckdb").write_bytes(b"a released file")
    (tmp_path / "claims.duckdb").chmod(0o444)
    release_as(build, FIRST, tmp_path)
    assert (tmp_path / "claims.duckdb").is_symlink()
    assert video_count(tmp_path) == 11


def test_a_masked_column_is_released_as_nulls(build: duckdb.DuckDBPyConnection, tmp_path: Path):
    build.execute("""alter table marts.videos add column "it's a text" varchar default 'spoken in private'""")
    build.execute("alter table marts.videos add column words struct(word varchar)[] default [{'word': 'private'}]")
    build.execute(f"insert into marts.releases values ('{FIRST}', '2026-11-21', false, true)")
    videos = {
        "table_name": "videos",
        "schema_name": "marts",
        "row_count": 10,
        "masked_columns": ["it's a text", "words"],
    }
    releases = listed(build, FIRST, [videos])
    write_release(build, [videos], releases, tmp_path, releases_kept=5, write_files=write_page)
    file = tmp_path / "claims.duckdb"
    assert query(file, """select count(video_id), count("it's a text"), count(words) from marts.videos""") == [
        (10, 0, 0)
    ]
    assert query(file, "select any_value(typeof(words)) from marts.videos") == [("STRUCT(word VARCHAR)[]",)]
    assert b"private" not in file.read_bytes()


def test_an_open_reader_keeps_its_release_and_a_new_one_sees_the_next(build: duckdb.DuckDBPyConnection, tmp_path: Path):
    release_as(build, FIRST, tmp_path)
    command = [sys.executable, "-c", READER, str(tmp_path / "claims.duckdb")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        assert reader.stdin is not None
        assert reader.stdout.readline() == "11\n"
        # Not even the removal of its release disturbs it.
        release_as(build, SECOND, tmp_path, releases_kept=1)
        assert names(tmp_path / "releases") == {SECOND}
        reader.stdin.write("again\n")
        reader.stdin.flush()
        assert reader.stdout.readline() == "11\n"
    assert video_count(tmp_path) == 12


READER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
for _ in range(2):
    print(connection.execute("select count(*) from marts.videos").fetchall()[0][0], flush=True)
    _ == 0 and sys.stdin.readline()
"""


@pytest.mark.parametrize(
    ("row_count", "change"),
    [
        (9, "select 1"),
        (11, "update marts.videos set video_id = 99 where video_id = 0"),
        (11, "comment on column marts.videos.video_id is 'another'"),
    ],
)
def test_a_release_that_is_not_what_was_audited_is_not_shown(
    build: duckdb.DuckDBPyConnection, tmp_path: Path, row_count: int, change: str
):
    release_as(build, FIRST, tmp_path)
    tables = audited(videos=row_count)
    releases = listed(build, SECOND, tables)
    build.execute(change)
    with pytest.raises(ReleaseError, match="videos"):
        write_release(build, tables, releases, tmp_path, releases_kept=5, write_files=write_page)
    assert folders.current_id(tmp_path) == FIRST
    assert names(tmp_path / "releases") == {FIRST}


def test_without_tables_nothing_is_released(build: duckdb.DuckDBPyConnection, tmp_path: Path):
    assert write_release(build, [], [], tmp_path / "warehouse", releases_kept=5, write_files=write_page).num_rows == 0
    assert not (tmp_path / "warehouse").exists()


def test_the_current_release_is_not_made_again(build: duckdb.DuckDBPyConnection, tmp_path: Path):
    release_as(build, FIRST, tmp_path)
    before = (tmp_path / "claims.duckdb").stat()
    releases = listed(build, FIRST, audited(videos=11))
    released = write_release(build, audited(videos=11), releases, tmp_path, releases_kept=5, write_files=write_page)
    after = (tmp_path / "claims.duckdb").stat()
    assert set(released["is_new_release"].to_pylist()) == {False}
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_the_last_releases_are_kept(build: duckdb.DuckDBPyConnection, tmp_path: Path):
    for release_id in (FIRST, SECOND, THIRD):
        release_as(build, release_id, tmp_path, releases_kept=2)
    assert names(tmp_path / "releases") == {SECOND, THIRD}


def test_the_current_release_is_kept_whatever_its_age(build: duckdb.DuckDBPyConnection, tmp_path: Path):
    for release_id in (FIRST, SECOND, THIRD):
        release_as(build, release_id, tmp_path)
    folders.show(tmp_path, FIRST)
    folders.remove_all_but(tmp_path, releases_kept=1)
    assert names(tmp_path / "releases") == {FIRST, THIRD}


def test_all_can_read_a_release_and_none_write_whatever_the_umask(build: duckdb.DuckDBPyConnection, tmp_path: Path):
    before = os.umask(0o077)
    try:
        release_as(build, FIRST, tmp_path / "warehouse")
    finally:
        os.umask(before)
    modes = {
        stat.S_IMODE(path.stat().st_mode): path.is_dir() for path in [tmp_path / "warehouse", *tmp_path.glob("*/**/*")]
    }
    assert modes == {0o755: True, 0o444: False}


def test_a_rollback_puts_the_previous_release_back(build: duckdb.DuckDBPyConnection, tmp_path: Path):
    for release_id in (FIRST, SECOND, THIRD):
        release_as(build, release_id, tmp_path)
    assert roll_back(tmp_path) == (THIRD, SECOND)
    assert video_count(tmp_path) == 12
    assert roll_back(tmp_path) == (SECOND, FIRST)
    assert video_count(tmp_path) == 11
    with pytest.raises(NothingToPutBackError, match=f"no release before {FIRST} is kept"):
        roll_back(tmp_path)
    assert folders.current_id(tmp_path) == FIRST


def test_what_the_release_does_not_hold_has_no_link(build: duckdb.DuckDBPyConnection, tmp_path: Path):
    release_as(build, FIRST, tmp_path)
    # The first release is of a version without a picture.
    release_as(build, SECOND, tmp_path)
    second = tmp_path / "releases" / SECOND
    (second / "summary.png").write_bytes(b"a picture")
    folders.show(tmp_path, SECOND)
    assert (tmp_path / "summary.png").read_bytes() == b"a picture"
    roll_back(tmp_path)
    assert "summary.png" not in names(tmp_path)
    folders.show(tmp_path, SECOND)
    assert (tmp_path / "summary.png").exists()


def test_a_rollback_goes_back_from_what_was_released_while_it_waited(
    build: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    release_as(build, FIRST, tmp_path)
    release_as(build, SECOND, tmp_path)
    changing = folders.changing

    def changing_after_another(warehouse: Path) -> AbstractContextManager[None]:
        monkeypatch.setattr(folders, "changing", changing)
        release_as(build, THIRD, tmp_path)
        return changing(warehouse)

    monkeypatch.setattr(folders, "changing", changing_after_another)
    assert roll_back(tmp_path) == (THIRD, SECOND)
    assert folders.current_id(tmp_path) == SECOND


def test_a_rollback_passes_over_what_was_withdrawn(build: duckdb.DuckDBPyConnection, tmp_path: Path):
    release_as(build, FIRST, tmp_path)
    release_as(build, SECOND, tmp_path)
    roll_back(tmp_path)
    build.execute("update marts.releases set is_rolled_back = release_id = ?", [SECOND])
    release_as(build, THIRD, tmp_path)
    assert roll_back(tmp_path) == (THIRD, FIRST)


def test_read_table_are_those_of_the_relation_or_none(build: duckdb.DuckDBPyConnection):
    build.execute("begin")
    assert read_table(build, '"marts"."nothing"') is None
    rows = read_table(build, '"marts"."videos"')
    assert rows is not None
    assert rows.num_rows == 10
    build.execute("commit")


def test_the_home_is_the_checkout_unless_the_environment_names_another(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.delenv("CLAIMS_HOME", raising=False)
    assert locations.home() == locations.project_root()
    assert (locations.project_root() / "dbt_project.yml").exists()
    monkeypatch.setenv("CLAIMS_HOME", str(tmp_path))
    assert locations.released_file() == tmp_path / "warehouse" / "claims.duckdb"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("CLAIMS_HOME", "~/claims")
    assert locations.home() == tmp_path / "claims"
