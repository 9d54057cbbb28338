"""The first screen of the dashboard, from small tables made here: it says what to do, and what changed."""

from collections.abc import Iterator

import duckdb
import pytest

from claims_warehouse.dashboard.components import Chart
from claims_warehouse.dashboard.today import Today, today
from claims_warehouse.sentences import today as say_today


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        yield connection


ITEMS = """
    create table marts.review_list as
    from (
        values
        (1, 'priority', 'a', 'bats', null, 3, 900, null), (2, 'audit', null, null, 'owls', 1, 80, null),
        (3, 'priority', null, null, 'moths sleep', 1, 70, {reports})
    ) as items (
        list_rank, review_lane, claim_id, claim_text, video_transcription_text, video_count, total_view_count,
        total_report_count
    )
"""
QUEUE = """
    create table marts.review_queue_sizes as
    select
        'priority' as review_lane, 'with_engagement' as scoring_stage, 7 as item_count, 40 as video_count,
        2 as selected_count;
    create table marts.review_workload as
    from (
        values
        ('claim', 'priority', 2, true, 0.5, 0.75), ('video', 'priority', 2, false, 0.125, 0.25),
        ('video', 'priority', 9, true, 0.5, 0.5)
    ) as workload (decided_by, review_lane, decision_count, is_capacity, video_share, view_share);
    create table marts.data_quality_totals as
    from (values ('videos', 'rows_read', 'all', 9), ('videos', 'rows_rejected', 'all', 2)) as totals (
        file_kind, check_name, detail, row_count
    );
    create table marts.audited_performance as
    select 'all' as audit_id, 'recall' as measure, 'no_audits' as finding_code;
    create table marts.champions as
    from (values ('at_upload', 'a'), ('with_engagement', 'a')) as champions (scoring_stage, model_id);
    create table marts.model_registry as
    select 'at_upload' as scoring_stage, 'a' as model_id, 0.5 as decision_threshold;
    create table marts.champion_comparison as
    select 'at_upload' as scoring_stage, 'last_champion' as test_name, 'same_model' as verdict_code;
    create table marts.feature_drift as select 'video_view_count' as feature, {drifts} as is_drifting;
    create table marts.segment_disparities (is_in_use boolean, disparity_code varchar);
    create table marts.review_outcomes as
    select 'with_engagement' as scoring_stage, 4 as reviewed_count, 1 as decided_claim_count;
    create table marts.claim_changes as
    from (values ('x', null, 'gone'), ('y', 'a', 'split'), ('y', 'b', 'split')) as changes (
        earlier_claim_id, claim_id, change
    );
    create table marts.releases as
    from (
        values
        (timestamp '2026-01-01', false, '{{"videos": 8}}', 'a', 'a'), (timestamp '2026-01-02', true, '{{}}', 'c', 'c'),
        (timestamp '2026-01-03', false, '{{"videos": 7}}', 'a', 'b')
    ) as releases (released_at, is_rolled_back, row_counts, champion_at_upload, champion_with_engagement);
"""


def first_screen(
    connection: duckdb.DuckDBPyConnection, *, reports: str = "null", drifts: str = "false", hides_text: bool = False
) -> Today:
    """Return the first screen of three items: a claim, a random video and a text."""
    connection.execute(ITEMS.format(reports=reports) + ";" + QUEUE.format(drifts=drifts))
    return today(connection, hides_text=hides_text)


def test_the_first_screen_says_what_to_do(connection: duckdb.DuckDBPyConnection):
    found = first_screen(connection)
    assert found.headline == "Review 1 claim, 1 text and 1 random video today."
    assert [(figure.label, figure.value, figure.remark) for figure in found.figures] == [
        ("To review", "3 items", "of 7 that wait"),
        ("2 decisions settle", "50.0%", "of priority videos, 75.0% of views"),
        ("Claims that the model finds", "Not known", "no audits yet"),
        ("Rows rejected", "2", "of 9 input rows"),
        ("Alarms", "None", "nothing is wrong"),
    ]
    assert found.what_to_do == [say_today.IN_ORDER, say_today.AT_RANDOM]
    assert found.alarms == []
    (workload,) = found.components
    assert isinstance(workload, Chart)
    assert workload.title == (
        "Made by claim, 2 decisions settle 50.0% of the priority videos and 75.0% of their views; made by video, 12.5% "
        "of the priority videos and 25.0% of their views"
    )


def test_each_lane_says_how_much_waits_and_what_is_to_be_reviewed(connection: duckdb.DuckDBPyConnection):
    connection.execute(ITEMS.format(reports="null") + ";" + QUEUE.format(drifts="false"))
    connection.execute("""
        insert into marts.review_queue_sizes values ('unsure', 'at_upload', 2, 3, 1);
        insert into marts.review_list (list_rank, review_lane, video_transcription_text)
        values (4, 'suspect_label', 'x')
    """)
    lanes = today(connection, hides_text=False).lanes
    assert lanes.title == "9 items wait for a decision"
    assert [[cell.text for cell in row] for row in lanes.rows] == [
        ["Priority", "7", "40", "2"],
        ["Model unsure", "2", "3", "1"],
        ["Label in doubt", "\N{EN DASH}", "\N{EN DASH}", "1"],
        ["Random videos", "\N{EN DASH}", "\N{EN DASH}", "1"],
    ]


def test_nothing_of_the_first_items_tells_which_are_random(connection: duckdb.DuckDBPyConnection):
    table = first_screen(connection).first
    assert list(table.columns) == ["#", "What is said", "Videos", "Views"]
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["1", "bats", "3", "900"],
        ["2", "owls", "1", "80"],
        ["3", "moths sleep", "1", "70"],
    ]
    assert not table.is_folded


def test_reports_are_shown_where_there_are_any_and_texts_are_folded_on_request(connection: duckdb.DuckDBPyConnection):
    table = first_screen(connection, reports="12", hides_text=True).first
    assert [row[-1].text for row in table.rows] == ["\N{EN DASH}", "\N{EN DASH}", "12"]
    assert table.is_folded


def test_what_changed_is_told_from_the_release_before_that_was_not_rolled_back(connection: duckdb.DuckDBPyConnection):
    assert first_screen(connection).changes == [
        "1 video fewer than before: 7 now.",
        "Claims: 1 is gone and 1 was split.",
        "A new model is in use with engagement.",
        "Moderators have decided 4 videos, 1 as a claim.",
    ]


def test_drift_is_an_alarm(connection: duckdb.DuckDBPyConnection):
    found = first_screen(connection, drifts="true")
    assert found.alarms == ["Unlike the training rows: views."]
    assert found.figures[-1].value == "1"


@pytest.mark.parametrize(
    ("items", "headline"),
    [
        ((0, 0, 0, 0), "Nothing to review today: every video has been decided."),
        ((0, 0, 0, 1), "Nothing to review today: none of 1 waiting item is selected."),
        ((1, 0, 0, 5), "Review 1 claim today."),
        ((0, 2, 1, 5), "Review 2 texts and 1 random video today."),
        ((1_200, 1, 2, 5_000), "Review 1,200 claims, 1 text and 2 random videos today."),
    ],
)
def test_the_headline_says_what_to_review(items, headline):
    assert say_today.headline(*items) == headline


AUDIT = {
    "finding_code": "estimated", "measure_value": 0.97, "lower_bound": 0.93, "upper_bound": 0.99, "drawn_count": 50,
    "decided_count": 40, "open_count": 10,
}  # fmt: skip


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        (None, ("Not known", "no audits yet")),
        (AUDIT | {"finding_code": "no_audits"}, ("Not known", "no audits yet")),
        (AUDIT | {"finding_code": "not_estimable"}, ("Not known", "10 of 50 audits open")),
        (AUDIT, ("97.0%", "95% interval 93.0% to 99.0%, 40 of 50 audits decided")),
    ],
)
def test_recall_is_that_of_audits(row, shown):
    assert say_today.recall(row) == shown


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ([], "The claims are the same."),
        ([("same", 7), ("new", 0)], "The claims are the same."),
        ([("new", 1), ("gone", 2), ("merged", 1)], "Claims: 1 is new, 2 are gone and 1 was merged."),
    ],
)
def test_what_became_of_claims(changes, sentence):
    assert say_today.claims_changed(changes) == sentence


@pytest.mark.parametrize(
    ("before", "now", "sentence"),
    [
        (7, 7, "As many videos as before: 7."),
        (7, 8, "1 video more than before: 8 now."),
        (1_300, 100, "1,200 videos fewer than before: 100 now."),
    ],
)
def test_how_many_videos_came_or_went(before, now, sentence):
    assert say_today.videos_changed(before, now) == sentence


def test_other_models_in_use_are_told():
    same = {"champion_at_upload": "a", "champion_with_engagement": "b"}
    other = {"champion_at_upload": "c", "champion_with_engagement": "c"}
    assert say_today.champions_changed(same, same, is_no_worse=True) == "The same models are in use."
    assert say_today.champions_changed(same, other, is_no_worse=True) == (
        "A new model is in use at upload and with engagement: nothing shows that it is worse."
    )
    assert say_today.champions_changed(same, same | {"champion_at_upload": "c"}, is_no_worse=False) == (
        "A new model is in use at upload."
    )
