"""What the previous build left in the table that a Python model is about to make anew, and whether it still holds."""

import functools
import hashlib
import importlib.metadata
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from claims_warehouse import engines
from claims_warehouse.engines import Relation, Rows, Session

FINGERPRINT = pa.field("input_fingerprint", pa.string())
LIBRARIES = ("numpy", "pandas", "scikit-learn", "scipy", "statsmodels")


def load_or_compute(
    session: Session,
    relation: object,
    fingerprint: str,
    compute: Callable[[], pa.Table | pa.RecordBatchReader],
) -> Rows:
    """Return the stored rows of a relation if their input is the same, and else those computed anew.

    Parameters
    ----------
    session : Session
        The session that dbt hands to a Python model.
    relation : dbt's `this`
        Its text is the quoted name of the relation.
    fingerprint : str
        Of everything that the rows follow from.
    compute : callable
        Returns the rows; called only where they are needed, so that it may import what takes long.

    Returns
    -------
    Rows
        The rows with the column `input_fingerprint` behind them.
    """
    if engines.distinct_values(session, relation, FINGERPRINT.name) == [fingerprint]:
        return engines.stream_table(session, relation)
    rows = compute()
    reader = rows.to_reader() if isinstance(rows, pa.Table) else rows
    return pa.RecordBatchReader.from_batches(
        reader.schema.append(FINGERPRINT),
        (batch.append_column(FINGERPRINT, pa.repeat(fingerprint, batch.num_rows)) for batch in reader),
    )


def fingerprint_of(*relations: Relation, package: str, settings: object = None) -> str:
    """Return a hash of the rows of relations in whatever order they come, of settings and of the code of a package."""
    hashes = [engines.rows_hash(relation) for relation in relations]
    return sha256_of(f"{hashes} {settings!r} {code_version(package)}".encode())


def sha256_of_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def code_version(package: str) -> str:
    """Return a hash of the code and of the versions of the libraries that decide what a computation yields.

    Parameters
    ----------
    package : str
        Folder of the computation's code below this package.
    """
    root = Path(__file__).parent
    sources = [root / "features.py", *sorted((root / package).rglob("*.py"))]
    parts = [str(source.relative_to(root)).encode() + source.read_bytes() for source in sources]
    return sha256_of(b"\0".join([*parts, library_versions().encode(), sys.version.encode()]))


@functools.cache
def library_versions() -> str:
    """Return the libraries that decide what a computation yields, with their versions."""
    return ", ".join(f"{library} {importlib.metadata.version(library)}" for library in LIBRARIES)


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
