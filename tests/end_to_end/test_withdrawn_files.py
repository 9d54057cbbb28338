"""Files that leave the input: the build names them, and ends where too many videos would go with them."""

import json
import os
import shutil
from pathlib import Path

import pytest
from conftest import Warehouse

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("withdrawn files")]


@pytest.fixture(scope="module")
def warehouse(
    tmp_path_factory: pytest.TempPathFactory, trained_warehouse: Warehouse, few_videos: list[str]
) -> Warehouse:
    """A warehouse with a release, whose rows now lie in two files of a folder, beside what is not to be read."""
    warehouse = Warehouse(tmp_path_factory.mktemp("withdrawn"))
    shutil.copytree(trained_warehouse.home, warehouse.home, symlinks=True, dirs_exist_ok=True)
    folder = warehouse.home / "in"
    folder.mkdir()
    (folder / "a.csv").write_text("".join(few_videos[:300]), encoding="utf-8")
    second_file(warehouse).write_text("".join([few_videos[0], *few_videos[300:]]), encoding="utf-8")
    (folder / "c.csv.part").write_text("half a row", encoding="utf-8")
    (folder / "again").symlink_to(".")
    return warehouse


def second_file(warehouse: Warehouse) -> Path:
    """Its name is not UTF-8."""
    return Path(os.fsdecode(os.fsencode(warehouse.home) + b"/in/vid\xe9os.csv"))


def test_files_that_leave_are_named_and_too_many_videos_that_are_gone_end_the_build(warehouse: Warehouse):
    before = warehouse.released("select video_id from marts.videos order by all")
    output = warehouse.build(videos=f"{warehouse.home}/in/**", retraining="never")
    assert warehouse.released("select video_id from marts.videos order by all") == before
    accepted = dict(warehouse.released("select source_file, count(*) from marts.videos group by all"))
    assert set(accepted) == {"a.csv", r"vid\xe9os.csv"}
    assert warehouse.released(
        "select source_file, detail, row_count from marts.data_quality where check_name = 'files_skipped' order by all"
    ) == [("again", "same_file", 1), ("c.csv.part", "partial_download", 1)]
    assert "Files skipped                       2" in output
    assert "        1  partial_download: c.csv.part" in output
    assert "Files gone                          1  since the last release, with accepted rows:" in output
    assert f"{len(before):>11}  it's [small] file.csv" in output
    report = json.loads((warehouse.released_file.parent / "last_build.json").read_text())
    assert "input files of the last release that are gone: 1 (it's [small] file.csv) (CLM-081)" in report["warnings"]

    # Now one of the two files leaves, with more than a tenth of the videos.
    second_file(warehouse).rename(warehouse.home / "elsewhere.csv")
    counts = dict(warehouse.released("select source_file, count(*) from marts.videos group by all"))
    kept, gone = counts["a.csv"], counts[r"vid\xe9os.csv"]
    share = gone / (kept + gone)
    file_before = warehouse.released_file.stat()
    result = warehouse.dbt("build", videos=f"{warehouse.home}/in/**", retraining="never")
    after = warehouse.released_file.stat()
    assert result.returncode == 1
    assert (file_before.st_ino, file_before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert (
        f"this build accepts {kept} videos, the last release has {kept + gone}: {100 * share:.1f}% fewer, where the "
        "variable max_withdrawn_share allows 10.0%. Nothing is released. Files: vid\\xe9os.csv "
        f"(gone, with {gone} accepted rows). Put back what is gone"
    ) in result.stdout
    assert "Traceback" not in result.stdout
    # What the message suggests is enough.
    raised = float(result.stdout.rpartition("raise the variable for this one build, to ")[2].split()[0].rstrip("."))
    output = warehouse.build(videos=f"{warehouse.home}/in/**", retraining="never", max_withdrawn_share=raised)
    assert rf"{gone:>11}  vid\xe9os.csv" in output
    assert "Released" in output
