"""What is lost when the build file is lost: nothing that the input holds, in whatever order it is provided."""

import csv
import random
import shutil
from pathlib import Path

import pytest
from conftest import Warehouse
from inputs.writing import HEADER, write_rows

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("rebuilding")]

REVIEW_COLUMNS = ["video_id", "decision", "reviewer", "reviewed_at"]
# Where a row stands in its file is no part of what is said.
QUERIES = {
    table: f"select {columns} from marts.{table} order by all"
    for table, columns in {
        "claims": "*",
        "claim_videos": "*",
        "claim_predictions": "*",
        "review_queue": "*",
        "review_queue_videos": "*",
        "review_workload": "*",
        "review_outcomes": "*",
        "reviews": "* exclude (source_file, row_number)",
    }.items()
}


def provide(folder: Path, rows: list[list[str]], decisions: list[list[str]], seed: int) -> None:
    """Write rows of videos and decisions into three files each, in an order that a seed gives."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, header, content in (("videos", HEADER, rows), ("reviews", REVIEW_COLUMNS, decisions)):
        shuffled = random.Random(seed).sample(content, len(content))
        for part in range(3):
            write_rows(folder / name / f"{part}.csv", shuffled[part::3], header)


def test_claims_ids_and_decisions_are_those_of_before(
    tmp_path: Path, trained_warehouse: Warehouse, few_videos: list[str]
):
    (_, *rows) = csv.reader(few_videos)
    said = trained_warehouse.released("select min(video_id), max(video_id) from marts.claim_videos group by claim_id")
    decisions = []
    for place, (first, last) in enumerate(sorted(said)[:40]):
        decisions.append([str(first), "claim", "anna", f"2026-02-{1 + place % 20:02}"])
        # Every fourth claim has a second opinion, which is another one every eighth time.
        if place % 4 == 0:
            decisions.append([str(last), "claim" if place % 8 else "opinion", "ben", "2026-02-21"])
    opinions = [row[2] for row in rows if row[1] == "opinion"][:10]
    decisions += [[video_id, "opinion", "ben", "2026-02-22"] for video_id in opinions]

    warehouse = Warehouse(tmp_path)
    found = []
    for seed in (1, 2):
        # Nothing is left of the first build but what was provided.
        for folder in ("build", "warehouse"):
            shutil.rmtree(warehouse.home / folder, ignore_errors=True)
        provide(warehouse.home / "input", rows, decisions, seed)
        warehouse.build(videos=f"{warehouse.home}/input/videos/*.csv", reviews=f"{warehouse.home}/input/reviews/*.csv")
        found.append({table: warehouse.released(query) for table, query in QUERIES.items()})
    before, after = found
    assert len(before["reviews"]) == len(decisions)
    assert {origin for *_, origin, _ in before["claim_videos"]} >= {"reviewed", "inherited"}
    for table in QUERIES:
        assert after[table] == before[table], table
