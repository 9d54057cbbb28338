"""The extract for Tableau holds what the released file holds, read back by Hyper, the engine of Tableau."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from claims_warehouse.command_line import main

pantab = pytest.importorskip("pantab", reason="pantab is not installed; make test-clients installs it")

from claims_warehouse.release.tableau import write_extract  # noqa: E402 - it needs pantab

pytestmark = pytest.mark.xdist_group("sample")


def released_with(tmp_path: Path, statement: str) -> Path:
    path = tmp_path / "claims.duckdb"
    path.unlink(missing_ok=True)
    with duckdb.connect(path) as connection:
        connection.execute(f"create schema marts; {statement}")
    return path


def extracted(extract: Path, table: str) -> list[dict[str, object]]:
    return pantab.frame_from_hyper(extract, table=("marts", table), return_type="pyarrow").to_pylist()


@pytest.fixture(scope="module")
def extract(released_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extract of the sample, in a home of which nothing else has changed."""
    home = tmp_path_factory.mktemp("tableau")
    warehouse = shutil.copytree(released_sample.parent, home / "warehouse", symlinks=True)
    names_before = {path.name for path in warehouse.iterdir()}
    CliRunner().invoke(main, ["extract"], env={"CLAIMS_HOME": str(home)}, catch_exceptions=False)
    assert {path.name for path in warehouse.iterdir()} == names_before | {"claims.hyper"}
    assert [path.name for path in home.iterdir()] == ["warehouse"]
    return warehouse / "claims.hyper"


def read_back(connection: duckdb.DuckDBPyConnection, extract: Path, table: str) -> None:
    """See that a table of the extract holds the rows of the released one."""
    public = connection.table(f"marts.{table}")
    connection.register("found", pantab.frame_from_hyper(extract, table=("marts", table), return_type="pyarrow"))
    values = ", ".join(
        # Back from JSON.
        f"cast(cast({column} as json) as {column_type}) as {column}" if column_type.id == "list" else column
        for column, column_type in zip(public.columns, public.types, strict=True)
    )
    found = connection.sql(f"select {values} from found")
    # Hyper gives no order.
    assert found.except_(public).fetchall() == public.except_(found).fetchall() == []
    assert found.shape == public.shape


def test_the_extract_of_the_sample_holds_each_row_of_tables_with_every_type(released_sample: Path, extract: Path):
    """Reading a table starts Hyper anew, which takes most of a second: these few hold columns of each type."""
    seen: set[str] = set()
    with duckdb.connect(released_sample, read_only=True) as connection:
        for table, types in connection.execute(
            "select table_name, list(distinct data_type) from duckdb_columns() where schema_name = 'marts' "
            "group by all order by table_name"
        ).fetchall():
            if not seen.issuperset(types):
                read_back(connection, extract, table)
                seen.update(types)
    assert {"BOOLEAN", "DATE", "DOUBLE", "BIGINT", "VARCHAR", "VARCHAR[]"} <= seen


def test_the_extract_of_the_sample_has_as_many_rows_in_each_table(released_sample: Path, extract: Path):
    with duckdb.connect(released_sample, read_only=True) as connection:
        tables = [name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()]
        counts = " union all ".join(f"select '{name}' as name, count(*) as rows from marts.{name}" for name in tables)
        assert len(tables) > 70
        found = pantab.frame_from_hyper_query(extract, counts, return_type="pyarrow").to_pylist()
        expected = connection.execute(counts).fetchall()
    assert {row["name"].strip(): row["rows"] for row in found} == dict(expected)


@pytest.mark.long
def test_the_extract_of_the_sample_holds_every_row(released_sample: Path, extract: Path):
    with duckdb.connect(released_sample, read_only=True) as connection:
        for (table,) in connection.execute("select table_name from duckdb_tables()").fetchall():
            read_back(connection, extract, table)


def test_types_that_hyper_lacks_are_json_and_the_others_stay(tmp_path: Path):
    released = released_with(
        tmp_path,
        """
        create table marts."it's ""odd"" name" as select
            ['a "quoted" word', null] as "a "" list", {'name': 'views', 'size': 2} as structure, map {'a': 1} as map,
            timestamp '2026-11-24 12:34:56.789' as at, timestamptz '2026-11-24 12:34:56+00' as at_utc,
            date '2026-11-24' as on_day, true as is_claim, 0.1 :: double as rate, 9007199254740993 as video_id,
            'Zürich, 東京 😀' as text, null :: varchar[] as nothing;
        create table marts.empty (reasons varchar[], number integer);
        """,
    )
    write_extract(released, tmp_path / "claims.hyper")
    assert extracted(tmp_path / "claims.hyper", 'it\'s "odd" name') == [
        {
            'a " list': '["a \\"quoted\\" word",null]',
            "structure": '{"name":"views","size":2}',
            "map": '{"a":1}',
            "at": datetime(2026, 11, 24, 12, 34, 56, 789000),
            "at_utc": datetime(2026, 11, 24, 12, 34, 56, tzinfo=UTC),
            "on_day": date(2026, 11, 24),
            "is_claim": True,
            "rate": 0.1,
            "video_id": 9007199254740993,
            "text": "Zürich, 東京 😀",
            "nothing": None,
        }
    ]
    assert extracted(tmp_path / "claims.hyper", "empty") == []


def test_an_extract_that_cannot_be_written_leaves_the_last_one(tmp_path: Path):
    extract = tmp_path / "claims.hyper"
    write_extract(released_with(tmp_path, "create table marts.videos as select 1 as video_id"), extract)
    with pytest.raises(RuntimeError, match="128-bit"):
        write_extract(released_with(tmp_path, "create table marts.videos as select 1 :: hugeint as likes"), extract)
    assert extracted(extract, "videos") == [{"video_id": 1}]
    write_extract(released_with(tmp_path, "create table marts.videos as select 2 as video_id"), extract)
    assert extracted(extract, "videos") == [{"video_id": 2}]
