"""Parts of the dashboard drawn from small tables made here: what they say is true of these rows."""

import re
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from claims_warehouse.dashboard import classifier, comparisons, reference, verified
from claims_warehouse.dashboard.components import Chart, Choice, Section, Table
from claims_warehouse.dashboard.composition import composition_section
from claims_warehouse.dashboard.review import queue_section


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute(
            """
            create table marts.data_quality_totals as
            select 'videos' as file_kind, 'rows_accepted' as check_name, 'all' as detail, 9 as row_count
            """
        )
        connection.execute(
            """
            create table marts.review_outcomes (
                scoring_stage varchar, reviewed_count bigint, decided_claim_count bigint
            )
            """
        )
        connection.execute(
            """
            create table marts.audited_performance as
            select 'all' as audit_id, 'recall' as measure, 'no_audits' as finding_code
            """
        )
        yield connection


def section(
    connection: duckdb.DuckDBPyConnection, lane: str, *ranked: tuple[int | None, float | None, float]
) -> Section:
    """Return the section on a queue whose items have reports, expected exposure and expected claim videos."""
    rows = ", ".join(
        f"({rank}, {rank}, {reports or 'null'}, {exposure or 'null'}, {claims})"
        for rank, (reports, exposure, claims) in enumerate(ranked, start=1)
    )
    connection.execute(
        f"""
        create table marts.review_queue as
        select
            *,
            '{lane}' as review_lane,
            case
                when expected_exposure is not null then 'expected_exposure'
                when expected_claim_video_count is not null then 'probability'
                else 'reports_and_views'
            end as ranked_by,
            'with_engagement' as scoring_stage, 3 as video_count, 0.5 as claim_probability, 100 as total_view_count,
            'bats' as claim_text, 'he said that bats' as video_transcription_text, true as is_selected_for_review
        from (values {rows}) as queue (
            review_rank, video_id, total_report_count, expected_exposure, expected_claim_video_count
        );
        create table marts.review_queue_sizes as
        select
            '{lane}' as review_lane, 'with_engagement' as scoring_stage, 0 as unscored_count,
            count(*) as item_count, count(*) as claim_count, 3 * count(*) as video_count, count(*) as selected_count,
            3 * count(*) as selected_video_count, count(*) filter (where total_report_count > 0) as reported_count
        from marts.review_queue;
        create table marts.review_workload as
        from (
            values
            ('claim', '{lane}', 2, true, 0.5, 0.75), ('video', '{lane}', 2, false, 0.125, 0.25),
            ('video', '{lane}', 9, true, 0.5, 0.5)
        ) as workload (decided_by, review_lane, decision_count, is_capacity, video_share, view_share)
        """
    )
    return queue_section(connection)


def reasons(
    connection: duckdb.DuckDBPyConnection, lane: str, *ranked: tuple[int | None, float | None, float]
) -> list[str]:
    """Return the reasons that the page gives for the ranks of a queue."""
    (table,) = section(connection, lane, *ranked).components
    assert isinstance(table, Table)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", str(table.html))
    assert cells[6 :: len(cells) // len(ranked)] == ["bats"] * len(ranked)
    return cells[2 :: len(cells) // len(ranked)]


def test_a_reason_of_the_queue_holds_for_the_order_that_is_used(connection: duckdb.DuckDBPyConnection):
    found = reasons(
        connection,
        "priority",
        (1_200, 7, 1),
        (3, 90, 1),
        (3, 80, 1),
        (3, 80, 2),
        (1, 80, 1),
        # As much exposure as the reported item above: it stands here for want of a report.
        (None, 80, 1),
        (0, 80, 1),
        (None, 60, 1),
    )
    assert found == [
        "1,200 user reports",
        "3 user reports",
        "3 user reports, lower expected exposure",
        "3 user reports, same expected exposure, higher number",
        "1 user report",
        "highest expected exposure left",
        "same expected exposure, higher number",
        "highest expected exposure left",
    ]


def test_a_fresh_claim_is_ranked_by_its_expected_claim_videos(connection: duckdb.DuckDBPyConnection):
    found = reasons(connection, "fresh", (None, None, 2.5), (None, None, 2.5), (None, None, 0.5))
    assert found == [
        "highest number of expected claim videos left",
        "same number of expected claim videos, higher number",
        "highest number of expected claim videos left",
    ]


def test_the_queue_says_what_its_decisions_settle(connection: duckdb.DuckDBPyConnection):
    lead = section(connection, "priority", (1, 9, 1), (None, 8, 1)).lead
    assert lead[-1] == "How many claims the model misses is not known: no audit has been decided yet."
    assert lead[-2] == (
        "Made by claim, 2 decisions settle 50.0% of the videos and 75.0% of their views; made by video, 12.5% of the "
        "videos and 25.0% of their views."
    )


def comparison(connection: duckdb.DuckDBPyConnection, level: float, **columns: Any) -> None:
    """Make the tables that the section on composition reads."""
    connection.execute(
        f"""
        create table marts.group_means as
        select
            'verified_status' as grouping, *, 'video_view_count' as metric, {1 - level}::double as confidence_level
        from (
            values ('all', 'verified', 97.0, 50.0, 144.0), ('claim', 'verified', 120.0, 58.4, 181.6),
            ('claim', 'not verified', 500.0, null, null)
        ) as means (stratum, group_name, mean, lower_bound, upper_bound)
        """
    )
    row = {
        "grouping": "verified_status", "metric": "video_view_count", "test_name": "welch_t", "group_a": "not verified",
        "group_b": "verified", "claim_share_a": 0.5, "claim_share_b": 0.2, "do_claim_shares_differ": True,
        "claim_share_difference_lower_bound": 0.25, "claim_share_difference_upper_bound": 0.35,
        "mean_difference": 100.0, "mean_difference_by_composition": 90.0, "is_significant_all": True,
    } | columns  # fmt: skip
    adjusted = {
        "group_a": "not verified", "group_b": "verified", "metric": "video_view_count", "adjusted_difference": -2.0,
        "lower_bound": -5.0, "upper_bound": 1.0, "significance_level": level, "equivalence_margin": 7.0,
        "finding_code": "equivalent",
    }  # fmt: skip
    for table, columns_of_table in (("stratified_comparisons", row), ("adjusted_effects", adjusted)):
        selected = ", ".join(f"{value!r} as {name}" for name, value in columns_of_table.items())
        connection.execute(f"create table marts.{table} as select {selected}")


def test_composition_is_reported_beside_the_shares_and_where_they_differ(connection: duckdb.DuckDBPyConnection):
    comparison(connection, 0.05, finding_code="overall_only_by_composition")
    section = composition_section(connection)
    assert "aradox" not in section.heading
    assert section.lead == [
        "50.0% of the videos of not verified authors are claims, 20.0% of those of verified ones: the shares differ "
        "significantly (30.0 percentage points apart, 95% interval 25.0 to 35.0). The difference overall goes with "
        "this composition: of 100 in mean views, 90 stand for the different shares of claims. Within claims and within "
        "opinions no difference is significant, which does not show that there is none.",
        "At the same claim status, videos of not verified and of verified authors differ by -2 in mean views (95% "
        "interval -5 to 1): shown to be less than the 7 that would matter.",
    ]


def test_intervals_of_means_follow_the_level(connection: duckdb.DuckDBPyConnection):
    comparison(connection, 0.2, finding_code="significant_nowhere", do_claim_shares_differ=False)
    section = composition_section(connection)
    assert "no difference of the shares is significant (30.0 percentage points apart, 80% interval" in section.lead[0]
    overall, within = (chart for chart in section.components[:2] if isinstance(chart, Chart))
    assert "with 80% intervals" in overall.caption
    assert within.spec is not None
    drawn = {(row["author_group"], row["stratum"]): row for row in within.spec["datasets"]["rows"]}
    assert drawn["Verified", "claim"]["upper"] == 181.6
    # One video has no interval.
    assert drawn["Not verified", "claim"]["upper"] is None
    assert "95" not in str(within.spec["layer"])


@pytest.mark.parametrize(("code", "differing"), [("not_significant", "none"), ("a_greater", "1")])
def test_significant_differences_are_counted(connection: duckdb.DuckDBPyConnection, code: str, differing: str):
    connection.execute(
        f"""
        create table marts.engagement_differences as
        select
            'verified_status' as grouping, 'all' as stratum, 'video_view_count' as metric, 'not verified' as group_a,
            'verified' as group_b, 0.01::double as significance_level, 3 as n_a, 3 as n_b,
            1.0::double as cliffs_delta, 1.0::double as lower_bound, 1.0::double as upper_bound,
            0.99::double as confidence_level, '{code}' as finding_code, null::double as welch_t_statistic,
            null::double as welch_t_degrees_of_freedom, null::double as welch_t_p_value_holm,
            null::double as brunner_munzel_statistic, null::double as brunner_munzel_p_value_holm, 27 as family_size
        """
    )
    section = comparisons.tests_section(connection)
    assert "each family of tests, verified status (27 comparisons); the level is 0.01." in section.lead[1]
    (choice,) = section.components
    assert isinstance(choice, Choice)
    forest = next(iter(choice.options.values()))[0]
    assert forest.title.startswith(f"Not verified and verified authors differ significantly in {differing} of 1 metric")
    assert forest.caption.startswith("Cliff's delta with 99% intervals")


def test_the_intervals_of_the_odds_have_the_level_of_the_table(connection: duckdb.DuckDBPyConnection):
    connection.execute(
        """
        create table marts.reference_odds_ratios (term varchar, unit double, odds_ratio_per_unit double);
        create table marts.verified_status_coefficients as
        select
            'corrected' as evaluation_scheme, 'claim_status_opinion' as term, 1.0::double as unit, 5.0::double as
            odds_ratio_per_unit, 4.0::double as odds_ratio_per_unit_lower_bound, 6.0::double as
            odds_ratio_per_unit_upper_bound, 0.9::double as confidence_level, 0.01::double as p_value_holm
        """
    )
    chart = verified._odds(connection, is_reference_data=False)
    assert chart.title.endswith("5 times as high (90% interval 4 to 6)")
    assert chart.caption == "Odds ratios of a verified author with 90% intervals."
    assert "95%" not in str(chart.spec)


def test_new_videos_are_not_said_to_lack_a_label(connection: duckdb.DuckDBPyConnection):
    connection.execute(
        """
        create table marts.feature_drift as
        select
            'new' as compared_rows, 'video_view_count' as feature, 10 as row_count, 0.1::double as
            population_stability_index, null::double as null_quantile, 'too_few' as drift_code,
            null::boolean as is_drifting
        """
    )
    page = str(reference._drift(connection).html)
    assert "New: neither trained nor tested on, labelled or not" in page
    assert "too few rows to tell" in page


CHANCE = "No model is better than chance here. The review queue is ranked by user reports and by views."


@pytest.mark.parametrize(
    ("candidates", "in_use", "sentences"),
    [
        ([], [], [classifier.say_models.NO_CLASSIFIER]),
        # Candidates of which none could be estimated.
        ([("at_upload", None), ("with_engagement", None)], [], [classifier.say_models.NO_CLASSIFIER]),
        ([("at_upload", 0.5), ("with_engagement", 0.5)], [], [CHANCE]),
        (
            [("at_upload", 0.5), ("with_engagement", 0.5)],
            ["with_engagement"],
            ["No model is better than chance at upload."],
        ),
        ([("at_upload", 0.5), ("with_engagement", 0.5)], ["at_upload", "with_engagement"], []),
    ],
)
def test_it_is_said_where_no_model_is_in_use(connection: duckdb.DuckDBPyConnection, candidates, in_use, sentences):
    connection.execute(
        """
        create table marts.model_registry (scoring_stage varchar, model_id varchar, decision_threshold double);
        create table marts.champions (scoring_stage varchar);
        """
    )
    for scoring_stage, threshold in candidates:
        connection.execute("insert into marts.model_registry values (?, 'model', ?)", [scoring_stage, threshold])
    for scoring_stage in in_use:
        connection.execute("insert into marts.champions values (?)", [scoring_stage])
    assert classifier.why_none(connection) == sentences
