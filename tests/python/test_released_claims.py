"""What releases say of claims: the video by which a queue showed one, and which video made which."""

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from claims_warehouse.release import folders
from claims_warehouse.release.released_claims import claim_videos, decided_claims

OLD, LAST, LOST = "2026-11-01T120000Z-0123abcd", "2026-11-02T120000Z-0123abcd", "2026-10-01T120000Z-0123abcd"


def release(warehouse: Path, release_id: str, *statements: str) -> None:
    """Make the release that readers have from then on."""
    with (
        folders.changing(warehouse),
        folders.new_folder(warehouse, release_id) as folder,
        duckdb.connect(folder / "claims.duckdb") as released,
    ):
        released.execute("create schema marts; use marts")
        for statement in statements:
            released.execute(statement)
        released.execute("checkpoint")
    folders.show(warehouse, release_id)


def queue(*rows: tuple[str, int]) -> str:
    values = ", ".join(str(row) for row in rows)
    return f"create table review_queue as from (values {values}) as items (claim_id, video_id)"


def bound(warehouse: Path, *named: tuple[str | None, str | None]) -> list[tuple[object, ...]]:
    reviews = [{"release_id": release_id, "claim_id": claim_id} for release_id, claim_id in named]
    return [tuple(row.values()) for row in decided_claims(warehouse, reviews).to_pylist()]


def test_a_claim_is_the_video_by_which_the_queue_of_its_release_showed_it(tmp_path: Path):
    release(tmp_path, OLD, queue(("claim-1", 7), ("claim-2", 2)))
    release(tmp_path, LAST, queue(("claim-1", 8)))
    assert bound(tmp_path, (OLD, "claim-1"), (f" {LAST}\t", "claim-1 "), (LAST, "claim-2"), (OLD, "claim-1")) == [
        (OLD, "claim-1", 7, True),
        (LAST, "claim-1", 8, True),
        (LAST, "claim-2", None, True),
    ]


def test_of_a_release_that_is_gone_what_was_bound_stays_bound(tmp_path: Path):
    reviews = f"""
        create table reviews as
        from (values ('{LOST}', 'claim-1', 7), (null, null, 8)) as bound (release_id, claim_id, video_id)
    """
    release(tmp_path, LAST, queue(("claim-1", 9)), reviews)
    assert bound(tmp_path, (LOST, "claim-1"), (LOST, "claim-2")) == [
        (LOST, "claim-1", 7, False),
        (LOST, "claim-2", None, False),
    ]


@pytest.mark.parametrize("release_id", ["../releases", "", "2026'; drop schema marts cascade; --", None])
def test_what_names_no_release_opens_no_file(tmp_path: Path, release_id: str | None):
    assert bound(tmp_path, (release_id, "claim-1")) == [(release_id or "", "claim-1", None, False)]
    release(tmp_path, LAST, queue(("claim-1", 9)))
    assert bound(tmp_path, (release_id, "claim-1")) == [(release_id or "", "claim-1", None, False)]


def test_a_release_of_a_version_without_claims_names_none(tmp_path: Path):
    release(tmp_path, LAST, "create table review_queue as select 7 as video_id")
    assert bound(tmp_path, (LAST, "claim-1")) == [(LAST, "claim-1", None, True)]
    assert bound(tmp_path) == []


def of_last(warehouse: Path, input_kind: str) -> Sequence[tuple[object, ...]]:
    table = claim_videos(warehouse / "claims.duckdb", input_kind).read_all()
    return [tuple(row.values()) for row in table.to_pylist()]


def test_the_claims_of_the_last_release_are_read_where_it_is_of_the_same_kind(tmp_path: Path):
    assert of_last(tmp_path, "provided") == []
    releases = "create table releases as select true as is_current, 'provided' as input_kind"
    members = "create table claim_videos as from (values (1, 'claim-1'), (2, null)) as members (video_id, claim_id)"
    release(tmp_path, LAST, releases, members)
    assert of_last(tmp_path, "provided") == [(1, "claim-1")]
    assert of_last(tmp_path, "simulated") == []


def test_a_release_of_a_version_without_claim_videos_has_none(tmp_path: Path):
    release(tmp_path, LAST, "create table releases as select true as is_current, 'provided' as input_kind")
    assert of_last(tmp_path, "provided") == []
