"""The picture of a release for a chat message says what its tables hold, and no word of a transcript."""

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from claims_warehouse.release.summary import draw, write_summary

TABLES = """
    create schema marts;
    create table marts.releases as from (values
        ('2026-01-02T030405Z-0123abcd', timestamp '2026-01-02 03:04:05', 'provided', true),
        ('2026-01-01T030405Z-4567abcd', timestamp '2026-01-01 03:04:05', 'provided', false)
    ) as releases (release_id, released_at, input_kind, is_current);
    create table marts.review_queue_sizes as from (values
        ('priority', 320, 320, 9608, 32), ('unlikely', 8644, 0, 9476, 0)
    ) as sizes (review_lane, item_count, claim_count, video_count, selected_count);
    create table marts.review_workload as from (values
        ('claim', 'priority', true, 1223), ('claim', 'priority', false, 9), ('video', 'priority', true, 961),
        ('claim', 'unlikely', true, 5)
    ) as workload (decided_by, review_lane, is_capacity, settled_video_count);
    create table marts.review_list as
    select 'audit' as review_lane, 'A secret text' as video_transcription_text from range(100)
    union all
    select 'priority', 'A secret text' from range(32);
    create table marts.audited_performance (
        audit_id varchar, measure varchar, finding_code varchar, measure_value double, lower_bound double,
        upper_bound double, drawn_count bigint, open_count bigint
    );
    insert into marts.audited_performance values
        ('all', 'recall', 'no_audits', null, 0, 1, 0, 0), ('all', 'precision', 'estimated', 0.5, 0, 1, 9, 0),
        ('abc', 'recall', 'estimated', 0.5, 0, 1, 9, 0);
    create table marts.data_quality_totals as from (values
        ('videos', 'rows_read', 'all', 19382), ('videos', 'rows_rejected', 'all', 298),
        ('videos', 'rows_rejected', 'A secret text', 298), ('reviews', 'rows_read', 'all', 18),
        ('reviews', 'rows_rejected', 'all', 2)
    ) as totals (file_kind, check_name, detail, row_count);
    create table marts.champion_comparison (
        scoring_stage varchar, test_name varchar, verdict_code varchar, model_id varchar, compared_model_id varchar,
        measure varchar, measure_value double, compared_value double, p_value double, row_count bigint,
        compared_row_count bigint, used_model_id varchar
    );
    create table marts.feature_drift (feature varchar, compared_rows varchar, is_drifting boolean);
"""


@pytest.fixture
def release() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        yield connection


def texts(release: duckdb.DuckDBPyConnection) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", draw(release))


def test_it_says_what_the_tables_hold(release: duckdb.DuckDBPyConnection):
    assert texts(release) == [
        "2 January 2026",
        "32 claims to review",
        "Deciding them settles 1,223 of 19,084 undecided videos (6.4%).",
        "100 videos drawn at random wait for an audit.",
        "Claims that the model finds",
        "not known",
        "no audits yet",
        "Rows rejected",
        "300",
        "of 19,400 (1.5%)",
        "Alarms",
        "none",
        "on models and drift",
        "Release 2026-01-02T030405Z-0123abcd",
    ]


def test_simulated_data_are_called_so(release: duckdb.DuckDBPyConnection):
    release.execute("update marts.releases set input_kind = 'simulated'")
    assert "Simulated data" in texts(release)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            "finding_code = 'not_estimable', drawn_count = 100, open_count = 60",
            ["not known yet", "60 of 100 audits are open"],
        ),
        (
            "finding_code = 'estimated', measure_value = 0.931, lower_bound = 0.88, upper_bound = 0.97",
            ["93.1%", "recall; 95% interval 88.0% to 97.0%"],
        ),
    ],
)
def test_recall_is_that_of_all_audits(release: duckdb.DuckDBPyConnection, values: str, said: list[str]):
    release.execute(f"update marts.audited_performance set {values} where audit_id = 'all' and measure = 'recall'")
    assert texts(release)[5:7] == said


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "update marts.review_queue_sizes set selected_count = 0; delete from marts.review_list",
            ["No claim to review", "19,084 videos are undecided; none is selected."],
        ),
        ("delete from marts.review_queue_sizes; delete from marts.review_list", ["No claim to review"]),
        (
            "update marts.review_queue_sizes set selected_count = 1 where review_lane = 'priority'; "
            "update marts.review_workload set settled_video_count = 1; "
            "delete from marts.review_list where review_lane = 'priority' or rowid > 0",
            [
                "1 claim to review",
                "Deciding it settles 1 of 19,084 undecided videos (under 0.1%).",
                "1 video drawn at random waits for an audit.",
            ],
        ),
        (
            "update marts.review_queue_sizes set selected_count = 10",
            [
                "20 items to review",
                "Deciding them settles 1,228 of 19,084 undecided videos (6.4%).",
                "100 videos drawn at random wait for an audit.",
            ],
        ),
    ],
)
def test_none_one_and_many_are_said_in_words(release: duckdb.DuckDBPyConnection, statement: str, said: list[str]):
    release.execute(statement)
    assert texts(release)[1 : 1 + len(said)] == said
    assert texts(release)[1 + len(said)] == "Claims that the model finds"


def test_alarms_are_counted_and_said_in_lines_that_fit(release: duckdb.DuckDBPyConnection):
    release.execute("""
        insert into marts.feature_drift values
            ('video_view_count', 'held_out', true), ('video_view_count', 'fresh', true),
            ('is_verified', 'fresh', false), ('video_duration_sec', 'fresh', true);
        insert into marts.champion_comparison values
            ('at_upload', 'last_champion', 'worse', 'text_logistic_regression-0123abcd', 'phrase-4567abcd',
                'average_precision', 0.7, 0.9, 0.001, 19084, 19084, 'phrase-4567abcd'),
            ('with_engagement', 'last_champion', 'not_worse', 'a', 'b', 'average_precision', 1, 1, 0.5, 9, 9, 'a')
    """)
    label, count, remark, *lines = texts(release)[10:-1]
    assert (label, count, remark) == ("Alarms", "2", "on models and drift")
    assert " ".join(lines).startswith("Champion at upload: the chosen model, text_logistic_regression-0123abcd, has")
    assert lines[-1] == "Different from the training data: duration and views."
    assert all(len(line) <= 92 for line in lines)


def test_the_same_release_has_the_same_picture_without_a_word_of_a_transcript(
    release: duckdb.DuckDBPyConnection, tmp_path: Path
):
    assert "secret" not in draw(release)
    pictures = []
    for name in ("one.png", "other.png"):
        write_summary(release, tmp_path / name)
        pictures.append((tmp_path / name).read_bytes())
    assert pictures[0] == pictures[1]
    assert pictures[0].startswith(b"\x89PNG")
    # Width and height, in twice the pixels of the drawing.
    assert [int.from_bytes(pictures[0][place : place + 4]) for place in (16, 20)] == [1280, 528]
    release.execute("update marts.data_quality_totals set row_count = 299 where detail = 'all'")
    write_summary(release, tmp_path / "changed.png")
    assert (tmp_path / "changed.png").read_bytes() != pictures[0]
