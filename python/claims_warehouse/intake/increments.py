"""Which input files have been read before, so that a build reads the others alone."""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from claims_warehouse import engines
from claims_warehouse.cache import FINGERPRINT, code_version, sha256_of
from claims_warehouse.engines import Session

# What decides how an input row is read and cleaned, beside the package `intake`.
RULES = (
    "macros/columns.sql",
    "macros/intake",
    "models/raw",
    "models/staging",
    "models/intermediate/intake",
    "seeds/vocabulary/input_columns.csv",
    "seeds/vocabulary/status_vocabulary.csv",
)


def rules_version(project_root: Path) -> str:
    """Return a hash of the code, the vocabulary and the engine that decide how an input row is cleaned.

    Parameters
    ----------
    project_root : Path
        The folder of dbt's project.
    """
    paths = sorted(path for rule in RULES for path in (project_root / rule, *(project_root / rule).rglob("*")))
    parts = [path.relative_to(project_root).as_posix().encode() + path.read_bytes() for path in paths if path.is_file()]
    return sha256_of(b"\0".join([code_version("intake").encode(), version("duckdb").encode(), *parts]))


def unread_files(session: Session, relation: object, files: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Return the files whose rows a relation does not hold yet.

    Parameters
    ----------
    session : Session
        The session that dbt hands to a Python model.
    relation : dbt's `this`
        Its text is the quoted name of a table with `input_fingerprint`.
    files : sequence of mapping
        With `input_fingerprint`.
    """
    read = set(engines.distinct_values(session, relation, FINGERPRINT.name))
    return [file for file in files if file[FINGERPRINT.name] not in read]
