"""What holds transcripts of a release that readers may not see: beside the build file, for its owner alone."""

import shutil
from collections.abc import Collection
from pathlib import Path

from claims_warehouse import locations
from claims_warehouse.release.folders import put_in_place

PAGE = "index.html"
REVIEW, MODELS = "review", "models"


def private_page(release_id: str) -> Path:
    """Return the path of the private review page of a release."""
    return _private(locations.home(), REVIEW) / release_id / PAGE


def private_models(release_id: str, home: Path | None = None) -> Path:
    """Return the folder of the private artifacts of a release, by default of this home."""
    return _private(home or locations.home(), MODELS) / release_id


def write_private(path: Path, content: str | bytes) -> None:
    """Write a file that its owner alone can read, in a folder that its owner alone can open if it is new."""
    missing = [folder for folder in path.parents if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=0o700)

    def write(new_file: Path) -> None:
        new_file.touch(mode=0o600)
        new_file.write_bytes(content.encode() if isinstance(content, str) else content)

    put_in_place(path, write)


def remove_all_but(release_ids: Collection[str]) -> None:
    """Remove the private files of releases that are not kept."""
    for kind in (REVIEW, MODELS):
        for folder in _private(locations.home(), kind).glob("*"):
            if folder.name not in release_ids:
                shutil.rmtree(folder)


def _private(home: Path, kind: str) -> Path:
    return home / "build" / kind
