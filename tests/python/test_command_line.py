from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result
from inputs.releases import FIRST, SECOND, release_as, small_build

from claims_warehouse.command_line import main


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with small_build(tmp_path) as build:
        for release_id in (FIRST, SECOND):
            release_as(build, release_id, tmp_path / "warehouse")
    return tmp_path


def claims(home: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(main, list(arguments), env={"CLAIMS_HOME": str(home)})
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_help_names_every_command(tmp_path: Path):
    assert {"extract", "queue", "review", "rollback", "simulate"} <= set(claims(tmp_path, "--help").output.split())


def test_rollback_puts_the_release_before_back(home: Path):
    result = claims(home, "rollback")
    assert (result.exit_code, result.output) == (
        0,
        f"Release {SECOND} is withdrawn; readers see {FIRST} again.\n",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["rollback"], "Error: nothing is released in {home}/warehouse (CLM-090)\n"),
        (
            ["queue"],
            "Error: {home}/warehouse/claims.duckdb: no such file. Release one first, with make build (CLM-090).\n",
        ),
        (
            ["review"],
            "Error: {home}/warehouse/claims.duckdb: no such file. Release one first, with make build (CLM-090).\n",
        ),
        (
            ["simulate", "{home}/videos.txt"],
            "Error: {home}/videos.txt: the simulator writes .csv or .parquet (CLM-096)\n",
        ),
    ],
)
def test_a_command_that_cannot_do_its_work_ends_with_one_line(tmp_path: Path, arguments: list[str], message: str):
    result = claims(tmp_path, *(argument.format(home=tmp_path) for argument in arguments))
    assert (result.exit_code, result.output) == (1, message.format(home=tmp_path))


@pytest.mark.parametrize(
    "change",
    [
        "rename review_rank to place",
        "rename to queue",
        "add is_selected_for_review varchar default 'selected'",
    ],
)
def test_a_file_of_another_version_is_named(tmp_path: Path, change: str):
    (tmp_path / "warehouse").mkdir()
    with duckdb.connect(tmp_path / "warehouse" / "claims.duckdb") as connection:
        connection.execute("create schema marts; create table marts.review_queue (review_lane text, review_rank int)")
        connection.execute("create table marts.releases as select 'p' as release_id, true as is_current")
        connection.execute("insert into marts.review_queue values ('priority', 1)")
        connection.execute(f"alter table marts.review_queue {change}")
    result = claims(tmp_path, "queue")
    message = "Error: another version of the project made the released file. Build once with this one (CLM-094)\n"
    assert (result.exit_code, result.output) == (1, message)
