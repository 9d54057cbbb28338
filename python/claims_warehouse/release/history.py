"""The history of releases: what each was made from and what it holds."""

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
from claims_warehouse.release import contents, folders

log = logging.getLogger(__name__)
LIBRARIES = "dbt-core dbt-duckdb duckdb numpy pandas pyarrow scikit-learn scipy skops statsmodels".split()
SCHEMA = pa.schema(
    [
        ("release_id", pa.string()),
        ("released_at", pa.timestamp("us")),
        ("input_kind", pa.string()),
        ("input_files", pa.string()),
        ("is_complete", pa.bool_()),
        ("row_counts", pa.string()),
        ("champion_at_upload", pa.string()),
        ("champion_with_engagement", pa.string()),
        ("library_versions", pa.string()),
        ("code_sha256", pa.string()),
        ("content_sha256", pa.string()),
        ("is_rolled_back", pa.bool_()),
        ("is_current", pa.bool_()),
    ]
)

# What a release was made from.
FACTS = [
    name
    for name in SCHEMA.names
    if name not in {"release_id", "released_at", "content_sha256", "is_rolled_back", "is_current"}
]
# What compares a build with the releases before says something else once the build is released, though nothing is new.
COMPARES_RELEASES = {"champion_comparison", "claim_changes", "model_runs"}
# The list of releases holds the hash.
UNHASHED = COMPARES_RELEASES | {"releases"}
# What the id of a release starts with.
TIME_OF_ID = "%Y-%m-%dT%H%M%SZ"


def releases(
    session: Session,
    tables: Sequence[Mapping[str, Any]],
    files: Sequence[Mapping[str, Any]],
    champions: Sequence[Mapping[str, Any]],
    *,
    is_complete: bool = True,
) -> pa.Table:
    """List the releases, including this build's if its contents are new.

    The list lives in the released file and is taken over from there: a build file that is made anew loses nothing,
    and a build that is killed before its release is shown adds nothing.

    Parameters
    ----------
    session : Session
        The session of the build.
    tables : sequence of mapping
        `table_name`, `schema_name`, `row_count` and `masked_columns` of each audited table; empty where nothing may be
        released.
    files : sequence of mapping
        `file_kind`, `source_file`, `byte_count` and `sha256` of each input file.
    champions : sequence of mapping
        `stage` and `model_id` of the champion of each stage.
    is_complete : bool
        Whether no input file is set aside.

    Returns
    -------
    pyarrow.Table
        One row per release with the columns of `SCHEMA`, by time. `is_current` marks the one that readers see after
        this build: a new one, or the last where nothing but the time would differ.
    """
    warehouse = locations.warehouse()
    earlier = released_before(warehouse)
    if not tables:
        return pa.Table.from_pylist(earlier, schema=SCHEMA)
    audited = {table["table_name"]: table for table in tables}
    holding = {name: table for name, table in audited.items() if name not in COMPARES_RELEASES}
    facts = {
        "input_kind": input_kind(files),
        "input_files": json.dumps(files, sort_keys=True),
        "is_complete": is_complete,
        "row_counts": json.dumps({name: table["row_count"] for name, table in holding.items()}, sort_keys=True),
        **{f"champion_{champion['scoring_stage']}": champion["model_id"] for champion in champions},
        "library_versions": json.dumps(library_versions(), sort_keys=True),
        "code_sha256": _code_sha256(),
    }
    (schema,) = {table["schema_name"] for table in tables}
    masked = {name: table["masked_columns"] for name, table in holding.items()}
    with engines.open_public_tables(session, schema, list(audited)) as cursor:
        fingerprints = contents.fingerprints(cursor, masked, schema)
    facts["content_sha256"] = content_sha256(facts, fingerprints)
    if facts["content_sha256"] in {row["content_sha256"] for row in earlier if row["is_current"]}:
        return pa.Table.from_pylist(earlier, schema=SCHEMA)
    earlier += _withdrawn(warehouse, {row["release_id"] for row in earlier})
    released_at = _next_time(row["released_at"] for row in earlier)
    this = facts | {
        "release_id": f"{released_at:{TIME_OF_ID}}-{facts['content_sha256'][:8]}",
        "released_at": released_at,
        "is_rolled_back": False,
        "is_current": True,
    }
    rows = sorted((row | {"is_current": False} for row in earlier), key=lambda row: row["released_at"])
    return pa.Table.from_pylist([*rows, this], schema=SCHEMA)


def content_sha256(release: Mapping[str, Any], fingerprints: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the hash of what a release was made from and of what its tables hold.

    Parameters
    ----------
    release : mapping
        The columns `FACTS` of its row, as far as they are known.
    fingerprints : mapping
        `contents.fingerprints` of its tables; those that compare releases are left out.
    """
    facts = {name: release[name] for name in FACTS if release.get(name) is not None}
    held = {table: fingerprint for table, fingerprint in fingerprints.items() if table not in UNHASHED}
    return hashlib.sha256(json.dumps([facts, held], sort_keys=True).encode()).hexdigest()


def released_before(warehouse: Path) -> list[dict[str, Any]]:
    """Return the releases that the current one lists, by time; none where nothing is released."""
    if folders.current_id(warehouse) is None:
        return []
    return _listed_in(warehouse / folders.CURRENT / locations.RELEASED_FILE)


def input_kind(files: Sequence[Mapping[str, Any]]) -> str:
    """Return `simulated` if the shipped sample is among the input files, and else `provided`."""
    sample = locations.project_root() / locations.SAMPLE
    sample_sha256 = hashlib.sha256(sample.read_bytes()).hexdigest()
    return "simulated" if sample_sha256 in {file["sha256"] for file in files} else "provided"


def library_versions() -> dict[str, str]:
    """Return the versions of Python and of the libraries that a release follows from."""
    versions = {library: importlib.metadata.version(library) for library in LIBRARIES}
    return {"python": platform.python_version()} | versions


def _listed_in(released_file: Path) -> list[dict[str, Any]]:
    """Return the releases that a file lists, by time, with nulls for what another version did not tell of them."""
    release_id = released_file.resolve().parent.name
    with contents.open_released(released_file) as release:
        query, unreadable = contents.columns_as(release, "releases", contents.types_of(SCHEMA))
        rows: list[dict[str, Any]] = release.sql(query).to_arrow_table().to_pylist()
    if unreadable:
        log.warning(
            "the release %s was made by another version of the project: %s cannot be read (CLM-088)",
            release_id,
            ", ".join(unreadable),
        )
    if release_id not in {row["release_id"] for row in rows}:
        rows.append(dict.fromkeys(SCHEMA.names) | {"release_id": release_id})
    listed = [
        row
        | {
            "released_at": row["released_at"] or time_of(row["release_id"]),
            "is_rolled_back": bool(row["is_rolled_back"]),
            "is_current": row["release_id"] == release_id,
        }
        for row in rows
        if row["release_id"]
    ]
    return sorted(listed, key=lambda row: row["released_at"])


def time_of(release_id: str) -> datetime:
    """Return the time that an id starts with."""
    return datetime.strptime(release_id.rpartition("-")[0], TIME_OF_ID).replace(tzinfo=None)


def _withdrawn(warehouse: Path, known: set[str]) -> list[dict[str, Any]]:
    """Return the releases that are kept and that the current one does not know: it was put back in their place."""
    unknown = [name for name in folders.kept_ids(warehouse) if name not in known]
    files = [folders.released_file(warehouse, name) for name in unknown]
    return [row | {"is_rolled_back": True} for file in files for row in _listed_in(file) if row["is_current"]]


def _next_time(earlier: Iterable[datetime]) -> datetime:
    """Return the time in whole seconds, later than any earlier one even if the clock was set back."""
    now = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
    return max([now, *(time + timedelta(seconds=1) for time in earlier)])


def _code_sha256() -> str:
    """Return a hash of the package's files: the dashboard is made by them from the same tables."""
    package = Path(__file__).resolve().parents[1]
    names = {path: path.relative_to(package) for path in sorted(package.rglob("*")) if path.is_file()}
    left_out = {"__pycache__", locations.CARRIED.name}
    parts = [
        part
        for path, name in names.items()
        if left_out.isdisjoint(name.parts)
        for part in (str(name).encode(), path.read_bytes())
    ]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
