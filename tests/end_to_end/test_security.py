"""What SECURITY.md says, held on a build whose input is hostile and whose environment holds a secret."""

import stat
from pathlib import Path

import pytest
from conftest import HOSTILE_NAME, HOSTILE_TEXT, ROOT, SECRET, SmallWarehouse

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("faults")]


def test_nobody_but_the_owner_may_write_what_a_build_made(small_warehouse: SmallWarehouse):
    """The umask of this build was 000."""
    folders = [small_warehouse.build_file.parent, small_warehouse.home / "warehouse"]
    made = [path for folder in folders for path in (folder, *folder.rglob("*")) if not path.is_symlink()]
    open_to_others = [path for path in made if path.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH)]
    assert len(made) > 5
    assert open_to_others == []
    assert stat.S_IMODE(small_warehouse.build_file.parent.stat().st_mode) == 0o700


def test_a_secret_of_the_environment_appears_nowhere(small_warehouse: SmallWarehouse):
    written = [path for path in small_warehouse.home.rglob("*") if path.is_file()]
    assert {"dbt.log", "manifest.json", "run_results.json", "claims.duckdb"} <= {path.name for path in written}
    assert [path for path in written if SECRET.encode() in path.read_bytes()] == []


def test_a_hostile_text_and_name_are_data(small_warehouse: SmallWarehouse):
    texts = small_warehouse.released(
        "select video_transcription_text from marts.videos where contains(video_transcription_text, 'drop schema')"
    )
    assert texts == [(HOSTILE_TEXT,)]
    files = small_warehouse.released("select distinct source_file from marts.data_quality where file_kind = 'videos'")
    assert files == [(HOSTILE_NAME,)]
    page = (small_warehouse.home / "warehouse" / "dashboard" / "index.html").read_text()
    assert "<script>x</script>" not in page
    assert "<b>.csv" not in page
    assert "&lt;b&gt;.csv" in page
    review = (small_warehouse.home / "warehouse" / "review" / "index.html").read_text()
    assert review.count("<script") == 2
    assert [folder for folder in (small_warehouse.home, ROOT, Path.cwd()) if (folder / "attacked").exists()] == []


@pytest.mark.parametrize(
    ("variable", "words"),
    [
        ("significance_level", "it is the probability below which a difference counts as one, a number from 0 to 1"),
        ("max_input_age_days", "it is a whole number of days, or null"),
    ],
)
def test_a_variable_is_no_sql(small_warehouse: SmallWarehouse, variable: str, words: str):
    """The other variables: `test_a_variable_out_of_range_…` of the sample and of the claim models."""
    hostile = "1); drop schema marts cascade; --"
    before = small_warehouse.released_file.resolve()
    result = small_warehouse.dbt("build", **{**small_warehouse.options, variable: hostile})
    assert result.returncode != 0
    assert f"the variable {variable} is '{hostile}'; {words}" in result.stdout
    assert "Traceback" not in result.stdout
    assert small_warehouse.released_file.resolve() == before
