"""With `on_bad_file: quarantine`, a file that cannot be read ends no build; every summary says so first."""

import json
from pathlib import Path

import pyarrow.csv
import pytest
from conftest import Warehouse
from inputs.kept_files import damaged_in_a_late_page

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("withdrawn files")]

QUARANTINE = {"on_bad_file": "quarantine", "retraining": "never"}


def test_a_release_without_a_file_says_first_that_it_is_not_complete(
    tmp_path: Path, few_videos: list[str], trained_warehouse: Warehouse
):
    warehouse = Warehouse(tmp_path / "home")
    warehouse.begin_with(trained_warehouse)
    folder = tmp_path / "input"
    folder.mkdir()
    half = len(few_videos) // 2
    (folder / "a.csv").write_text("".join(few_videos[:half]), encoding="utf-8")
    (folder / "b.csv").write_text("".join([few_videos[0], *few_videos[half:]]), encoding="utf-8")
    reviews = tmp_path / "reviews.csv"
    reviews.write_text(f"video_id,decision,reviewed_at\n{few_videos[1].split(',')[2]},claim,2026-02-01\n")
    options = {**QUARANTINE, "reviews": str(reviews)}
    warehouse.build(videos=f"{folder}/*", **options)
    assert warehouse.released("select is_complete from marts.releases where is_current") == [(True,)]
    before = warehouse.released("select * from marts.videos order by all")
    decisions = warehouse.released("select * from marts.reviews order by all")
    assert decisions

    # The variable is forgotten once: the build ends, and no copy is lost.
    damaged_in_a_late_page(folder / "late.parquet", pyarrow.csv.read_csv(folder / "a.csv"))
    copies = sorted((warehouse.build_file.parent / "kept_input").rglob("*"))
    failed = warehouse.dbt("build", videos=f"{folder}/*", **(options | {"on_bad_file": "stop"}))
    assert failed.returncode == 1
    assert "late.parquet: cannot be read to its end" in failed.stdout
    assert sorted((warehouse.build_file.parent / "kept_input").rglob("*")) == copies != []

    (folder / "b.csv").write_text("not complete", encoding="utf-8")
    (folder / "new.csv").write_bytes(b"%PDF-1.7")
    reviews.write_text("")
    output = warehouse.build(videos=f"{folder}/*", **options)
    assert warehouse.released("select * from marts.videos order by all") == before
    assert warehouse.released("select * from marts.reviews order by all") == decisions
    assert warehouse.released("select is_complete from marts.releases order by released_at") == [(True,), (False,)]
    found = warehouse.released(
        "select source_file, detail from marts.data_quality where check_name = 'files_quarantined' order by all"
    )
    assert found == [
        ("b.csv", "CLM-040"),
        ("late.parquet", "CLM-030"),
        ("new.csv", "CLM-027"),
        ("reviews.csv", "CLM-026"),
    ]

    summary = [line.partition("  ")[2] for line in output.splitlines()]
    labels = [line.split("  ")[0] for line in summary if line and not line.startswith((" ", "CLM"))]
    assert labels.index("Not complete") < labels.index("Rows read")
    assert f"{'':13}b.csv (CLM-040)" in output
    report = json.loads((warehouse.home / "warehouse" / "last_build.json").read_text())
    assert report["is_complete"] is False
    assert report["warnings"][0].startswith("not complete: 4 input files cannot be read and are set aside: ")
    assert "claims_last_build_incomplete 1" in (warehouse.home / "warehouse" / "last_build.prom").read_text()
    page = (warehouse.home / "warehouse" / "dashboard" / "index.html").read_text()
    body = page.partition("<body>")[2]
    assert 0 < body.index("Not complete: input files") < body.index("<nav")
