"""Files that cannot be read are set aside: one that could be read before is read as it was then, from a copy."""

import hashlib
import logging
import os
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa

from claims_warehouse.cache import sha256_of_file
from claims_warehouse.intake.columns import InputColumn
from claims_warehouse.intake.finding import openable, printable
from claims_warehouse.intake.input_file import InputFile
from claims_warehouse.intake.partitions import NO_PARTITION_DATE, PARTITION_KEY
from claims_warehouse.intake.problems import READ_ERRORS, error_text
from claims_warehouse.intake.records import read_records
from claims_warehouse.intake.undecoded import readable
from claims_warehouse.messages import code_of

# Beside the build file: private as that is.
FOLDER = "kept_input"
SKIP_RULE = "quarantined"
# A copy that is not whole yet.
NEW = "new"
# A path or a glob that finds nothing is no file that could be set aside.
OF_PATTERNS = frozenset({"CLM-020", "CLM-021", "CLM-022"})

log = logging.getLogger(__name__)


def kept_input(home: Path, policy: str) -> Path | None:
    """Return the folder of copies where the variable `on_bad_file` asks for them."""
    return _folder(home) if policy == "quarantine" else None


def set_aside(inspected: Sequence[InputFile], folder: Path, inspect: Callable[[InputFile], None]) -> list[InputFile]:
    """Set files aside that cannot be read, and keep copies of those that can.

    Parameters
    ----------
    inspected : sequence of InputFile
        Each match, inspected; one without a problem has been read to its end.
    folder : Path
        The copies, of which there is one for each file.
    inspect : callable
        Inspects a file: the copy of one that is set aside.

    Returns
    -------
    list of InputFile
        The same files in the same order. One that has been read before stands there as its copy. Any other one that
        cannot be read is skipped. Where no file of videos can be read, all problems stay, and end the build.
    """
    for file in inspected:
        if file.is_read:
            _keep(folder, file)
    if not any(file.is_read and file.file_kind == "videos" for file in inspected):
        return list(inspected)
    codes = [code_of(file.problem or "") for file in inspected]
    return [
        _as_it_was(folder, file, inspect, code) if code and code not in OF_PATTERNS else file
        for file, code in zip(inspected, codes, strict=True)
    ]


def forget_copies(inspected: pa.Table, home: Path, policy: str, columns: Mapping[str, Sequence[InputColumn]]) -> None:
    """Remove copies that are no longer needed: their text is kept no longer than their files are.

    Where a file has a problem, the build ends, and all copies stay: what is wrong tonight may be right tomorrow.

    Parameters
    ----------
    inspected : pyarrow.Table
        What `inspect_files` returned.
    home : Path
        The folder that holds `build/`.
    policy : {"stop", "quarantine"}
        The variable `on_bad_file`. With `quarantine`, the copies of files that are gone are removed; with `stop`, all,
        once each file can be read to its end.
    columns : mapping of str to sequence of InputColumn
        By kind of file: the columns to read.
    """
    folder = _folder(home)
    if not folder.is_dir():
        return
    files = [InputFile(**row) for row in inspected.to_pylist()]
    if any(file.problem is not None for file in files):
        return
    if policy == "quarantine":
        _remove_all_but({_place(folder, file) for file in files if file.is_read or file.quarantine_code}, folder)
    elif not any(
        file.is_read and not is_kept(folder, file) and read_to_its_end(file, columns[file.file_kind]) for file in files
    ):
        _remove_all_but((), folder)


def is_kept(folder: Path, file: InputFile) -> bool:
    """Return whether there is a whole copy of a file, which proves that it has been read to its end."""
    try:
        return _copy(folder, file).stat().st_size == file.byte_count
    except OSError:
        return False


def read_to_its_end(file: InputFile, columns: Sequence[InputColumn]) -> str | None:
    """Return why a file cannot be read to its end: once its rows are read, it is too late to set it aside."""
    try:
        for _ in read_records([asdict(file)], columns):
            pass
    except READ_ERRORS as error:
        return readable(str(error))
    return None


def _as_it_was(folder: Path, file: InputFile, inspect: Callable[[InputFile], None], code: str) -> InputFile:
    """Return the copy of a file, inspected, or else the file as one that is skipped."""
    copies = [path for path in _place(folder, file).glob("*/*") if path.is_file() and path.name != NEW]
    # There are two where a build was killed before it removed the earlier one.
    for copy in sorted(copies, key=lambda path: path.stat().st_mtime_ns, reverse=True):
        kept = InputFile(file.file_kind, file.source_file, printable(copy), quarantine_code=code)
        inspect(kept)
        if kept.problem is None and kept.sha256 == copy.name:
            return kept
    skipped = InputFile(file.file_kind, file.source_file, file.path, skip_rule=SKIP_RULE, quarantine_code=code)
    inspect(skipped)
    return skipped


def _keep(folder: Path, file: InputFile) -> None:
    """Keep a copy of a file in place of an earlier one."""
    copy = _copy(folder, file)
    new = copy.with_name(NEW)
    try:
        if not is_kept(folder, file):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(openable(file.path), new)
            # Where the file changes meanwhile, the reader of its rows says so, and the earlier copy is the good one.
            if sha256_of_file(new) != file.sha256:
                new.unlink()
                return
            with new.open("rb+") as stream:
                os.fsync(stream.fileno())
            new.replace(copy)
    except OSError as error:
        new.unlink(missing_ok=True)
        log.warning("no copy of %s can be kept: %s (CLM-049)", file.path, error_text(error))
        return
    # A build that was killed may have left others.
    _remove_all_but({copy.parent}, copy.parents[1])
    _remove_all_but({copy}, copy.parent)


def _remove_all_but(kept: Collection[Path], folder: Path) -> None:
    for path in folder.iterdir():
        if path in kept:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _folder(home: Path) -> Path:
    return (home / "build" / FOLDER).absolute()


def _copy(folder: Path, file: InputFile) -> Path:
    """Return where the copy of a file belongs: below a folder that has its date, by which it is found again."""
    date = quote(file.partition_date or NO_PARTITION_DATE, safe="")
    return _place(folder, file) / f"{PARTITION_KEY}={date}" / str(file.sha256)


def _place(folder: Path, file: InputFile) -> Path:
    """Return the folder for the copies of a file, or that in which it is a copy: files of one name have their own."""
    path = openable(file.path)
    if path.is_relative_to(folder):
        return folder / path.relative_to(folder).parts[0]
    return folder / hashlib.sha256(f"{file.file_kind}\0{file.path}".encode()).hexdigest()
