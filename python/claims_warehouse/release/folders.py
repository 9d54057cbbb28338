"""The folders of the releases, and the one link that says which of them readers see.

`releases/<release_id>/` holds a release, `current` leads to one of them, and a link beside it leads through
`current` to each thing that a release holds: they all change hands by one rename of one link.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from claims_warehouse.locations import RELEASED_FILE

RELEASES_FOLDER = "releases"
CURRENT = "current"
# Names in `releases` of folders that are being made or removed and are not releases.
NEW = ".new-"
OLD = ".old-"


def current_id(warehouse: Path) -> str | None:
    """Return the id of the release that readers see, or None where nothing is released."""
    link = warehouse / CURRENT
    return link.resolve().name if link.exists() else None


def kept_ids(warehouse: Path) -> list[str]:
    """Return the ids of the releases that are kept, from the oldest to the latest."""
    folders = (warehouse / RELEASES_FOLDER).glob("[!.]*")
    return sorted(folder.name for folder in folders if folder.is_dir())


def released_file(warehouse: Path, release_id: str | None = None) -> Path:
    """Return the path of the released file of a kept release, by default of the one that readers see.

    Raises
    ------
    ValueError
        If no such release is kept.
    """
    chosen = release_id or current_id(warehouse)
    if chosen is None:
        raise ValueError(f"nothing is released in {warehouse}. Release one first, with make build (CLM-090)")
    if chosen not in kept_ids(warehouse):
        kept = ", ".join(kept_ids(warehouse)) or "none"
        raise ValueError(f"no release {chosen} is kept in {warehouse}; kept are: {kept} (CLM-092)")
    return warehouse / RELEASES_FOLDER / chosen / RELEASED_FILE


@contextmanager
def changing(warehouse: Path) -> Iterator[None]:
    """Keep other processes from changing what readers see, and remove what a killed one left unfinished."""
    releases = warehouse / RELEASES_FOLDER
    for folder in (warehouse, releases):
        if not folder.exists():
            folder.mkdir(parents=True)
            folder.chmod(0o755)
    descriptor = os.open(releases, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        for leftover in [*releases.glob(f"{NEW}*"), *releases.glob(f"{OLD}*")]:
            shutil.rmtree(leftover)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def new_folder(warehouse: Path, release_id: str) -> Iterator[Path]:
    """Make a folder for a release, which takes its place among the releases if all that is done in it succeeds."""
    releases = warehouse / RELEASES_FOLDER
    folder = releases / f"{NEW}{release_id}"
    folder.mkdir()
    try:
        yield folder
        for path in [*folder.rglob("*"), folder]:
            # Not even its owner opens a release for writing, as DuckDB's command line does unless told otherwise: its
            # lock would shut all other readers out.
            path.chmod(0o755 if path.is_dir() else 0o444)
            _write_out(path)
        folder.rename(releases / release_id)
        _write_out(releases)
    finally:
        # Free the disk space that the failed release took.
        shutil.rmtree(folder, ignore_errors=True)


def show(warehouse: Path, release_id: str) -> None:
    """Let readers see a release: all that it holds, in one step."""
    _link(warehouse / CURRENT, Path(RELEASES_FOLDER, release_id))
    for path in (warehouse / CURRENT).iterdir():
        # Made once. Where an earlier version of this project left a file of that name, the link takes its place.
        _link(warehouse / path.name, Path(CURRENT, path.name))
    for link in warehouse.iterdir():
        # Another release held it, such as one of another version of this project.
        if link.is_symlink() and not link.exists() and link.readlink().parent == Path(CURRENT):
            link.unlink()
    _write_out(warehouse)


def remove_all_but(warehouse: Path, releases_kept: int) -> None:
    """Remove the oldest releases, though never the one that readers see."""
    for release_id in kept_ids(warehouse)[:-releases_kept]:
        if release_id != current_id(warehouse):
            # Renamed first: a release of which half is removed must not pass for one.
            folder = warehouse / RELEASES_FOLDER / release_id
            shutil.rmtree(folder.rename(folder.with_name(f"{OLD}{release_id}")))


def put_in_place(path: Path, write: Callable[[Path], object]) -> None:
    """Have a file written beside its place and renamed, so that nobody ever reads half of it."""
    new_file = path.with_name(f".{path.name}.new")
    write(new_file)
    new_file.replace(path)


def _link(link: Path, target: Path) -> None:
    if link.is_symlink() and link.readlink() == target:
        return
    new_link = link.with_name(f".{link.name}.new")
    new_link.unlink(missing_ok=True)
    new_link.symlink_to(target)
    new_link.replace(link)


def _write_out(path: Path) -> None:
    """Have the system write a file or a folder's list of names to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
