"""A release of another version of the project: what it tells is taken, and it stops no build."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from claims_warehouse.release import contents, folders, history, last_release
from claims_warehouse.release.rollback import roll_back
from failure_messages import format_error

RELEASE_COLUMNS = ", ".join(f"{name} {kind}" for name, kind in contents.types_of(history.SCHEMA).items())
FIRST, LAST = "2026-11-21T120000Z-0123abcd", "2026-11-22T120000Z-0123abcd"
CREATED = f"""
    create schema marts;
    create table marts.releases ({RELEASE_COLUMNS});
    insert into marts.releases by name
    select
        *, 'provided' as input_kind, '[]' as input_files, 'abc' as content_sha256, false as is_rolled_back,
        'm' as champion_at_upload
    from (values
        ('{FIRST}', timestamp '2026-11-21 12:00:00', false), ('{LAST}', timestamp '2026-11-22 12:00:00', true)
    ) as releases (release_id, released_at, is_current);
"""


def release(warehouse: Path, *changes: str) -> None:
    """Make the last release as a version would that changed a table."""
    with (
        folders.changing(warehouse),
        folders.new_folder(warehouse, LAST) as folder,
        duckdb.connect(folder / "claims.duckdb") as released,
    ):
        for statement in [CREATED, *changes]:
            released.execute(statement)
        released.execute("checkpoint")
    folders.show(warehouse, LAST)


def champions(warehouse: Path) -> list[tuple[Any, ...]]:
    rows = last_release.released_champions(warehouse, "provided")
    assert rows.schema.equals(last_release.CHAMPIONS_SCHEMA)
    return [tuple(row.values()) for row in rows.to_pylist()]


AS_THEY_ARE = [(LAST, "at_upload", "m", True)]


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    # Whatever was changed, the list can be read, and something follows the current one.
    listed = history.released_before(tmp_path)
    assert [row["release_id"] for row in listed if row["is_current"]] == [LAST]
    assert all(isinstance(row["released_at"], datetime) and row["is_rolled_back"] is False for row in listed)


def test_a_column_more_changes_nothing(warehouse: Path, caplog: pytest.LogCaptureFixture):
    release(warehouse, "alter table marts.releases add column another varchar default 'x'")
    assert champions(warehouse) == AS_THEY_ARE
    assert [row["release_id"] for row in history.released_before(warehouse)] == [FIRST, LAST]
    assert caplog.messages == []


@pytest.mark.parametrize("column", ["champion_at_upload", "input_kind"])
def test_without_a_column_the_champions_are_not_compared(
    warehouse: Path, column: str, caplog: pytest.LogCaptureFixture
):
    release(warehouse, f"alter table marts.releases drop column {column}")
    assert champions(warehouse) == []
    assert f"releases.{column} cannot be read" in caplog.text


@pytest.mark.parametrize("column", history.SCHEMA.names)
def test_the_list_has_nulls_for_a_column_that_it_lacks(warehouse: Path, column: str, caplog: pytest.LogCaptureFixture):
    release(warehouse, f"alter table marts.releases drop column {column}")
    listed = history.released_before(warehouse)
    known = {"release_id", "released_at", "is_current", "is_rolled_back"}
    if column != "release_id":
        assert [row["release_id"] for row in listed] == [FIRST, LAST]
        assert [row["released_at"].day for row in listed] == [21, 22]
        assert {row[column] for row in listed if column not in known} <= {None}
        assert [row["input_kind"] for row in listed if column != "input_kind"] in ([], ["provided"] * 2)
    assert f"releases.{column} cannot be read" in caplog.text


@pytest.mark.parametrize("column", history.SCHEMA.names)
def test_the_list_takes_a_column_of_another_type_by_its_values(
    warehouse: Path, column: str, caplog: pytest.LogCaptureFixture
):
    kind = "timestamptz" if column == "released_at" else "varchar"
    release(
        warehouse,
        "set timezone = 'America/New_York'",
        f"alter table marts.releases alter column {column} type {kind}",
    )
    listed = history.released_before(warehouse)
    assert [row["release_id"] for row in listed] == [FIRST, LAST]
    assert caplog.messages == []


def test_a_file_without_any_of_the_tables_is_known_by_its_folder(warehouse: Path):
    release(warehouse, "drop schema marts cascade", "create table anything as select 1 as one")
    assert champions(warehouse) == []
    (row,) = history.released_before(warehouse)
    assert (row["released_at"], row["input_kind"]) == (datetime(2026, 11, 22, 12), None)
    with pytest.raises(RuntimeError, match="no release before"):
        roll_back(warehouse)


def test_what_cannot_be_cast_is_reported(tmp_path: Path):
    path = tmp_path / "claims.duckdb"
    with duckdb.connect(path) as released:
        released.execute("create schema marts; create table marts.videos as select 'one' as video_id")
        query, unreadable = contents.columns_as(released, "videos", {"video_id": "bigint", "is_claim": "boolean"})
        assert released.execute(query).fetchall() == [(None, None)]
    assert unreadable == ["videos.video_id", "videos.is_claim"]


@pytest.mark.parametrize(
    "read", [lambda path: history.released_before(path.parent), lambda path: last_release.released_files(path, "x")]
)
@pytest.mark.parametrize("damage", ["cut", "another"])
def test_a_damaged_file_is_named_with_the_way_on_which_works(warehouse: Path, damage: str, read: Any):
    release(warehouse)
    path = (warehouse / "claims.duckdb").resolve()
    path.chmod(0o644)
    whole = path.read_bytes()
    path.write_bytes(whole[:5000] if damage == "cut" else b"no database" * 5000)
    with pytest.raises(RuntimeError) as raised:
        read(warehouse / "claims.duckdb")
    message = format_error(f"Runtime Error in model\n  {raised.value}")
    assert message.startswith(f"the released file {path} cannot be read: IO Error: ")
    assert message.endswith(
        f"put its folder back from a backup, or remove the folder {path.parent} and build again (CLM-076)"
    )
    shutil.rmtree(path.parent)
    assert history.released_before(warehouse) == []
    # As the fixture reads it.
    release(warehouse)


def test_a_damaged_block_of_the_released_file_is_not_one_of_the_build_file():
    message = format_error(
        "Runtime Error in model\n  the released file p cannot be read: Corrupt database file. … build again"
    )
    assert "build/claims_build.duckdb" not in message
