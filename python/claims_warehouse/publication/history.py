"""The publications up to this build's: what each was made from and what it holds."""

import hashlib
import importlib.metadata
import json
import logging
import platform
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from claims_warehouse import engines, locations
from claims_warehouse.engines import Session
from claims_warehouse.publication import contents, folders

log = logging.getLogger(__name__)
LIBRARIES = "dbt-core dbt-duckdb duckdb numpy pandas pyarrow scikit-learn scipy skops statsmodels".split()
SCHEMA = pa.schema(
    [
        ("publication_id", pa.string()),
        ("published_at", pa.timestamp("us")),
        ("input_kind", pa.string()),
        ("input_files", pa.string()),
        ("row_counts", pa.string()),
        ("champion_at_publication", pa.string()),
        ("champion_after_publication", pa.string()),
        ("library_versions", pa.string()),
        ("code_sha256", pa.string()),
        ("content_sha256", pa.string()),
        ("is_withdrawn", pa.bool_()),
        ("is_this", pa.bool_()),
    ]
)

ENGINE_TYPES = {pa.string(): "varchar", pa.bool_(): "boolean", pa.timestamp("us"): "timestamp"}
# What the id of a publication starts with.
TIME_OF_ID = "%Y-%m-%dT%H%M%SZ"


def publications(
    session: Session,
    tables: Sequence[Mapping[str, Any]],
    files: Sequence[Mapping[str, Any]],
    champions: Sequence[Mapping[str, Any]],
) -> pa.Table:
    """List the publications, this build's among them if it has anything new to tell.

    The list lives in the published file and is taken over from there: a build file that is made anew loses nothing,
    and a build that is killed before its snapshot is shown adds nothing.

    Parameters
    ----------
    session : Session
        The session of the build.
    tables : sequence of mapping
        `table_name`, `row_count` and `withheld_columns` of each audited table; empty where nothing may be published.
    files : sequence of mapping
        `file_kind`, `source_file`, `byte_count` and `sha256` of each delivered file.
    champions : sequence of mapping
        `moment` and `model_id` of the champion of each moment.

    Returns
    -------
    pyarrow.Table
        One row per publication with the columns of `SCHEMA`, by time. `is_this` marks the one that readers see after
        this build: a new one, or the last where nothing but the time would differ.
    """
    warehouse = locations.warehouse()
    earlier = published_before(warehouse)
    if not tables:
        return pa.Table.from_pylist(earlier, schema=SCHEMA)
    told = {
        "input_kind": input_kind(files),
        "input_files": json.dumps(files, sort_keys=True),
        "row_counts": json.dumps({table["table_name"]: table["row_count"] for table in tables}, sort_keys=True),
        **{f"champion_{champion['moment']}": champion["model_id"] for champion in champions},
        "library_versions": json.dumps(library_versions(), sort_keys=True),
        "code_sha256": _code_sha256(),
    }
    withheld = {table["table_name"]: table["withheld_columns"] for table in tables}
    with engines.readable(session, list(withheld)) as cursor:
        fingerprints = contents.fingerprints(cursor, withheld)
    content = json.dumps([told, fingerprints], sort_keys=True)
    told["content_sha256"] = hashlib.sha256(content.encode()).hexdigest()
    if told["content_sha256"] in {row["content_sha256"] for row in earlier if row["is_this"]}:
        return pa.Table.from_pylist(earlier, schema=SCHEMA)
    earlier += _withdrawn(warehouse, {row["publication_id"] for row in earlier})
    published_at = _next_time(row["published_at"] for row in earlier)
    this = told | {
        "publication_id": f"{published_at:{TIME_OF_ID}}-{told['content_sha256'][:8]}",
        "published_at": published_at,
        "is_withdrawn": False,
        "is_this": True,
    }
    rows = sorted((row | {"is_this": False} for row in earlier), key=lambda row: row["published_at"])
    return pa.Table.from_pylist([*rows, this], schema=SCHEMA)


def published_before(warehouse: Path) -> list[dict[str, Any]]:
    """Return the publications that the current one lists, by time; none where nothing is published."""
    if folders.current_id(warehouse) is None:
        return []
    return _listed_in(warehouse / folders.CURRENT / locations.PUBLISHED_FILE)


def input_kind(files: Sequence[Mapping[str, Any]]) -> str:
    """Return `simulated` if the shipped sample is among the input files, and else `delivered`."""
    sample = locations.project_root() / "seeds" / "sample" / "simulated_videos.csv"
    sample_sha256 = hashlib.sha256(sample.read_bytes()).hexdigest()
    return "simulated" if sample_sha256 in {file["sha256"] for file in files} else "delivered"


def library_versions() -> dict[str, str]:
    """Return the versions of Python and of the libraries that a publication follows from."""
    versions = {library: importlib.metadata.version(library) for library in LIBRARIES}
    return {"python": platform.python_version()} | versions


def _listed_in(published_file: Path) -> list[dict[str, Any]]:
    """Return the publications that a file lists, by time, with nulls for what another version did not tell of them."""
    publication_id = published_file.resolve().parent.name
    with contents.open_published(published_file) as snapshot:
        types = {field.name: ENGINE_TYPES[field.type] for field in SCHEMA}
        query, unreadable = contents.columns_as(snapshot, "publications", types)
        rows: list[dict[str, Any]] = snapshot.sql(query).to_arrow_table().to_pylist()
    if unreadable:
        log.warning(
            "the publication %s was made by another version of the project: %s cannot be read",
            publication_id,
            ", ".join(unreadable),
        )
    if publication_id not in {row["publication_id"] for row in rows}:
        rows.append(dict.fromkeys(SCHEMA.names) | {"publication_id": publication_id})
    listed = [
        row
        | {
            "published_at": row["published_at"] or _time_of(row["publication_id"]),
            "is_withdrawn": bool(row["is_withdrawn"]),
            "is_this": row["publication_id"] == publication_id,
        }
        for row in rows
        if row["publication_id"]
    ]
    return sorted(listed, key=lambda row: row["published_at"])


def _time_of(publication_id: str) -> datetime:
    """Return the time that an id starts with."""
    return datetime.strptime(publication_id.rpartition("-")[0], TIME_OF_ID).replace(tzinfo=None)


def _withdrawn(warehouse: Path, known: set[str]) -> list[dict[str, Any]]:
    """Return the publications that are kept and that the current one does not know: it was put back in their place."""
    unknown = [name for name in folders.kept_ids(warehouse) if name not in known]
    files = [warehouse / folders.SNAPSHOTS / name / locations.PUBLISHED_FILE for name in unknown]
    return [row | {"is_withdrawn": True} for file in files for row in _listed_in(file) if row["is_this"]]


def _next_time(earlier: Iterable[datetime]) -> datetime:
    """Return the time in whole seconds, later than any earlier one even if the clock was set back."""
    now = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
    return max([now, *(time + timedelta(seconds=1) for time in earlier)])


def _code_sha256() -> str:
    """Return a hash of the package's files: the dashboard is made by them from the same tables."""
    package = Path(__file__).resolve().parents[1]
    files = sorted(path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    parts = [part for path in files for part in (str(path.relative_to(package)).encode(), path.read_bytes())]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
