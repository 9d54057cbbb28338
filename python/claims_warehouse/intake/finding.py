"""Find what a path or a glob names: each match is read, refused by name, or skipped by a named rule."""

import functools
import glob
import os
import re
import stat
from collections import deque
from fnmatch import fnmatchcase, translate
from pathlib import Path
from typing import NamedTuple, TypeAlias

# Names, in lower case, that other programs leave beside input files, by the rule that skips them.
SKIP_RULES = {
    "job_file": (
        *("_temporary", "_success", "_started*", "_committed*"),
        *("_metadata", "_common_metadata", "_delta_log", "_spark_metadata"),
    ),
    "checksum": ("*.crc", "*.md5", "*.sha1", "*.sha256", "*.sha512"),
    "lock_file": ("~$*", ".~lock.*#"),
    "partial_download": ("*.part", "*.partial", "*.filepart", "*.crdownload", "*.download", "*.tmp", "*.temp"),
    "editor_backup": ("*~", "#*#", "*.bak", "*.swp"),
    "system_file": (
        *(".ds_store", "._*", "__macosx", "thumbs.db", "desktop.ini"),
        *("$recycle.bin", "system volume information", "@eadir", "lost+found"),
    ),
    "hidden": (".*",),
}
# A link to a file or folder that is read under its own name.
SAME_FILE = "same_file"
# A folder beside the files that `*` names.
FOLDER = "folder"
ANY_DEPTH = "**"
UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\udc80-\udcff]"
    r"|\\(?=x(?:0[1-9a-f]|[189a-f][0-9a-f]|5c|7f))"
)
PRINTED = re.compile(rb"\\x(0[1-9a-f]|[189a-f][0-9a-f]|5c|7f)")
Parts: TypeAlias = "tuple[str, ...]"


class Match(NamedTuple):
    """What a path or a glob names.

    Parameters
    ----------
    name : str
        Its name below the fixed part of the pattern.
    path : Path
        Where it is. It need not be a file that can be read; `inspect_files` says why it is not.
    skip_rule : str or None
        The rule that skips it; None if it is to be read.
    """

    name: str
    path: Path
    skip_rule: str | None = None


def find_matches(pattern: str, root: Path) -> list[Match]:
    """Return all that a path or glob names, ordered by name.

    Parameters
    ----------
    pattern : str
        A path that exists is taken as it stands, or as `printable` writes it, so that brackets and stars in a real name
        do no harm, and no rule skips it. Nor is what a glob asks for skipped: `*.tmp` finds files of that name.
    root : Path
        What a relative pattern starts from.

    Returns
    -------
    list of Match
        Files, folders and links that cannot be read as files, and what a rule skips.
    """
    path = root / pattern if _is_there(root / pattern) else openable(str(root / pattern))
    if _is_there(path):
        return [Match(path.name, path)]
    fixed, parts = _fixed_part(path)
    found = _Walk().walk(fixed, parts)
    real_paths: set[str] = set()
    matches = []
    # The file's own name comes before links to it.
    for path in sorted(found, key=os.path.islink):
        rule = found[path]
        if rule is None:
            real_path = os.path.realpath(path)
            rule = SAME_FILE if real_path in real_paths else None
            real_paths.add(real_path)
        matches.append(Match(path.name if path == fixed else path.relative_to(fixed).as_posix(), path, rule))
    return sorted(matches)


def printable(path: Path | str) -> str:
    r"""Return a path as one line of text that no other path has.

    Bytes that are not UTF-8, characters that end lines or steer a terminal or the direction of writing, and a backslash
    that could be taken for the start of such a byte, are written \x..
    """
    return UNPRINTABLE.sub(lambda match: "".join(f"\\x{byte:02x}" for byte in os.fsencode(match[0])), str(path))


def openable(text: str) -> Path:
    """Return the path that `printable` wrote."""
    return Path(os.fsdecode(PRINTED.sub(lambda match: bytes.fromhex(match[1].decode()), os.fsencode(text))))


def may_be_read(folder: Path) -> bool:
    """Return whether the user who builds may list a folder and open what is in it."""
    return os.access(folder, os.R_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids)


class _Walk:
    """One walk through the folders that a glob leads to. A folder that is reached by several paths is walked once."""

    def __init__(self) -> None:
        # By path: the rule that skips it, or None.
        self.found: dict[Path, str | None] = {}
        self.walked: dict[tuple[str, Parts], Path] = {}
        self.folders: deque[tuple[Path, Parts]] = deque()
        # Links wait for the other folders, so that what lies in both is found by its own path.
        self.links: deque[tuple[Path, Parts]] = deque()

    def walk(self, fixed: Path, parts: Parts) -> dict[Path, str | None]:
        self.folders.append((fixed, parts))
        while self.folders or self.links:
            self._look_into(*(self.folders or self.links).popleft())
        folders = {path.parent for path, rule in self.found.items() if rule is None}
        # A folder that is named like a file needs no message if the pattern also leads to files in it.
        looked_into = {parent for folder in folders for parent in (folder, *folder.parents)}
        return {path: rule for path, rule in self.found.items() if path not in looked_into}

    def _look_into(self, folder: Path, parts: Parts) -> None:
        try:
            if not stat.S_ISDIR(folder.stat().st_mode):
                return
            first_path = self.walked.setdefault((os.path.realpath(folder), parts), folder)
            if first_path != folder:
                self.found[folder] = SAME_FILE
            elif not may_be_read(folder):
                self.found[folder] = None
            elif glob.has_magic(parts[0]):
                for name in sorted(os.listdir(folder)):  # noqa: PTH208 - names are matched, not paths
                    self._match(folder / name, parts)
            elif os.path.lexists(folder / parts[0]):
                self._take(folder / parts[0], parts)
        except (OSError, ValueError):
            # A link that leads nowhere, a disk that is gone, or no path at all, such as one with a null in it.
            if os.path.lexists(folder):
                self.found[folder] = None

    def _match(self, path: Path, parts: Parts) -> None:
        part, *rest = parts
        if part != ANY_DEPTH:
            if fnmatchcase(path.name, part):
                self._take(path, parts)
            return
        if _is_folder(path, if_unknown=True):
            self._enter(path, parts, _skip_rule(path.name, part))
        if not rest:
            self._take(path, parts)
        elif fnmatchcase(path.name, rest[0]):
            self._take(path, tuple(rest), at_any_depth=True)

    def _take(self, path: Path, parts: Parts, *, at_any_depth: bool = False) -> None:
        part, *rest = parts
        rule = _skip_rule(path.name, part)
        if rest:
            if _is_folder(path, if_unknown=True):
                self._enter(path, tuple(rest), rule)
        elif not _is_folder(path, if_unknown=False):
            self.found[path] = rule
        elif part.strip("*"):
            self.found.setdefault(path, rule)
        elif part != ANY_DEPTH and not at_any_depth:
            self.found[path] = rule or FOLDER

    def _enter(self, folder: Path, parts: Parts, rule: str | None) -> None:
        if rule:
            self.found[folder] = rule
        else:
            (self.links if folder.is_symlink() else self.folders).append((folder, parts))


def _skip_rule(name: str, part: str) -> str | None:
    return next((rule for rule, names in _skip_rules(part) if names.match(name.casefold())), None)


@functools.cache
def _skip_rules(part: str) -> list[tuple[str, re.Pattern[str]]]:
    """Return the rules for what a part of a pattern matches; a part such as `*.tmp` asks for what a rule would skip."""
    of_part = {
        rule: [name for name in names if not fnmatchcase(part.casefold(), name)] for rule, names in SKIP_RULES.items()
    }
    return [(rule, re.compile("|".join(map(translate, names)))) for rule, names in of_part.items() if names]


def _is_folder(path: Path, *, if_unknown: bool) -> bool:
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except OSError:
        return if_unknown


def _fixed_part(path: Path) -> tuple[Path, Parts]:
    fixed = Path(path.parts[0])
    parts = list(path.parts[1:])
    while parts and (not glob.has_magic(parts[0]) or _is_there(fixed / parts[0])):
        fixed /= parts.pop(0)
    # Two parts for any depth, one behind the other, are one.
    return fixed, tuple(
        part for part, before in zip(parts, [None, *parts], strict=False) if part != before or part != ANY_DEPTH
    )


def _is_there(path: Path) -> bool:
    try:
        return path.exists() or path.is_symlink()
    except OSError:
        # Its problem is reported when it is inspected.
        return True
