"""The shipped sample, built with plain `dbt build`."""

import json
import os
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from conftest import Warehouse

from claims_warehouse.moderation.export import export_queue

pytestmark = pytest.mark.xdist_group("sample")

# The columns that each public table promises at least.
CONTRACT = {
    table: set(columns.split())
    for table, columns in {
        "videos": """
            video_id is_claim is_verified author_ban_status is_author_active is_author_under_review
            is_author_banned video_duration_sec video_view_count video_like_count video_share_count
            video_download_count video_comment_count like_rate share_rate download_rate comment_rate
            transcription_length
        """,
        "rejected_rows": "source_file row_number reasons",
        "column_profile": """
            column_name data_type row_count null_count distinct_count minimum maximum mean median skewness
        """,
        "hypothesis_tests": """
            metric grouping stratum group_a group_b n_a n_b mean_a mean_b test_name alternative statistic
            degrees_of_freedom critical_value significance_level p_value reject_null
        """,
        "effect_sizes": """
            metric grouping stratum group_a group_b effect effect_size confidence_level interval_method lower_bound
            upper_bound
        """,
        "stratified_comparisons": """
            grouping metric group_a group_b test_name claim_share_a claim_share_b do_claim_shares_differ mean_difference
            mean_difference_by_composition changes_direction changes_significance finding_code
        """,
        "uniformity_tests": "metric claim_status row_count minimum maximum statistic p_value reject_null",
        "verified_status_coefficients": "evaluation_scheme term coefficient odds_ratio",
        "model_evaluations": "model_name evaluation_scheme threshold_rule split metric metric_value",
        "confusion_matrices": "model_name evaluation_scheme threshold_rule split actual predicted row_count",
        "roc_curves": "false_positive_rate true_positive_rate threshold",
        "precision_recall_curves": "recall precision threshold",
        "calibration_curves": "bin_number row_count mean_score share_positive",
        "segment_evaluations": """
            model_name evaluation_scheme threshold_rule split segment_kind segment metric metric_value
        """,
        "model_ablation": "study feature_set metric metric_value standard_error cost_of_removal",
        "learning_curve": "model_name training_row_count metric metric_value standard_error",
        "review_capacity_curve": "ranking capacity_share recall precision lift",
        "measured_figures": "figure measured_value",
        "reference_comparisons": "figure reference_value measured_value is_within_tolerance",
        "reference_finding_proofs": "fault is_proved",
        "champions": "scoring_stage model_id decision_threshold reason",
        "model_registry": """
            model_id model_name features training_row_count random_state training_fingerprint artifact_sha256
            retraining_policy retraining_decision
        """,
        "feature_drift": "feature compared_rows population_stability_index new_vocabulary_share is_drifting",
        "feature_importances": "feature importance_kind importance",
        "claim_predictions": "video_id scoring_stage model_id claim_probability is_claim_predicted prediction_origin",
        "claims": """
            claim_id claim_text claim_probability video_count wording_count verified_video_count
            under_review_video_count banned_video_count total_view_count total_share_count total_report_count
            first_seen_on last_seen_on
        """,
        "claim_videos": "video_id claim_id match_kind similarity claim_probability",
        "review_outcomes": """
            scoring_stage review_week model_id reviewed_count decided_claim_count predicted_claim_count
            confirmed_claim_count precision share_of_claims mean_claim_probability brier_score
        """,
        "rejected_reviews": "source_file row_number video_id is_claim reviewed_at reasons",
        "rejected_user_reports": "source_file row_number video_id report_count reasons",
        "review_queue": "review_lane review_rank video_id claim_probability report_count is_selected_for_review",
        "data_quality": "source_file check_name row_count",
        "releases": "release_id released_at input_kind input_files row_counts library_versions is_current",
        "reference_findings": "fault measure measure_value is_proved finding_code",
        "reference_figures": "figure task reference_value measured_value tolerance verdict explanation_code remark",
        "engagement_differences": """
            grouping stratum metric group_a group_b median_a median_b cliffs_delta is_significant finding_code
        """,
        "engagement_distributions": "metric grouping author_group claim_status lower_bound upper_bound video_count",
        "engagement_quantiles": "metric grouping author_group claim_status observation_count percentile_50",
        "group_means": "grouping stratum group_name metric mean lower_bound upper_bound",
        "claims_by_author_group": "grouping author_group claim_status video_count share_of_group share_of_class",
        "data_quality_totals": "file_kind check_name detail row_count",
        "missing_value_patterns": "missing_columns column_count row_count",
        "verified_status_reports": "report class_label precision recall f1 support",
        "reference_odds_ratios": "term unit odds_ratio_per_unit",
        "review_queue_sizes": "video_count selected_count reported_count",
        "engagement_by_claim_status": "claim_status video_count share_of_videos",
        "engagement_by_verified_status": "verified_status video_count share_of_videos",
        "engagement_by_author_ban_status": "author_ban_status video_count share_of_videos",
        "engagement_by_claim_and_ban_status": "claim_status author_ban_status video_count share_of_videos",
        "engagement_by_claim_and_verified_status": "claim_status verified_status video_count share_of_videos",
    }.items()
}


def test_the_released_file_holds_the_public_tables_and_nothing_else(sample_warehouse: Warehouse):
    tables = sample_warehouse.released("select schema_name, table_name from duckdb_tables()")
    assert set(tables) == {("marts", table) for table in CONTRACT}
    assert sample_warehouse.released("select view_name from duckdb_views() where not internal") == []


@pytest.mark.parametrize("table", sorted(CONTRACT))
def test_the_promised_columns_are_there_and_described(sample_warehouse: Warehouse, table):
    columns = dict(
        sample_warehouse.released(f"select column_name, comment from duckdb_columns() where table_name = '{table}'")
    )
    assert set(columns) >= CONTRACT[table]
    assert all(columns.values())
    assert sample_warehouse.released(f"select comment from duckdb_tables() where table_name = '{table}'")[0][0]


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
    assert set(json.loads(str(row_counts))) == set(CONTRACT) - {"releases"}


def test_a_second_build_ends_with_a_summary_and_releases_nothing_anew(sample_warehouse: Warehouse):
    before = sample_warehouse.released_file.stat()
    output = sample_warehouse.build()
    after = sample_warehouse.released_file.stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)
    _, _, summary = output.rpartition("PASS primary_key_released_tables_table_name")
    lines = summary.partition("START hook")[0].splitlines()[1:-1]
    told = [line[len("12:00:00  ") :] for line in lines]
    assert {" ".join(line.split()) for line in told} >= {
        "Rows read 19,382",
        "Rows accepted 19,084",
        "Rows rejected 298",
        "298 video_comment_count is missing",
        f"Unchanged: release {sample_warehouse.released_file.resolve().parent.name} stays",
        str(sample_warehouse.released_file),
    }
    assert [line for line in told if line.startswith("Champion with engagement")]
    assert [line for line in told if line.startswith("Review queue")]
    assert max(len(line) for line in lines if str(sample_warehouse.home) not in line) <= 80


def test_a_second_build_at_the_same_time_is_told_who_holds_the_build(sample_warehouse: Warehouse):
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


def test_the_selected_videos_leave_for_a_ticket_system(sample_warehouse: Warehouse, tmp_path: Path):
    written = export_queue(sample_warehouse.released_file, tmp_path)
    ((selected,),) = sample_warehouse.released("select count(*) from marts.review_queue where is_selected_for_review")
    ((release_id,),) = sample_warehouse.released("select release_id from marts.releases where is_current")
    assert written.num_rows == selected
    assert set(written["release_id"].to_pylist()) == {release_id}
    assert pq.read_table(tmp_path / "review_queue.parquet").equals(written)
    assert (tmp_path / "review_queue.csv").exists()


def test_transcripts_are_released_unless_the_variable_says_otherwise(sample_warehouse: Warehouse):
    masked = sample_warehouse.released("select count(*) - count(video_transcription_text) from marts.videos")
    assert masked == [(0,)]


def test_a_partial_build_releases_nothing(sample_warehouse: Warehouse):
    before = sample_warehouse.released_file.stat()
    output = sample_warehouse.build("--exclude", "column_profile")
    without_tests = sample_warehouse.build("--exclude-resource-type", "test")
    run = sample_warehouse.dbt("run", "--select", "released_tables")
    after = sample_warehouse.released_file.stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)
    assert "Nothing is released: this build leaves out" in output
    assert "Nothing is released: this build leaves out" in without_tests
    assert run.returncode == 0
    assert "Nothing is released: only dbt build releases, not dbt run." in run.stdout


def test_a_quiet_build_without_unit_tests_releases_and_tells_what_it_came_to(sample_warehouse: Warehouse):
    """Unit tests are for development: dbt recommends to leave them out elsewhere."""
    result = sample_warehouse.dbt("--quiet", "build", environment={"DBT_EXCLUDE_RESOURCE_TYPES": "unit_test"})
    release_id = sample_warehouse.released_file.resolve().parent.name
    assert result.returncode == 0
    assert {" ".join(line.split()) for line in result.stdout.splitlines()} >= {
        "Rows accepted 19,084",
        "Rows rejected 298",
        "298 video_comment_count is missing",
        f"Unchanged: release {release_id} stays",
    }
    assert "PASS" not in result.stdout
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
    assert report["warnings"] == ["298 of 19382 rows of videos are rejected"]


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"fresh_review_capacity": 0}, "fresh_review_capacity is '0'; it is the share of the videos without counts"),
        ({"review_capacity": 10}, "review_capacity is '10'; it is the share of the queue that moderators can look at"),
        ({"releases_kept": 0}, "releases_kept is '0'; it is how many releases are kept"),
        ({"review_capacity": "0.1); drop table x"}, "a number above 0 and at most 1"),
        ({"reports": ["a.csv", "b.csv"]}, "reports is ['a.csv', 'b.csv']; it is one path, or a glob for several files"),
        ({"videos": ""}, "the variable videos is empty; give a path or a glob, or leave it out"),
        ({"reports": None}, "the variable reports is empty; give a path or a glob, or leave it out"),
        ({"encoding": "rot13"}, "encoding is 'rot13'; it can be one of utf-8, windows-1250, windows-1251,"),
        ({"publish_transcripts": "no"}, "publish_transcripts is 'no'; it can be true or false"),
        ({"vidoes": "mine.csv"}, "Unknown variable 'vidoes'. Known variables: videos,"),
    ],
)
def test_a_variable_out_of_range_is_told_in_words(sample_warehouse: Warehouse, variables, message):
    before = sample_warehouse.released_file.stat()
    result = sample_warehouse.dbt("build", **variables)
    after = sample_warehouse.released_file.stat()
    assert result.returncode != 0
    assert message in result.stdout
    assert "Traceback" not in result.stdout
    assert before.st_ino == after.st_ino
