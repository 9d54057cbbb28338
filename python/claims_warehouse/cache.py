"""Reuse the rows of a Python model's table if its input is unchanged."""

import functools
import hashlib
import importlib.metadata
import sys
from collections.abc import Callable, Collection
from pathlib import Path

import pyarrow as pa

from claims_warehouse import engines
from claims_warehouse.engines import Relation, Rows, Session

FINGERPRINT = pa.field("input_fingerprint", pa.string())
# What several packages compute with.
SHARED_MODULES = ("features.py", "multiplicity.py")
LIBRARIES = ("numpy", "pandas", "scikit-learn", "scipy", "statsmodels")


def load_or_compute(
    session: Session,
    relation: object,
    fingerprint: str,
    compute: Callable[[], pa.Table | pa.RecordBatchReader],
) -> Rows:
    """Return the stored rows of a relation if their input is the same, and otherwise compute them.

    Parameters
    ----------
    session : Session
        The session that dbt hands to a Python model.
    relation : dbt's `this`
        Its text is the quoted name of the relation.
    fingerprint : str
        Of everything that the rows depend on.
    compute : callable
        Returns the rows. Called only when needed, so it may import slow libraries.

    Returns
    -------
    Rows
        The rows with `input_fingerprint` as the last column. On DuckDB the schema's metadata hold the fingerprint too:
        the materialization writes it as the column's comment, where a table without rows keeps it.
    """
    if engines.distinct_values(session, relation, FINGERPRINT.name) == [fingerprint]:
        return engines.stream_table(session, relation)
    is_known = engines.column_comment(session, relation, FINGERPRINT.name) == fingerprint
    no_rows = engines.read_table(session, relation) if is_known else None
    rows = compute() if no_rows is None else no_rows.drop_columns(FINGERPRINT.name)
    reader = rows.to_reader() if isinstance(rows, pa.Table) else rows
    return pa.RecordBatchReader.from_batches(
        reader.schema.append(FINGERPRINT).with_metadata({FINGERPRINT.name: fingerprint}),
        (batch.append_column(FINGERPRINT, pa.repeat(fingerprint, batch.num_rows)) for batch in reader),
    )


def fingerprint_of(*relations: Relation, package: str, settings: object = None) -> str:
    """Return a hash of the rows of relations in any order, of settings and of the code of a package."""
    hashes = [engines.rows_hash(relation) for relation in relations]
    return sha256_of(f"{hashes} {settings!r} {code_version(package)}".encode())


def sha256_of_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def code_version(package: str, without: Collection[str] = ()) -> str:
    """Return a hash of the code and the library versions that decide the result of a computation.

    Parameters
    ----------
    package : str
        Folder of the computation's code below this package.
    without : collection of str
        Names of its modules that decide nothing.
    """
    root = Path(__file__).parent
    sources = [*(root / module for module in SHARED_MODULES), *sorted((root / package).rglob("*.py"))]
    sources = [source for source in sources if source.name not in without]
    parts = [str(source.relative_to(root)).encode() + source.read_bytes() for source in sources]
    return sha256_of(b"\0".join([*parts, library_versions().encode(), sys.version.encode()]))


@functools.cache
def library_versions() -> str:
    """Return the libraries that decide the result of a computation, with their versions."""
    return ", ".join(f"{library} {importlib.metadata.version(library)}" for library in LIBRARIES)


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
