"""Files that a user may name: what is read, what is refused in words, and what each row becomes."""

import csv
import gzip
import io
import shutil
from collections import Counter
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from conftest import Warehouse, copy_project, shuffled_copy

pytestmark = pytest.mark.xdist_group("inputs")

HEADER = (
    "#,claim_status,video_id,video_duration_sec,video_transcription_text,verified_status,author_ban_status,"
    "video_view_count,video_like_count,video_share_count,video_download_count,video_comment_count"
).split(",")


@pytest.fixture(scope="module")
def sample_rows(few_videos: list[str]) -> list[list[str]]:
    return list(csv.reader(few_videos))[1:]


def write(path: Path, rows: list[list[str]], header: list[str] = HEADER, delimiter: str = ",") -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([header, *rows])
    content = text.getvalue().encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return str(path)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory, trained_warehouse: Warehouse) -> Warehouse:
    """A warehouse with a published state, made from a small file under a name that only looks like a glob."""
    warehouse = Warehouse(tmp_path_factory.mktemp("inputs"))
    shutil.copytree(trained_warehouse.home, warehouse.home, symlinks=True, dirs_exist_ok=True)
    return warehouse


def refused(warehouse: Warehouse, videos: str, **variables: object) -> str:
    """Return the last lines of a build that is refused without a traceback and leaves the published file alone."""
    before = warehouse.published_file.stat()
    result = warehouse.dbt("build", videos=videos, **variables)
    after = warehouse.published_file.stat()
    assert result.returncode == 1
    assert "Traceback" not in result.stdout + result.stderr
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    return result.stdout


@pytest.mark.long
def test_order_of_rows_and_number_of_threads_change_no_table(trained_warehouse: Warehouse, tmp_path: Path):
    """The same rows shuffled, by more processes and threads; `make test-long` does it with the real file."""
    (videos,) = trained_warehouse.home.glob("*.csv")
    other = Warehouse(tmp_path)
    shuffled = shuffled_copy(videos, tmp_path / "shuffled")
    two_of_both = {"LOKY_MAX_CPU_COUNT": "2", "OMP_NUM_THREADS": "2"}
    other.build("--threads", "1", videos=str(shuffled), environment=two_of_both)
    other.holds_what(trained_warehouse)


def test_a_missing_file_is_named_with_what_to_give(warehouse: Warehouse):
    output = refused(warehouse, "no/such/file.csv")
    assert "no/such/file.csv: no such file. Give a CSV, Excel or Parquet file, or a glob of them" in output


@pytest.mark.long
def test_an_empty_file_is_named_with_what_it_should_hold(warehouse: Warehouse):
    path = warehouse.home / "empty.csv"
    path.touch()
    assert f"{path}: the file is empty; expected is a header with the columns' names" in refused(warehouse, str(path))


def test_a_missing_column_is_named_with_those_expected(warehouse: Warehouse, sample_rows: list[list[str]]):
    path = write(warehouse.home / "narrow.csv", [row[:-1] for row in sample_rows], HEADER[:-1])
    output = refused(warehouse, path)
    assert f"{path}: has no column video_comment_count. Add it; expected are the columns #, claim_status" in output


@pytest.mark.long
def test_a_file_without_one_good_row_is_told_with_the_reasons(warehouse: Warehouse, sample_rows: list[list[str]]):
    rows = [[*row[:7], "many", *row[8:]] for row in sample_rows]
    output = refused(warehouse, write(warehouse.home / "bad.csv", rows))
    assert f"every one of the {len(rows)} rows of bad.csv is rejected: video_view_count is not a whole number" in output
    assert "Correct the file and build again" in output


@pytest.mark.long
def test_a_header_alone_is_told(warehouse: Warehouse):
    output = refused(warehouse, write(warehouse.home / "header.csv", []))
    assert "the input has a header only" in output


@pytest.mark.long
def test_a_missing_file_of_reports_is_named(warehouse: Warehouse):
    output = refused(warehouse, str(warehouse.home / "*small* file.csv"), reports="nowhere.csv")
    assert "nowhere.csv: no such file" in output


def test_a_path_is_never_a_query(warehouse: Warehouse):
    output = refused(warehouse, "'; drop schema marts cascade; --.csv")
    assert "no such file" in output


@pytest.fixture(scope="module")
def deliveries(tmp_path_factory: pytest.TempPathFactory, sample_rows: list[list[str]]) -> Warehouse:
    """A warehouse of several deliveries in several formats, with user reports."""
    warehouse = Warehouse(tmp_path_factory.mktemp("deliveries"))
    folder = warehouse.home / "deliveries"
    complete = [row for row in sample_rows if "#N/A" not in row]
    unlabelled = [[row[0], "", *row[2:]] for row in complete[:10]]
    spelt = [[*row[:5], " Not  VERIFIED ", "Under Scrutiny", f"{row[7]}.0", *row[8:]] for row in complete[10:20]]
    corrected = [[*row[:4], "a corrected transcript", *row[5:]] for row in complete[30:33]]
    contradicting = [[*row[:4], text, *row[5:]] for row in complete[40:42] for text in ("this", "that")]
    write(folder / "day 1.csv", unlabelled + spelt + complete[20:40])
    write(folder / "day 2.csv.gz", complete[20:25] + corrected + contradicting, delimiter=";")
    dated = [[*row, "2026-01-31"] for row in complete[44:60]]
    write(
        folder / "day 3.tsv", [[*row, "", "extra"] for row in complete[42:44]] + dated, [*HEADER, "delivered_on"], "\t"
    )
    parquet = pd.DataFrame(complete[60:], columns=HEADER).astype({"video_view_count": int, "video_id": int})
    parquet.to_parquet(folder / "day 4.parquet")
    reports = [[complete[60][2], "3"], [complete[61][2], "7"], ["12", "1"], [complete[62][2], "often"]]
    write_reviews(warehouse.home / "reviews", [row[2] for row in complete[63:69]])
    warehouse.build(
        videos=f"{folder}/*",
        reports=write(warehouse.home / "reports.csv", reports, ["video_id", "report_count"]),
        reviews=f"{warehouse.home}/reviews/*",
        review_capacity=0.25,
        train_on_reviews=True,
        publish_transcripts=False,
    )
    return warehouse


def write_reviews(folder: Path, video_ids: list[str]) -> None:
    """Write decisions on six videos: three are decided as claims, one as an opinion at last, and two not at all."""
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
    write(folder / "by hand.csv", decisions, ["video_id", "is_claim", "reviewed_at"])
    tickets = pd.DataFrame(
        {
            "video_id": [int(video_ids[2]), int(video_ids[5])],
            "is_claim": [False, True],
            "reviewed_at": pd.to_datetime(["2026-02-10 00:00:00", "2026-02-15 23:59:59"]),
        }
    )
    tickets.to_parquet(folder / "tickets.parquet")


def states(warehouse: Warehouse, source_file: str) -> dict[str, int]:
    counts = warehouse.published(
        f"""
        select check_name, row_count from marts.data_quality
        where source_file = '{source_file}' and detail = 'all' and row_count > 0
        """
    )
    return {check_name.removeprefix("rows_"): count for check_name, count in counts}


def test_every_row_of_every_file_ends_in_one_state(deliveries: Warehouse, sample_rows: list[list[str]]):
    assert states(deliveries, "day 1.csv") == {"delivered": 40, "accepted": 37, "superseded": 3, "repaired": 10}
    assert states(deliveries, "day 2.csv.gz") == {"delivered": 12, "accepted": 3, "rejected": 4, "duplicate": 5}
    assert states(deliveries, "day 3.tsv") == {"delivered": 18, "accepted": 16, "rejected": 2}
    complete = [row for row in sample_rows if "#N/A" not in row]
    rows = len(complete) - 60
    assert states(deliveries, "day 4.parquet") == {"delivered": rows, "accepted": rows}


def test_rejected_rows_tell_every_reason(deliveries: Warehouse):
    reasons = deliveries.published("select source_file, unnest(reasons) from marts.rejected_rows")
    assert Counter(reasons) == {
        ("day 2.csv.gz", "video_id stands in this file with other contents"): 4,
        ("day 3.tsv", "the record has 14 fields, the header 13"): 2,
    }


def test_unlabelled_videos_are_scored_and_not_trained_on(deliveries: Warehouse):
    new = deliveries.published(
        """
        select count(*), count(claim_probability) from marts.claim_predictions
        where prediction_origin = 'new' and moment = 'at_publication'
        """
    )
    unlabelled = deliveries.published("select count(*) from marts.videos where is_claim is null")
    assert new == [(10, 10)]
    assert unlabelled == [(10,)]
    groups = dict(deliveries.published("select claim_status, video_count from marts.engagement_by_claim_status"))
    assert groups["unlabelled"] == 10


def test_reported_videos_come_first_in_the_queue(deliveries: Warehouse):
    queue = deliveries.published(
        "select review_rank, report_count from marts.review_queue order by review_rank limit 3"
    )
    assert queue == [(1, 7), (2, 3), (3, 0)]


def test_reports_are_accounted_for_as_well(deliveries: Warehouse):
    rows = deliveries.published(
        """
        select check_name, detail, row_count from marts.data_quality
        where file_kind = 'user_reports' and row_count > 0
        """
    )
    assert set(rows) == {
        ("rows_delivered", "all", 4),
        ("rows_accepted", "all", 2),
        ("rows_rejected", "all", 2),
        ("rows_rejected_for", "video_id is not an accepted video", 1),
        ("rows_rejected_for", "report_count is not a whole number", 1),
    }


def test_rejected_reports_are_there_as_they_were_delivered(deliveries: Warehouse, sample_rows: list[list[str]]):
    complete = [row for row in sample_rows if "#N/A" not in row]
    assert deliveries.published("from marts.rejected_user_reports") == [
        ("reports.csv", 3, "12", "1", ["video_id is not an accepted video"]),
        ("reports.csv", 4, complete[62][2], "often", ["report_count is not a whole number"]),
    ]


def test_every_decision_ends_in_one_state(deliveries: Warehouse):
    counts = {"delivered": 8, "accepted": 2, "rejected": 4, "duplicate": 1, "superseded": 1}
    assert states(deliveries, "by hand.csv") == counts
    assert states(deliveries, "tickets.parquet") == {"delivered": 2, "accepted": 2}
    rejected = deliveries.published("select row_number, is_claim, reviewed_at, reasons from marts.rejected_reviews")
    assert rejected == [
        (5, "claim", "2026-02-05", ["video_id has another decision of the same time"]),
        (6, "opinion", "2026-02-05", ["video_id has another decision of the same time"]),
        (
            7,
            "perhaps",
            "tomorrow",
            ["is_claim is not in the vocabulary", "reviewed_at is not an ISO date or timestamp"],
        ),
        (8, "claim", "2026-02-05", ["video_id is not an accepted video"]),
    ]


@pytest.fixture(scope="module")
def decided(sample_rows: list[list[str]]) -> dict[int, tuple[bool, str]]:
    """The decision that counts and the Monday of its week, by video."""
    video_ids = [int(row[2]) for row in sample_rows if "#N/A" not in row][63:69]
    decisions = [(True, "2026-02-02"), (True, "2026-02-02"), (False, "2026-02-09"), (True, "2026-02-09")]
    return dict(zip([*video_ids[:3], video_ids[5]], decisions, strict=True))


def test_a_decided_video_leaves_the_queue(deliveries: Warehouse, decided: dict[int, tuple[bool, str]]):
    predicted = deliveries.published(
        "select video_id from marts.claim_predictions where is_claim_predicted and moment = 'after_publication'"
    )
    queued = deliveries.published("select video_id from marts.review_queue")
    assert set(predicted) & {(video_id,) for video_id in decided}
    assert set(queued) == set(predicted) - {(video_id,) for video_id in decided}


@pytest.mark.parametrize("moment", ["at_publication", "after_publication"])
@pytest.mark.parametrize("week", ["2026-02-02", "2026-02-09"])
def test_outcomes_hold_predictions_against_decisions(
    deliveries: Warehouse, decided: dict[int, tuple[bool, str]], moment: str, week: str
):
    of_week = {video_id: is_claim for video_id, (is_claim, monday) in decided.items() if monday == week}
    predictions = deliveries.published(
        f"""
        select video_id, claim_probability, is_claim_predicted from marts.claim_predictions
        where moment = '{moment}' and video_id in {tuple(of_week)}
        """
    )
    probabilities = {video_id: float(str(probability)) for video_id, probability, _ in predictions}
    predicted = [video_id for video_id, _, is_predicted in predictions if is_predicted]
    confirmed = [video_id for video_id in predicted if of_week[int(str(video_id))]]
    (outcome,) = deliveries.published(
        f"""
        select reviewed_count, decided_claim_count, predicted_claim_count, confirmed_claim_count, precision,
            share_of_claims, mean_claim_probability, brier_score
        from marts.review_outcomes where moment = '{moment}' and review_week = '{week}'
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
    deliveries: Warehouse, decided: dict[int, tuple[bool, str]]
):
    with duckdb.connect(deliveries.build_file, read_only=True) as build:
        labels = build.execute(
            "select video_id, is_claim from intermediate.int_labelled_videos where label_origin = 'review'"
        ).fetchall()
    assert dict(labels) == {video_id: is_claim for video_id, (is_claim, _) in decided.items()}
    delivered = deliveries.published(f"select distinct is_claim from marts.videos where video_id in {tuple(decided)}")
    assert delivered == [(True,)]


def test_no_transcript_is_published_where_they_are_withheld(deliveries: Warehouse, sample_rows: list[list[str]]):
    texts = ", ".join("'{}'".format(row[4].replace("'", "''")) for row in sample_rows if row[4] != "#N/A")
    columns = deliveries.published(
        "select table_name, column_name from duckdb_columns() where schema_name = 'marts' and data_type = 'VARCHAR'"
    )
    for table, column in columns:
        found = deliveries.published(f"""select "{column}" from marts.{table} where "{column}" in ({texts}) limit 1""")
        assert not found, (table, column)
    assert deliveries.published("select distinct video_id, claim_status from marts.rejected_rows") == [(None, None)]
    assert deliveries.published("select min(transcription_length) > 0 from marts.videos") == [(True,)]


@pytest.mark.parametrize(("days", "outcome"), [(36500, "WARN=0"), (0, "WARN=1")])
def test_an_old_delivery_is_warned_of_where_asked_for(deliveries: Warehouse, days: int, outcome: str):
    result = deliveries.dbt("test", "--select", "newest_delivery_is_recent", delivered_within_days=days)
    assert result.returncode == 0
    assert outcome in result.stdout


def test_the_capacity_is_the_rounded_up_share_of_the_queue(deliveries: Warehouse):
    ((length, selected),) = deliveries.published(
        "select count(*), count(*) filter (where is_selected_for_review) from marts.review_queue"
    )
    assert selected == -(-length // 4)


def test_a_file_may_be_named_by_the_environment(warehouse: Warehouse):
    result = warehouse.dbt("build", environment={"CLAIMS_VIDEOS": "elsewhere.csv"})
    assert "elsewhere.csv: no such file" in result.stdout


def test_a_failing_data_test_keeps_the_published_file(warehouse: Warehouse, tmp_path: Path):
    """The same project with one test more, which fails on the last table before publication."""
    project = tmp_path / "project"
    copy_project(project, "python")
    (project / "tests" / "dbt" / "fails.sql").write_text("select * from {{ ref('review_queue') }} limit 1")
    before = warehouse.published_file.stat()
    result = warehouse.dbt("build", videos=str(warehouse.home / "it's [small] file.csv"), project=project)
    after = warehouse.published_file.stat()
    assert result.returncode == 1
    assert "Failure in test fails" in result.stdout
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
