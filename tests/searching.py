"""Search whatever a build has written for words, in what is compressed as well."""

import base64
import gzip
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from claims_warehouse.release.contents import name

GZIP = b"\x1f\x8b"
PARQUET = b"PAR1"
# Of other files, a database too, the end can look like that of an archive which they hold.
ARCHIVE = b"PK"


def files_with(folder: Path, words: Sequence[str]) -> list[tuple[str, str]]:
    """Return the files below a folder that hold a word, in whatever case, with the words."""
    return [
        (str(path.relative_to(folder)), word)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for word in words
        if any(word.lower().encode() in content.lower() for content in _contents(path))
    ]


def _contents(path: Path) -> Iterator[bytes]:
    content = path.read_bytes()
    yield from _unpacked(content)
    if path.suffix == ".duckdb":
        yield from _tables(path)
    if content.startswith(PARQUET):
        yield str(pq.read_table(path).to_pylist()).encode()
    if content.startswith(ARCHIVE):
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(member) for member in archive.namelist())


def _unpacked(content: bytes) -> Iterator[bytes]:
    yield content
    if content.startswith(GZIP):
        yield from _unpacked(gzip.decompress(content))
    for encoded in re.findall(rb"base64,([A-Za-z0-9+/=]{16,})", content):
        yield from _unpacked(base64.b64decode(encoded))


def _tables(path: Path) -> Iterator[bytes]:
    """Return every row of every table as one text, nested values and bytes included."""
    with duckdb.connect(path, read_only=True) as database:
        tables = database.execute("select schema_name, table_name, comment from duckdb_tables()").fetchall()
        for schema, table, comment in tables:
            rows = database.execute(f"select cast(one as varchar) from {name(schema)}.{name(table)} as one").fetchall()
            yield "\n".join([str(comment), *(row for (row,) in rows)]).encode()
