"""The shipped sample, built with plain `dbt build`."""

import json
import os
import re
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from conftest import ROOT, Warehouse

from claims_warehouse.moderation.export import export_queue
from claims_warehouse.release.history import COMPARES_RELEASES

pytestmark = pytest.mark.xdist_group("sample")

# Their columns are held by contracts, by tests/released_schema.json and by test_documentation.py.
PUBLIC_TABLES = set(re.findall(r'"(\w+)"', (ROOT / "macros" / "public_tables.sql").read_text()))


def test_the_released_file_holds_the_public_tables_and_nothing_else(sample_warehouse: Warehouse):
    tables = sample_warehouse.released("select schema_name, table_name from duckdb_tables()")
    assert set(tables) == {("marts", table) for table in PUBLIC_TABLES}
    assert sample_warehouse.released("select view_name from duckdb_views() where not internal") == []


def test_the_released_file_needs_no_new_client(sample_warehouse: Warehouse):
    tag = sample_warehouse.released("select tags['storage_version'] from duckdb_databases() where not internal")
    assert tag[0][0] is None or tag[0][0].startswith("v1.0.0")


def test_a_reader_cannot_write(sample_warehouse: Warehouse):
    with (
        duckdb.connect(sample_warehouse.released_file, read_only=True) as connection,
        pytest.raises(duckdb.InvalidInputException),
    ):
        connection.execute("drop table marts.videos")


def test_the_sample_says_that_it_is_simulated(sample_warehouse: Warehouse):
    assert sample_warehouse.released("select distinct source_file from marts.data_quality") == [
        ("simulated_videos.csv",)
    ]


def test_the_sample_has_the_shape_of_the_documents_file(sample_warehouse: Warehouse):
    counts = dict(sample_warehouse.released("select claim_status, video_count from marts.engagement_by_claim_status"))
    rejected = sample_warehouse.released("select count(*) from marts.rejected_rows")
    assert (counts, rejected) == ({"claim": 9608, "opinion": 9476}, [(298,)])


@pytest.mark.parametrize(
    "table",
    [
        "reference_comparisons",
        "reference_figures",
        "reference_findings",
        "reference_finding_proofs",
        "reference_odds_ratios",
    ],
)
def test_the_document_s_figures_are_not_compared_with_other_data(sample_warehouse: Warehouse, table: str):
    # The sample has as many rows as the document's file, and other ones.
    assert sample_warehouse.released(f"select count(*) from marts.{table}") == [(0,)]
    reports = sample_warehouse.released("select distinct report from marts.verified_status_reports")
    assert reports == [("corrected",)]


def test_percentiles_are_those_of_the_engine(sample_warehouse: Warehouse):
    for metric in ("video_view_count", "comment_rate"):
        for where, grouping, group in (
            ("true", "all", "all"),
            ("verified_status = 'verified'", "verified_status", "verified"),
            ("author_ban_status = 'under review'", "author_ban_status", "under review"),
        ):
            [(expected,)] = sample_warehouse.released(
                f"select quantile_cont(cast({metric} as double), [0.05, 0.25, 0.5, 0.75, 0.95]) from marts.videos "
                f"where is_claim and {where}"
            )
            [found] = sample_warehouse.released(
                "select percentile_5, percentile_25, percentile_50, percentile_75, percentile_95 "
                f"from marts.engagement_quantiles where metric = '{metric}' and grouping = '{grouping}' "
                f"and author_group = '{group}' and claim_status = 'claim'"
            )
            assert found == pytest.approx(expected)


def test_the_bins_of_a_distribution_hold_every_labelled_video_once(sample_warehouse: Warehouse):
    wrong = sample_warehouse.released(
        """
        select metric, grouping, lower_bound
        from marts.engagement_distributions
        where lower_bound >= upper_bound
        union all
        select metric, grouping, sum(video_count)
        from marts.engagement_distributions
        group by metric, grouping
        having sum(video_count) != (select count(*) from marts.videos where claim_status is not null)
        """
    )
    assert wrong == []


def test_the_released_file_names_its_release(sample_warehouse: Warehouse):
    ((release_id, input_kind, row_counts),) = sample_warehouse.released(
        "select release_id, input_kind, row_counts from marts.releases where is_current"
    )
    assert sample_warehouse.released_file.resolve().parent.name == release_id
    assert input_kind == "simulated"
    # What compares with the last release makes no release new.
    assert set(json.loads(str(row_counts))) == PUBLIC_TABLES - {"releases"} - COMPARES_RELEASES


def test_a_second_build_ends_with_a_summary_and_releases_nothing_anew(sample_warehouse: Warehouse):
    """Quietly, and without unit tests, which dbt recommends for development alone."""
    before = sample_warehouse.released_file.stat()
    release_id = sample_warehouse.released_file.resolve().parent.name
    output = sample_warehouse.build("--quiet")
    after = sample_warehouse.released_file.stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)
    lines = output.splitlines()
    assert {" ".join(line.split()) for line in lines} >= {
        "Rows read 19,382",
        "Rows accepted 19,084",
        "Rows rejected 298",
        "298 video_comment_count is missing",
        f"Unchanged: release {release_id} stays",
        str(sample_warehouse.released_file),
    }
    assert [line for line in lines if line.startswith("Champion with engagement")]
    assert [line for line in lines if line.startswith("Review queue") and " claims of " in line]
    assert max(len(line) for line in lines if str(sample_warehouse.home) not in line) <= 80
    assert "PASS" not in output
    report = json.loads((sample_warehouse.released_file.parent / "last_build.json").read_text())
    assert (report["state"], report["release_id"], report["input_kind"]) == ("unchanged", release_id, "simulated")
    assert report["counts"]["videos"] == {
        "read": 19382,
        "accepted": 19084,
        "rejected": 298,
        "duplicate": 0,
        "superseded": 0,
    }
    assert list(report["counts"]["videos"]) == ["read", "accepted", "duplicate", "superseded", "rejected"]
    assert report["warnings"] == ["298 of 19382 rows of videos are rejected (CLM-080)"]


def test_a_second_build_at_the_same_time_names_the_process_that_holds_the_build(sample_warehouse: Warehouse):
    before = sample_warehouse.released_file.stat()
    with duckdb.connect(sample_warehouse.build_file):
        result = sample_warehouse.dbt("build")
    after = sample_warehouse.released_file.stat()
    assert result.returncode == 2
    last_line = result.stdout.splitlines()[-1]
    assert f"{sample_warehouse.build_file} is held by process {os.getpid()} (" in last_line
    assert "since 20" in last_line
    assert "Nothing was changed" in last_line
    assert "Traceback" not in result.stdout + result.stderr
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_the_selected_items_leave_for_a_ticket_system(sample_warehouse: Warehouse, tmp_path: Path):
    written = export_queue(sample_warehouse.released_file, tmp_path)
    ((handed,),) = sample_warehouse.released("select count(*) from marts.review_list")
    ((release_id,),) = sample_warehouse.released("select release_id from marts.releases where is_current")
    assert written.num_rows == handed
    assert set(written["release_id"].to_pylist()) == {release_id}
    assert pq.read_table(tmp_path / "review_queue.parquet").equals(written)
    assert (tmp_path / "review_queue.csv").exists()
    assert (tmp_path / "review_queue.xlsx").exists()


def test_transcripts_are_released_unless_the_variable_says_otherwise(sample_warehouse: Warehouse):
    masked = sample_warehouse.released("select count(*) - count(video_transcription_text) from marts.videos")
    assert masked == [(0,)]


def test_a_partial_build_releases_nothing(sample_warehouse: Warehouse):
    before = sample_warehouse.released_file.stat()
    output = sample_warehouse.build("--select", "releasable_tables+")
    target = sample_warehouse.home / "target"
    nodes = json.loads((target / "manifest.json").read_text())["nodes"]
    results = json.loads((target / "run_results.json").read_text())["results"]
    # Tests of several tables count as well.
    audited = {
        name
        for name, node in nodes.items()
        if node["resource_type"] in {"model", "seed"}
        or (node["resource_type"] == "test" and ("test_metadata" not in node or len(node["depends_on"]["nodes"]) > 1))
    }
    left_out = len(audited - {result["unique_id"] for result in results})
    run = sample_warehouse.dbt("run", "--select", "released_tables")
    after = sample_warehouse.released_file.stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)
    assert f"Nothing is released: this build leaves out {left_out} models, seeds or tests, among them " in output
    assert run.returncode == 0
    assert "Nothing is released: only dbt build releases, not dbt run (CLM-077)." in run.stdout


def test_third_moments_are_those_of_the_rows(sample_warehouse: Warehouse):
    with duckdb.connect(sample_warehouse.build_file, read_only=True) as connection:
        moments = connection.sql("from intermediate.int_engagement_moments where observation_count > 1").df()
    videos = sample_warehouse.frame("from marts.videos")
    for row in moments.itertuples():
        of_stratum = videos if row.stratum == "all" else videos[videos["claim_status"] == row.stratum]
        values = of_stratum.loc[of_stratum[row.grouping] == row.group_name, row.metric].dropna().to_numpy(float)
        deviations = values - values.mean()
        assert row.third_moment == pytest.approx((deviations**3).mean(), rel=1e-9, abs=1e-9 * values.std() ** 3)
