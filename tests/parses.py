"""What dbt has parsed, handed on from build to build of all tests: one parse for each set of variables."""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path


def bring(parses: Path, target: Path, project: Path, variables: Mapping[str, object]) -> None:
    """Give dbt what it has parsed elsewhere with these variables; it looks itself what of it still holds."""
    key = hashlib.sha256(f"{project} {json.dumps(variables, sort_keys=True)}".encode()).hexdigest()
    known, key_file = parses / key, target / "parsed_key"
    if not key_file.exists() or key_file.read_text() != key:
        target.mkdir(exist_ok=True)
        key_file.write_text(key)
        if known.exists():
            shutil.copy(known, target / "partial_parse.msgpack")


def keep(parses: Path, target: Path) -> None:
    """Keep what dbt has parsed for others, in one step."""
    known, own = parses / (target / "parsed_key").read_text(), target / "partial_parse.msgpack"
    if own.exists() and not known.exists():
        new = known.with_suffix(f".{os.getpid()}")
        shutil.copy(own, new)
        new.replace(known)
