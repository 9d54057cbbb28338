"""The pages of a release, its picture, and the script by which a page of an older release finds that it is one."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from claims_warehouse import engines, locations
from claims_warehouse.dashboard.picture import SUMMARY, write_picture
from claims_warehouse.dashboard.site import write_site
from claims_warehouse.engines import Session
from claims_warehouse.locations import DASHBOARD
from claims_warehouse.moderation.review_page.items import read_items
from claims_warehouse.moderation.review_page.page import Item, Settings, items_of, render
from claims_warehouse.release import contents, folders
from claims_warehouse.release.private_files import PAGE, private_page, write_private

REVIEW = "review"
RELEASE_SCRIPT = "release.js"
THIS_RELEASE = """
    select
        release_id,
        released_at,
        input_kind,
        (select count(distinct video_id) from marts.review_list) as selected_count
    from marts.releases where is_current
"""


def write_pages(
    session: Session,
    tables: Sequence[Mapping[str, Any]],
    released_file: Path,
    folder: Path,
    *,
    is_blind: bool,
    hides_text: bool,
) -> None:
    """Write the pages and the picture of a release into its folder; a page with masked transcripts into a private one.

    Parameters
    ----------
    session : Session
        The session of the build, which has the transcripts where the release masks them.
    tables : sequence of mapping
        `table_name`, `schema_name` and `masked_columns` of the released tables.
    released_file : Path
        The released file; it is opened read-only.
    folder : Path
        The folder of the release.
    is_blind, hides_text : bool
        As in `Settings` of the review page.
    """
    schemas = {table["table_name"]: table["schema_name"] for table in tables if table["masked_columns"]}
    schema = schemas.get("review_list")
    write_site(
        released_file,
        folder / DASHBOARD,
        earlier=locations.warehouse() / DASHBOARD,
        # A private page lies elsewhere, and is for fewer people.
        review_page=None if schema else f"../{REVIEW}/{PAGE}",
        hides_text=hides_text,
    )
    with contents.open_release(released_file) as release:
        write_picture(release, folder / SUMMARY)
        release_id = _this_release(release)["release_id"]
        # A page in the folder of a release is opened through the link beside `release.js`.
        place = private_page(release_id) if schema else locations.warehouse() / REVIEW / PAGE
        settings = _settings(release, place.parent, is_blind=is_blind, hides_text=hides_text)
        if schema is None:
            folder.joinpath(REVIEW).mkdir()
            page = render(read_items(release, contents.PUBLIC_SCHEMA), settings)
            folder.joinpath(REVIEW, PAGE).write_text(page, encoding="utf-8")
        else:
            with engines.open_public_tables(session, schema, []) as build:
                write_private(place, render(read_items(build, schema), settings))
    newest = {"release_id": release_id, "page": os.path.relpath(place, locations.warehouse())}
    folder.joinpath(RELEASE_SCRIPT).write_text(f"globalThis.currentRelease = {json.dumps(newest)};\n", encoding="utf-8")


def write_review_page(release_id: str | None, folder: Path | None, *, is_blind: bool, hides_text: bool) -> Path:
    """Write the review page of a kept release again, and return its path.

    Parameters
    ----------
    release_id : str, optional
        By default the release that readers see.
    folder : Path, optional
        Where the page goes: by default `warehouse/queue`, or the private folder of a release without transcripts.
    is_blind, hides_text : bool
        As in `Settings` of the review page.

    Raises
    ------
    ValueError
        If no such release is kept, or if it has no transcripts and its private page is gone.
    """
    warehouse = locations.warehouse()
    release_id = release_id or folders.current_id(warehouse)
    if release_id not in folders.kept_ids(warehouse):
        kept = ", ".join(folders.kept_ids(warehouse)) or "none"
        raise ValueError(f"no release {release_id} is kept in {warehouse}; kept are: {kept} (CLM-092)")
    private = private_page(release_id)
    is_private = private.exists()
    place = folder / "review.html" if folder else private if is_private else warehouse / "queue" / "review.html"
    released_file = warehouse / folders.RELEASES_FOLDER / release_id / locations.RELEASED_FILE
    with contents.open_released(released_file) as release:
        settings = _settings(release, place.parent, is_blind=is_blind, hides_text=hides_text)
        items = items_of(private.read_text(encoding="utf-8")) if is_private else _items(release, private)
    write_private(place, render(items, settings))
    return place


def _items(release: duckdb.DuckDBPyConnection, private: Path) -> list[Item]:
    items = read_items(release, contents.PUBLIC_SCHEMA)
    has_texts = "select count(video_transcription_text) > 0 from marts.videos"
    if items and not release.execute(has_texts).fetchall()[0][0]:
        raise ValueError(
            f"the release holds no transcripts, and its private page {private} is gone. Build again (CLM-093)"
        )
    return items


def _this_release(release: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    (row,) = release.sql(THIS_RELEASE).to_arrow_table().to_pylist()
    return dict(row)


def _settings(release: duckdb.DuckDBPyConnection, folder: Path, *, is_blind: bool, hides_text: bool) -> Settings:
    row = _this_release(release)
    script = os.path.relpath(locations.warehouse() / RELEASE_SCRIPT, folder)
    is_simulated = row["input_kind"] == "simulated"
    return Settings(
        row["release_id"], row["released_at"], script, row["selected_count"], is_simulated, is_blind, hides_text
    )
