"""The engine reaches its own database and the folders given to it, spills beside it, and nothing can loosen that."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from build_file_plugin import confine


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    path = tmp_path / "outside.csv"
    path.write_text("a\n1\n")
    return path


@pytest.fixture
def confined(tmp_path: Path, outside: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A build in a home that a link leads to, with a name that would end a literal; one folder of it is allowed."""
    home = tmp_path / "it's here"
    (home / "warehouse").mkdir(parents=True)
    (home / "warehouse" / "link.csv").symlink_to(outside)
    link = tmp_path / "home"
    link.symlink_to(home)
    with duckdb.connect(link / "build.duckdb", config={"memory_limit": "60MB", "threads": 1}) as connection:
        confine(connection, [link / "warehouse"])
        yield connection


@pytest.mark.parametrize(
    "query",
    [
        "from read_csv('{outside}')",
        "from '{outside}'",
        "from read_text('{home}/warehouse/../../outside.csv')",
        "from read_csv('{home}/warehouse/link.csv')",
        "from glob('/etc/*')",
        "copy (select 1) to '{outside}'",
        "attach '{outside}.duckdb' as other",
        "export database '{outside}.folder'",
        "install httpfs",
        "load httpfs",
        "from read_csv('https://localhost/a.csv')",
        "set enable_external_access = true",
        "set allowed_directories = ['/']",
        "set autoinstall_known_extensions = true",
        "reset lock_configuration",
    ],
)
def test_sql_reaches_nothing_outside(confined: duckdb.DuckDBPyConnection, tmp_path: Path, outside: Path, query: str):
    with pytest.raises(
        (duckdb.PermissionException, duckdb.InvalidInputException), match=r"disabled|locked|while database is running"
    ):
        confined.execute(query.format(outside=outside, home=tmp_path / "home"))
    assert outside.read_text() == "a\n1\n"


def test_a_build_does_all_that_it_needs(confined: duckdb.DuckDBPyConnection, tmp_path: Path):
    rows = pa.table({"video_id": [1, 2]})
    with confined.cursor() as cursor:
        cursor.register("rows", rows)
        cursor.execute("create table videos as from rows")
        cursor.execute(f"attach '{tmp_path}/home/warehouse/new.duckdb' as release")
        cursor.execute("create table release.videos as from videos; detach release")
    with duckdb.connect(tmp_path / "home" / "warehouse" / "new.duckdb", read_only=True) as released:
        assert released.execute("select count(*) from videos").fetchall() == [(2,)]


def test_what_does_not_fit_into_memory_is_spilt(confined: duckdb.DuckDBPyConnection):
    confined.execute("create table sorted_rows as select hash(range) as a, hash(range + 1) as b from range(6_000_000)")
    confined.execute("create table again as from sorted_rows order by a, b")
    assert confined.execute("select count(*) from again").fetchall() == [(6_000_000,)]
