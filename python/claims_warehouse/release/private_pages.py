"""The folder of review pages whose transcripts readers may not see: beside the build file, for its owner alone."""

import shutil
from collections.abc import Collection
from pathlib import Path

from claims_warehouse import locations
from claims_warehouse.release.folders import put_in_place

PAGE = "index.html"


def private_page(release_id: str) -> Path:
    """Return the path of the private review page of a release."""
    return _pages() / release_id / PAGE


def write_private(path: Path, page: str) -> None:
    """Write a page that its owner alone can read, in a folder that its owner alone can open if it is new."""
    missing = [folder for folder in path.parents if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=0o700)

    def write(new_file: Path) -> None:
        new_file.touch(mode=0o600)
        new_file.write_text(page, encoding="utf-8")

    put_in_place(path, write)


def remove_all_but(release_ids: Collection[str]) -> None:
    """Remove the private pages of releases that are not kept."""
    for folder in _pages().glob("*"):
        if folder.name not in release_ids:
            shutil.rmtree(folder)


def _pages() -> Path:
    return locations.home() / "build" / "review"
