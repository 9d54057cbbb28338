"""Input from which little can be estimated: the tables say what cannot be, and invent nothing."""

import csv

import duckdb
import pytest
from conftest import ROOT, Warehouse
from inputs.writing import write_rows

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("small inputs")]


@pytest.fixture(scope="module")
def complete_rows() -> list[list[str]]:
    with (ROOT / "seeds" / "sample" / "simulated_videos.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in list(csv.reader(file))[1::80] if "#N/A" not in row]


@pytest.fixture(
    scope="module",
    params=["claims alone by authors like one another", pytest.param("ten equal videos", marks=pytest.mark.long)],
)
def warehouse(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, complete_rows: list[list[str]]
) -> Warehouse:
    """Builds of a single class without a verified author, and of ten rows of constant columns."""
    claims = [[*row[:5], "not verified", "active", *row[7:]] for row in complete_rows if row[1] == "claim"]
    equal = [
        [*row[:3], "30", "the same text", row[5], "active", "100", "50", "5", "2", "1"]
        for row in complete_rows[:5] + complete_rows[-5:]
    ]
    warehouse = Warehouse(tmp_path_factory.mktemp("small"))
    rows = {"claims alone by authors like one another": claims, "ten equal videos": equal}[request.param]
    videos = write_rows(warehouse.home / "videos.csv", rows)
    # What is released lies in `marts`, whatever the build calls its schemas.
    warehouse.build(videos=videos, environment={"CLAIMS_SCHEMA": "alice"})
    return warehouse


@pytest.mark.parametrize(
    ("table", "estimates"),
    [
        ("hypothesis_tests", ("statistic", "p_value", "p_value_holm", "reject_null", "reject_null_holm")),
        ("effect_sizes", ("effect_size", "lower_bound", "upper_bound")),
    ],
)
def test_no_comparison_is_estimated_and_each_says_why(warehouse: Warehouse, table: str, estimates: tuple[str, ...]):
    ((rows, reasons, *known),) = warehouse.released(
        f"select count(*), count(not_estimable_because), {', '.join(f'count({name})' for name in estimates)} "
        f"from marts.{table}"
    )
    assert rows == reasons > 0
    assert known == [0] * len(estimates)


def test_no_model_is_trained_and_each_says_why(warehouse: Warehouse):
    assert warehouse.released("select distinct not_estimable_because from marts.model_registry") == [
        ("the training rows hold fewer than 5 claims or fewer than 5 opinions",)
    ]
    for table in (
        "champions",
        "model_evaluations",
        "claim_predictions",
        "verified_status_coefficients",
    ):
        assert warehouse.released(f"select count(*) from marts.{table}") == [(0,)]
    with duckdb.connect(warehouse.build_file, read_only=True) as build:
        reasons = build.execute(
            "select not_estimable_because from alice_intermediate.int_verified_status_models"
        ).fetchall()
    assert reasons == [("fewer than four videos by verified authors, or by others",)] * 2


def test_without_a_champion_reports_and_views_rank_the_queue(warehouse: Warehouse):
    assert warehouse.released("select distinct review_lane, scoring_stage, ranked_by from marts.review_queue") == [
        ("priority", None, "reports_and_views")
    ]
    by_views = warehouse.released("select video_id from marts.videos order by video_view_count desc, video_id")
    assert warehouse.released("select video_id from marts.review_queue_videos order by review_rank") == by_views


def test_what_can_be_counted_is_counted(warehouse: Warehouse):
    ((videos, counted),) = warehouse.released(
        "select (select count(*) from marts.videos), (select sum(video_count) from marts.engagement_by_claim_status)"
    )
    assert videos == counted > 0
