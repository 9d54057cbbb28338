"""Parts of the dashboard drawn from small tables made here: what they say is true of these rows."""

from collections.abc import Iterator
from typing import Any

import duckdb
import pandas as pd
import pytest

from claims_warehouse.dashboard import classifier, comparisons, data_quality, verified
from claims_warehouse.dashboard.components import Chart, Choice, Heading, packed, tabulate
from claims_warehouse.dashboard.composition import composition


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        yield connection


def comparison(connection: duckdb.DuckDBPyConnection, level: float, **columns: Any) -> None:
    """Make the tables that the section on composition reads."""
    connection.execute(
        f"""
        create table marts.group_means as
        select
            'verified_status' as grouping, *, 'video_view_count' as metric, {1 - level}::double as confidence_level
        from (
            values ('all', 'verified', 97.0, 50.0, 144.0),
            ('all', 'not verified', 90.0, 80.0, 95.0), ('claim', 'verified', 120.0, 58.4, 181.6),
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
    heading, chart, _ = composition(connection)
    assert isinstance(heading, Heading)
    assert heading.text == "Why verified authors only seem to get more views"
    assert heading.lead == [
        "50.0% of the videos of not verified authors are claims, 20.0% of those of verified ones: the shares differ "
        "significantly (30.0 percentage points apart, 95% interval 25.0 to 35.0). The difference overall goes with "
        "this composition: of 100 in mean views, 90 stand for the different shares of claims. Within claims and within "
        "opinions no difference is significant, which does not show that there is none."
    ]
    assert isinstance(chart, Chart)
    assert chart.caption == (
        "Mean views by verified status with 95% intervals. At the same claim status, videos of not verified and of "
        "verified authors differ by -2 in mean views (95% interval -5 to 1): shown to be less than the 7 that would "
        "matter."
    )


def test_intervals_of_means_follow_the_level(connection: duckdb.DuckDBPyConnection):
    comparison(connection, 0.2, finding_code="significant_nowhere", do_claim_shares_differ=False)
    heading, chart, other = composition(connection)
    assert isinstance(heading, Heading)
    assert isinstance(chart, Chart)
    assert isinstance(other, Chart)
    assert heading.text == "Do some authors get more views?"
    assert "the shares do not differ significantly (30.0 percentage points apart, 80% interval" in heading.lead[0]
    assert "with 80% intervals" in chart.caption
    assert chart.spec is not None
    drawn = {(row["author_group"], row["stratum"]): row for row in chart.spec["datasets"]["rows"]}
    assert drawn["Verified", "claim"]["upper"] == 181.6
    # One video has no interval.
    assert drawn["Not verified", "claim"]["upper"] is None
    assert "95" not in str(chart.spec["layer"])
    # Of the ban status nothing is known here.
    assert other.spec is None


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
    heading, choice = comparisons.tests(connection)
    assert isinstance(heading, Heading)
    assert "each family of tests, verified status (27 comparisons); the level is 0.01." in heading.lead[0]
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
    chart = verified._odds(connection)
    assert chart.title.endswith("5 times as high (90% interval 4 to 6)")
    assert chart.caption.startswith("Odds ratios of a verified author: corrected with 90% intervals, fitted again")
    assert "95%" not in str(chart.spec)


@pytest.mark.parametrize(
    ("index", "code", "title"),
    [
        ("0.1", "too_few", "There are too few other rows to tell whether any feature drifts"),
        ("0.3", "drifting", "Unlike the training rows: views"),
        ("0.1", "within_chance", "No feature drifts beyond chance in 1 comparison with the training rows"),
    ],
)
def test_drift_is_drawn_beside_what_chance_reaches(
    connection: duckdb.DuckDBPyConnection, index: str, code: str, title: str
):
    connection.execute(
        f"""
        create table marts.feature_drift as
        select
            'new' as compared_rows, 'video_view_count' as feature, 10 as row_count, {index}::double as
            population_stability_index, 0.2::double as null_quantile, '{code}' as drift_code,
            '{code}' = 'drifting' as is_drifting
        """
    )
    chart = data_quality._drift(connection)
    assert chart.title == title
    assert chart.caption.startswith("Dots: how far new rows lie from those trained on.")
    assert chart.spec is not None
    ((drawn),) = chart.spec["datasets"]["rows"]
    assert (drawn["index"], drawn["null_quantile"]) == (float(index), 0.2)


@pytest.mark.parametrize(
    ("counts", "title", "is_drawn"),
    [
        (['{"videos": 9, "rejected_rows": 1}'], "This is the first release: nothing to compare it with.", False),
        (
            ['{"videos": 9, "rejected_rows": 1}', '{"videos": 9, "rejected_rows": 1}'],
            "Since the last release, accepted rows stayed at 9 and rejected rows stayed at 1",
            False,
        ),
        (
            ['{"videos": 9, "rejected_rows": 3}', '{"videos": 1200, "rejected_rows": 1}'],
            "Since the last release, accepted rows rose from 9 to 1,200 and rejected rows fell from 3 to 1",
            True,
        ),
    ],
)
def test_rows_by_state_are_drawn_where_they_changed(
    connection: duckdb.DuckDBPyConnection, counts: list[str], title: str, is_drawn: bool
):
    connection.execute(
        "create table marts.releases (released_at timestamp, is_rolled_back boolean, row_counts varchar)"
    )
    for day, row_counts in enumerate(counts, start=1):
        connection.execute("insert into marts.releases values (?, false, ?)", [f"2026-01-0{day}", row_counts])
    chart = data_quality._over_time(connection)
    assert chart.title == title
    assert (chart.spec is not None) == is_drawn


def test_cards_of_half_the_width_are_packed_between_wide_ones():
    frame = pd.DataFrame({"a": [1.5]})
    half, whole = (tabulate("t", "", "", frame, {"a": "A"}, {"a": 1}, is_wide=is_wide) for is_wide in (False, True))
    heading = Heading("Why?")
    assert list(packed([heading, half, half, whole, half])) == [
        (True, [heading]),
        (False, [half, half]),
        (True, [whole]),
        (False, [half]),
    ]
    # What is not drawn is a sentence, and takes the whole width.
    assert next(iter(packed([Chart("c", "None.", "", "", None)])))[0]


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
