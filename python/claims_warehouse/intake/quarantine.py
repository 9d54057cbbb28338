"""Files that cannot be read are set aside: one that could be read before is read as it was then, from a copy."""

import hashlib
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar
from urllib.parse import quote

from claims_warehouse.cache import sha256_of_file
from claims_warehouse.intake.finding import openable, printable
from claims_warehouse.intake.partitions import PARTITION_KEY
from claims_warehouse.messages import CODE

# Beside the build file: private as that is, and removed with it.
FOLDER = "kept_input"
SKIP_RULE = "quarantined"
# A path or a glob that finds nothing is no file that could be set aside.
OF_PATTERNS = frozenset({"020", "021", "022"})


class Inspected(Protocol):
    """What is set aside: an `InputFile`."""

    file_kind: str
    source_file: str
    path: str
    partition_date: str | None
    sha256: str | None
    problem: str | None
    skip_rule: str | None
    quarantine_code: str | None

    def __init__(self, file_kind: str, source_file: str, path: str) -> None: ...


File = TypeVar("File", bound=Inspected)


def kept_input(home: Path, policy: str) -> Path | None:
    """Return the folder of copies where the variable `on_bad_file` asks for it; else remove what is in it."""
    folder = home / "build" / FOLDER
    if policy == "quarantine":
        return folder
    if folder.exists():
        shutil.rmtree(folder)
    return None


def set_aside(inspected: Sequence[File], folder: Path, inspect: Callable[[File], None]) -> list[File]:
    """Set files aside that cannot be read, and keep copies of those that can.

    Parameters
    ----------
    inspected : sequence of InputFile
        Each match, inspected.
    folder : Path
        The copies, of which there is one for each file.
    inspect : callable
        Inspects a file: the copy of one that is set aside.

    Returns
    -------
    list of InputFile
        The same files in the same order. One that has been read before stands there as its copy. Any other one that
        cannot be read is skipped. Where no file of videos is left to be read, their problems stay, and end the build.
    """
    result = []
    for file in inspected:
        code = CODE.search(file.problem or "")
        if file.problem is None and file.skip_rule is None:
            _keep(folder, file)
        result.append(_as_it_was(folder, file, inspect) if code and code[1] not in OF_PATTERNS else file)
    _forget_all_but(folder, result)
    is_any_left = any(file.file_kind == "videos" and file.problem is None and file.skip_rule is None for file in result)
    return result if is_any_left else list(inspected)


def _as_it_was(folder: Path, file: File, inspect: Callable[[File], None]) -> File:
    """Return the copy of a file, inspected, or else the file as one that is skipped."""
    code = CODE.search(file.problem or "")
    for copy in _copies(folder, file):
        kept = type(file)(file.file_kind, file.source_file, printable(copy))
        inspect(kept)
        if kept.problem is None and kept.sha256 == copy.name:
            kept.quarantine_code = f"CLM-{code[1]}" if code else None
            return kept
    skipped = type(file)(file.file_kind, file.source_file, file.path)
    skipped.skip_rule = SKIP_RULE
    skipped.quarantine_code = f"CLM-{code[1]}" if code else None
    inspect(skipped)
    return skipped


def _keep(folder: Path, file: Inspected) -> None:
    """Keep a copy of a file below a folder that has its date, in place of an earlier copy."""
    place = _place(folder, file)
    if file.partition_date is not None:
        place /= f"{PARTITION_KEY}={quote(file.partition_date, safe='')}"
    copy = place / str(file.sha256)
    if copy.exists():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.mkdir(parents=True, exist_ok=True)
    new = place / "new"
    shutil.copyfile(openable(file.path), new)
    earlier = _copies(folder, file)
    # Where the file changes meanwhile, the reader of its rows says so, and the earlier copy is the good one.
    if sha256_of_file(new) == file.sha256:
        new.replace(copy)
        for path in earlier:
            path.unlink()
    else:
        new.unlink()


def _forget_all_but(folder: Path, files: Sequence[Inspected]) -> None:
    """Remove the copies of files that are gone: their text is kept no longer than they are."""
    places = {_place(folder, file) for file in files}
    for place in folder.glob("*"):
        if place not in places:
            shutil.rmtree(place)


def _copies(folder: Path, file: Inspected) -> list[Path]:
    return [path for path in _place(folder, file).rglob("*") if path.is_file() and path.name != "new"]


def _place(folder: Path, file: Inspected) -> Path:
    return folder / hashlib.sha256(f"{file.file_kind}\0{file.source_file}".encode()).hexdigest()
