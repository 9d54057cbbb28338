"""A build file, a release, variables and queries of another version of the project go on with this one."""

import io
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import duckdb
import pytest
import yaml
from conftest import ROOT, Warehouse

from claims_warehouse.renamed import read_map

pytestmark = [pytest.mark.xdist_group("upgrade"), pytest.mark.builds]

# What another version may have had otherwise in each table that keeps rows from build to build.
CHANGES = {
    "raw_videos": "alter table raw.raw_videos add column a_column_of_another_version integer",
    "int_cleaned_video_rows": "alter table intermediate.int_cleaned_video_rows alter video_view_count type varchar",
    "int_videos": "alter table intermediate.int_videos rename is_claim to claim",
    "int_champion_scores": "alter table intermediate.int_champion_scores drop column other_log_odds",
}
SEPARATE = "alter table intermediate.int_kept_champions alter complexity_rank type date using null"


@pytest.fixture
def earlier(trained_warehouse: Warehouse, tmp_path: Path) -> Warehouse:
    """A home whose build file another version has made."""
    warehouse = Warehouse(tmp_path / "home")
    shutil.copytree(trained_warehouse.home, warehouse.home, symlinks=True)
    with duckdb.connect(warehouse.build_file) as connection:
        for statement in (*CHANGES.values(), SEPARATE):
            connection.execute(statement)
    return warehouse


def test_the_next_build_makes_outdated_tables_anew_and_keeps_the_history(
    earlier: Warehouse, trained_warehouse: Warehouse
):
    (videos,) = earlier.home.glob("*.csv")
    before = earlier.released("select release_id, content_sha256 from marts.releases")
    selection = earlier.dbt("run", "--select", "videos", videos=str(videos))
    message = " ".join(selection.stdout.split())
    assert selection.returncode == 2
    assert (
        f"({', '.join(sorted(CHANGES))}), and this selection leaves some out. Build everything once: dbt build"
        in message
    )
    output = earlier.build(videos=str(videos))
    assert f"made anew from the input are {', '.join(sorted(CHANGES))}." in output
    assert "trained" not in output
    earlier.holds_what(trained_warehouse)
    assert earlier.released("select release_id, content_sha256 from marts.releases") == before
    assert "another version" not in earlier.build(videos=str(videos)).casefold()


def archive(commit: str, folder: Path) -> Path:
    """Write the project as a commit has it into a folder."""
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as files:
        files.extractall(folder, filter="data")
    return folder


def last_release() -> str:
    """Return the commit that `make test-upgrade FROM=…` names, or else the tag of the last release."""
    described = subprocess.run(
        ["git", "describe", "--tags", "--abbrev=0", "--match", "v*"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return os.environ.get("FROM") or described.stdout.strip()


@pytest.mark.long
def test_what_the_last_release_built_goes_on(tmp_path: Path, few_videos: list[str]):
    commit = last_release()
    if not commit:
        pytest.skip("nothing has been released yet; make test-upgrade FROM=COMMIT upgrades from any commit")
    project = archive(commit, tmp_path / "before")
    warehouse = Warehouse(tmp_path / "home")
    warehouse.home.mkdir()
    videos = warehouse.home / "videos.csv"
    videos.write_text("".join(few_videos), encoding="utf-8")
    environment = {"PYTHONPATH": str(project / "python")}
    built = warehouse.dbt("build", videos=str(videos), project=project, environment=environment)
    assert built.returncode == 0, built.stdout[-4000:]
    releases = warehouse.released("select release_id from marts.releases")
    tables = "select table_name, column_name, data_type from duckdb_columns() where schema_name = 'marts'"
    before = warehouse.released(tables)

    names = {(row["old_table"].rpartition(".")[2], row["old_column"]) for row in read_map(ROOT)}
    variables = yaml.safe_load((project / "dbt_project.yml").read_text())["vars"]
    known = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"].keys()
    assert {name for name in variables if name not in known} <= {name for table, name in names if table == "variables"}
    given = {name: value for name, value in variables.items() if name in known and value != ""}

    warehouse.build(videos=str(videos), **given)
    assert warehouse.released("select release_id from marts.releases")[: len(releases)] == releases
    with duckdb.connect(warehouse.released_file, read_only=True) as released:
        for table, column, data_type in before:
            query = f'select "{column}"::{data_type} from marts."{table}" limit 1'
            try:
                released.execute(query)
            except duckdb.Error:
                assert {(table, column), (table, "*")} & names, query
    assert "another version" not in warehouse.build(videos=str(videos), **given).casefold()
