"""What the previous build left in the table that a Python model is about to make anew, and whether it still holds."""

import functools
import hashlib
import importlib.metadata
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

FINGERPRINT = pa.field("input_fingerprint", pa.string())
LIBRARIES = ("numpy", "pandas", "scikit-learn", "scipy", "statsmodels")


def reused(
    session: duckdb.DuckDBPyConnection,
    relation: object,
    fingerprint: str,
    compute: Callable[[], pa.Table | pa.RecordBatchReader],
) -> pa.RecordBatchReader:
    """Return the stored rows of a relation if their input is the same, and else those computed anew.

    Parameters
    ----------
    session : duckdb.DuckDBPyConnection
        The session that dbt hands to a Python model.
    relation : dbt's `this`
        Its text is the quoted name of the relation.
    fingerprint : str
        Of everything that the rows follow from.
    compute : callable
        Returns the rows; called only where they are needed, so that it may import what takes long.

    Returns
    -------
    pyarrow.RecordBatchReader
        The rows with the column `input_fingerprint` behind them.
    """
    if _fingerprints(session, relation) == [fingerprint]:
        return _streamed(session, relation)
    rows = compute()
    reader = rows.to_reader() if isinstance(rows, pa.Table) else rows
    return pa.RecordBatchReader.from_batches(
        reader.schema.append(FINGERPRINT),
        (batch.append_column(FINGERPRINT, pa.repeat(fingerprint, batch.num_rows)) for batch in reader),
    )


def stored_rows(session: duckdb.DuckDBPyConnection, relation: object) -> pa.Table | None:
    """Return the rows of a relation, or None if it does not exist yet."""
    # A cursor of its own: an error would end the transaction that dbt has open on the session.
    with session.cursor() as cursor:
        try:
            return cursor.sql(f"from {relation}").to_arrow_table()
        except duckdb.CatalogException:
            return None


def _fingerprints(session: duckdb.DuckDBPyConnection, relation: object) -> list[str]:
    """Return the fingerprints of the stored rows; without a table, or in one of an older version, there are none."""
    with session.cursor() as cursor:
        try:
            cursor.execute(f"select distinct {FINGERPRINT.name} from {relation}")  # noqa: S608 - dbt quotes the name
            return [fingerprint for (fingerprint,) in cursor.fetchall()]
        except (duckdb.CatalogException, duckdb.BinderException):
            return []


def _streamed(session: duckdb.DuckDBPyConnection, relation: object) -> pa.RecordBatchReader:
    """Return the stored rows batch by batch, however many there are."""
    cursor = session.cursor()
    reader = cursor.sql(f"from {relation}").to_arrow_reader()

    def batches() -> Iterator[pa.RecordBatch]:
        with cursor:
            yield from reader

    return pa.RecordBatchReader.from_batches(reader.schema, batches())


def fingerprint_of(*relations: duckdb.DuckDBPyRelation, package: str, settings: object = None) -> str:
    """Return a hash of the rows of relations in whatever order they come, of settings and of the code of a package."""
    sums = [
        relation.set_alias("input_rows").aggregate("count(*), sum(hash(input_rows))").fetchall()
        for relation in relations
    ]
    return sha256_of(f"{sums} {settings!r} {code_version(package)}".encode())


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
