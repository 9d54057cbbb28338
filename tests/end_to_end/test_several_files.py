"""Several input files in several formats, with user reports and decisions: what each row becomes, and what follows."""

import csv
import re
from collections import Counter
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from conftest import ROOT, Warehouse
from inputs.writing import HEADER, write_rows

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("inputs")]


@pytest.fixture(scope="module")
def complete(few_videos: list[str]) -> list[list[str]]:
    """Rows that nothing is wrong with."""
    return [row for row in csv.reader(few_videos[1:]) if "#N/A" not in row]


@pytest.fixture(scope="module")
def input_files(tmp_path_factory: pytest.TempPathFactory, complete: list[list[str]]) -> Warehouse:
    """A warehouse of several input files in several formats, with user reports."""
    warehouse = Warehouse(tmp_path_factory.mktemp("intake"))
    folder = warehouse.home / "intake"
    unlabelled = [[row[0], "", *row[2:]] for row in complete[:10]]
    spelt = [[*row[:5], " Not  VERIFIED ", "Under Scrutiny", f"{row[7]}.0", *row[8:]] for row in complete[10:20]]
    corrected = [[*row[:4], "a corrected transcript", *row[5:]] for row in complete[30:33]]
    contradicting = [[*row[:4], text, *row[5:]] for row in complete[40:42] for text in ("this", "that")]
    write_rows(folder / "day 1.csv", unlabelled + spelt + complete[20:40])
    write_rows(folder / "day 2.csv.gz", complete[20:25] + corrected + contradicting, delimiter=";")
    dated = [[*row, "2026-01-31"] for row in complete[44:60]]
    write_rows(
        folder / "day 3.tsv",
        [[*row, "", "extra"] for row in complete[42:44]] + dated,
        [*HEADER, "delivered_on"],
        delimiter="\t",
    )
    parquet = pd.DataFrame(complete[60:], columns=HEADER).astype({"video_view_count": int, "video_id": int})
    parquet.to_parquet(folder / "day 4.parquet")
    reports = [[complete[60][2], "3"], [complete[61][2], "7"], ["12", "1"], [complete[62][2], "often"]]
    write_reviews(warehouse.home / "reviews", [row[2] for row in complete[63:69]])
    warehouse.build(
        videos=f"{folder}/*",
        reports=write_rows(warehouse.home / "reports.csv", reports, ["video_id", "report_count"]),
        reviews=f"{warehouse.home}/reviews/*",
        review_capacity=0.25,
        train_on_reviews=True,
        inherit_decisions=False,
        publish_transcripts=False,
    )
    return warehouse


def write_reviews(folder: Path, video_ids: list[str]) -> None:
    """Write decisions on six videos: three are decided as claims, one as an opinion at last, one both ways, one not."""
    decisions = [
        [video_ids[0], "Claim", "2026-02-01T23:30:00-01:00"],
        [video_ids[1], "yes", "2026-02-03"],
        [video_ids[1], "claim", "2026-02-03"],
        [video_ids[2], "1", "2026-02-04 10:15:00"],
        [video_ids[3], "claim", "2026-02-05"],
        [video_ids[3], "opinion", "2026-02-05"],
        [video_ids[4], "perhaps", "tomorrow"],
        ["12", "claim", "2026-02-05"],
    ]
    write_rows(folder / "by hand.csv", decisions, ["video_id", "is_claim", "reviewed_at"])
    tickets = pd.DataFrame(
        {
            "video_id": [int(video_ids[2]), int(video_ids[5])],
            "is_claim": [False, True],
            "reviewed_at": pd.to_datetime(["2026-02-10 00:00:00", "2026-02-15 23:59:59"]),
        }
    )
    tickets.to_parquet(folder / "tickets.parquet")


def states(warehouse: Warehouse, source_file: str) -> dict[str, int]:
    counts = warehouse.released(
        f"""
        select check_name, row_count from marts.data_quality
        where source_file = '{source_file}' and detail = 'all' and row_count > 0
        """
    )
    return {check_name.removeprefix("rows_"): count for check_name, count in counts}


def test_every_row_of_every_file_ends_in_one_state(input_files: Warehouse, complete: list[list[str]]):
    assert states(input_files, "day 1.csv") == {"read": 40, "accepted": 37, "superseded": 3, "repaired": 10}
    assert states(input_files, "day 2.csv.gz") == {"read": 12, "accepted": 3, "rejected": 4, "duplicate": 5}
    assert states(input_files, "day 3.tsv") == {"read": 18, "accepted": 16, "rejected": 2}
    rows = len(complete) - 60
    assert states(input_files, "day 4.parquet") == {"read": rows, "accepted": rows}


def test_rejected_rows_tell_every_reason(input_files: Warehouse):
    reasons = input_files.released("select source_file, unnest(reasons) from marts.rejected_rows")
    assert Counter(reasons) == {
        ("day 2.csv.gz", "video_id stands in this file with other contents"): 4,
        ("day 3.tsv", "the record has 14 fields, the header 13"): 2,
    }


def test_the_manual_s_queries_show_what_is_still_to_be_done(input_files: Warehouse):
    chapter = (ROOT / "docs" / "input.md").read_text().partition("## Rejected rows")[2].partition("\n## ")[0]
    every_row, still_to_be_done = re.findall(r"```sql\n(.+?);\n```", chapter, re.DOTALL)
    assert len(input_files.released(every_row)) == 6
    # Without transcripts rejected rows lose their fields, and none is known to be mended.
    assert len(input_files.released(still_to_be_done)) == 6


def test_unlabelled_videos_are_scored_and_not_trained_on(input_files: Warehouse):
    new = input_files.released(
        """
        select count(*), count(claim_probability) from marts.claim_predictions
        where prediction_origin = 'new' and scoring_stage = 'at_upload'
        """
    )
    unlabelled = input_files.released("select count(*) from marts.videos where is_claim is null")
    assert new == [(10, 10)]
    assert unlabelled == [(10,)]
    groups = dict(input_files.released("select claim_status, video_count from marts.engagement_by_claim_status"))
    assert groups["unlabelled"] == 10


def test_reported_videos_come_first_in_the_queue(input_files: Warehouse):
    queue = input_files.released(
        """
        select review_rank, total_report_count from marts.review_queue
        where total_report_count > 0 order by review_lane, review_rank
        """
    )
    assert queue == [(1, 7), (2, 3)]


def test_reports_are_accounted_for_as_well(input_files: Warehouse):
    rows = input_files.released(
        """
        select check_name, detail, row_count from marts.data_quality
        where file_kind = 'user_reports' and row_count > 0
        """
    )
    assert set(rows) == {
        ("rows_read", "all", 4),
        ("rows_accepted", "all", 2),
        ("rows_rejected", "all", 2),
        ("rows_rejected_for", "video_id is not an accepted video", 1),
        ("rows_rejected_for", "report_count is not a whole number", 1),
    }


def test_rejected_reports_are_there_as_in_their_file(input_files: Warehouse, complete: list[list[str]]):
    assert input_files.released("from marts.rejected_user_reports order by row_number") == [
        ("reports.csv", 3, "12", "1", ["video_id is not an accepted video"]),
        ("reports.csv", 4, complete[62][2], "often", ["report_count is not a whole number"]),
    ]


def test_every_decision_ends_in_one_state(input_files: Warehouse):
    counts = {"read": 8, "accepted": 4, "rejected": 2, "duplicate": 1, "superseded": 1}
    assert states(input_files, "by hand.csv") == counts
    assert states(input_files, "tickets.parquet") == {"read": 2, "accepted": 2}
    # Without transcripts and reviewers' names rejected rows lose their fields.
    rejected = input_files.released("select * exclude (source_file) from marts.rejected_reviews order by row_number")
    fields = [None] * 6
    assert rejected == [
        (7, *fields, ["decision is not in the vocabulary", "reviewed_at is not an ISO date or timestamp"]),
        (8, *fields, ["video_id is not an accepted video"]),
    ]


@pytest.fixture(scope="module")
def decided(complete: list[list[str]]) -> dict[int, tuple[bool, str]]:
    """The decision that counts and the Monday of its week, by video."""
    video_ids = [int(row[2]) for row in complete][63:69]
    decisions = [(True, "2026-02-02"), (True, "2026-02-02"), (False, "2026-02-09"), (True, "2026-02-09")]
    return dict(zip([*video_ids[:3], video_ids[5]], decisions, strict=True))


def test_a_decided_video_leaves_the_queue(input_files: Warehouse, decided: dict[int, tuple[bool, str]]):
    videos = input_files.released("select video_id from marts.videos")
    queued = input_files.released("select video_id from marts.review_queue_videos")
    assert set(queued) == set(videos) - {(video_id,) for video_id in decided}


@pytest.mark.parametrize("week", ["2026-02-02", "2026-02-09"])
def test_outcomes_hold_predictions_against_decisions(
    input_files: Warehouse, decided: dict[int, tuple[bool, str]], week: str
):
    # In these few simulated rows the rule on views makes no error: no model beats it with engagement.
    (stages,) = input_files.released("select list(distinct scoring_stage) from marts.review_outcomes")
    assert stages == (["at_upload"],)
    of_week = {video_id: is_claim for video_id, (is_claim, monday) in decided.items() if monday == week}
    predictions = input_files.released(
        f"""
        select video_id, claim_probability, is_claim_predicted from marts.claim_predictions
        where scoring_stage = 'at_upload' and video_id in {tuple(of_week)}
        """
    )
    probabilities = {video_id: float(str(probability)) for video_id, probability, _ in predictions}
    predicted = [video_id for video_id, _, is_predicted in predictions if is_predicted]
    confirmed = [video_id for video_id in predicted if of_week[int(str(video_id))]]
    (outcome,) = input_files.released(
        f"""
        select reviewed_count, decided_claim_count, predicted_claim_count, confirmed_claim_count, precision,
            share_of_claims, mean_claim_probability, brier_score
        from marts.review_outcomes where review_week = '{week}'
        """
    )
    assert outcome[:4] == (2, sum(of_week.values()), len(predicted), len(confirmed))
    assert outcome[4:] == pytest.approx(
        (
            len(confirmed) / len(predicted) if predicted else None,
            sum(of_week.values()) / 2,
            sum(probabilities.values()) / 2,
            sum((probabilities[video_id] - is_claim) ** 2 for video_id, is_claim in of_week.items()) / 2,
        )
    )


def test_decisions_are_labels_with_their_origin_where_asked_for(
    input_files: Warehouse, decided: dict[int, tuple[bool, str]]
):
    with duckdb.connect(input_files.build_file, read_only=True) as build:
        labels = build.execute(
            "select video_id, is_claim from intermediate.int_labelled_videos where label_origin = 'review'"
        ).fetchall()
    assert dict(labels) == {video_id: is_claim for video_id, (is_claim, _) in decided.items()}
    input_rows = input_files.released(f"select distinct is_claim from marts.videos where video_id in {tuple(decided)}")
    assert input_rows == [(True,)]


def test_no_transcript_is_released_where_they_are_masked(input_files: Warehouse, complete: list[list[str]]):
    # No whole transcript, and no statement, which a claim says without its attribution phrase.
    whole_or_part = {text for row in complete for text in (row[4], row[4].partition(" that ")[2]) if text}
    texts = ", ".join("'{}'".format(text.replace("'", "''")) for text in whole_or_part)
    columns = input_files.released(
        "select table_name, column_name from duckdb_columns() where schema_name = 'marts' and data_type = 'VARCHAR'"
    )
    for table, column in columns:
        found = input_files.released(f"""select "{column}" from marts.{table} where "{column}" in ({texts}) limit 1""")
        assert not found, (table, column)
    assert input_files.released("select distinct video_id, claim_status from marts.rejected_rows") == [(None, None)]
    assert input_files.released("select min(transcription_length) > 0 from marts.videos") == [(True,)]
    assert input_files.released("select count(*) > 0, count(claim_text) from marts.claims") == [(True, 0)]


@pytest.mark.parametrize(
    ("days", "outcome"), [pytest.param(36500, "WARN=0", marks=pytest.mark.long), pytest.param(0, "WARN=1")]
)
def test_an_old_file_is_warned_of_where_asked_for(input_files: Warehouse, days: int, outcome: str):
    result = input_files.dbt("test", "--select", "newest_input_is_recent", max_input_age_days=days)
    assert result.returncode == 0
    assert outcome in result.stdout


def test_the_capacity_is_the_rounded_up_share_of_the_queue(input_files: Warehouse):
    ((length, selected),) = input_files.released(
        """
        select count(*), count(*) filter (where is_selected_for_review) from marts.review_queue
        where review_lane = 'priority'
        """
    )
    assert selected == -(-length // 4)
