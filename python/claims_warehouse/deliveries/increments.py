"""Which delivered files have been read before, so that a build reads the others alone."""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import duckdb
import pyarrow as pa

from claims_warehouse.stored import code_version, sha256_of

# What decides how a delivered row is read and cleaned, beside the package `deliveries`.
RULES = (
    "macros/columns.sql",
    "macros/cleaning",
    "models/raw",
    "models/staging",
    "models/intermediate/cleaning",
    "seeds/vocabulary/input_columns.csv",
    "seeds/vocabulary/status_vocabulary.csv",
)
FINGERPRINT = pa.field("input_fingerprint", pa.string())


def with_fingerprints(files: pa.Table, project_root: Path) -> pa.Table:
    """Append what the cleaned rows of each file follow from: its bytes, its place, and the rules of the cleaning.

    Parameters
    ----------
    files : pyarrow.Table
        What `inspect_deliveries` returns.
    project_root : Path
        The folder of dbt's project.

    Returns
    -------
    pyarrow.Table
        The files with the column `input_fingerprint` behind them. While it stays the same, the file's rows do.
    """
    rules = rules_version(project_root)
    keys = zip(*(files[name].to_pylist() for name in ("sha256", "partition_date")), strict=True)
    fingerprints = [sha256_of(f"{sha256} {partition_date} {rules}".encode()) for sha256, partition_date in keys]
    return files.append_column(FINGERPRINT, pa.array(fingerprints, FINGERPRINT.type))


def rules_version(project_root: Path) -> str:
    """Return a hash of the code, the vocabulary and the engine that decide how a delivered row is cleaned."""
    paths = sorted(path for rule in RULES for path in (project_root / rule, *(project_root / rule).rglob("*")))
    parts = [path.relative_to(project_root).as_posix().encode() + path.read_bytes() for path in paths if path.is_file()]
    return sha256_of(b"\0".join([code_version("deliveries").encode(), version("duckdb").encode(), *parts]))


def unread_files(
    session: duckdb.DuckDBPyConnection, relation: object, files: Sequence[Mapping[str, str]]
) -> list[Mapping[str, str]]:
    """Return the files whose rows a relation does not hold yet.

    Parameters
    ----------
    session : duckdb.DuckDBPyConnection
        The session that dbt hands to a Python model.
    relation : dbt's `this`
        Its text is the quoted name of a table with `source_file` and `input_fingerprint`.
    files : sequence of mapping
        With `source_file` and `input_fingerprint`.
    """
    with session.cursor() as cursor:
        query = f"select distinct source_file, {FINGERPRINT.name} from {relation}"  # noqa: S608 - dbt quotes the name
        read = set(cursor.execute(query).fetchall())
    return [file for file in files if (file["source_file"], file[FINGERPRINT.name]) not in read]
