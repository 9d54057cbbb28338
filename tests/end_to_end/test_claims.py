"""Claims and their videos, as people and models name them, against sums computed here with pandas."""

import csv

import duckdb
import pandas as pd
import pytest
from conftest import Warehouse
from inputs.writing import HEADER, write_rows

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("claims")]


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory, few_videos: list[str], trained_warehouse: Warehouse) -> Warehouse:
    """A build of dated videos with user reports and decisions."""
    warehouse = Warehouse(tmp_path_factory.mktemp("decided"))
    warehouse.begin_with(trained_warehouse)
    rows = [row for row in csv.reader(few_videos[1:]) if "#N/A" not in row]
    dated = [[*row, f"2026-01-{1 + number % 28:02}"] for number, row in enumerate(rows)]
    claims = [row[2] for row in rows if row[1] == "claim"]
    opinions = [row[2] for row in rows if row[1] == "opinion"]
    reviews = [[video, "opinion", "2026-02-01"] for video in claims[:20]]
    reviews += [[video, "claim", "2026-02-01"] for video in claims[20:40] + opinions[:10]]
    warehouse.build(
        videos=write_rows(warehouse.home / "videos.csv", dated, [*HEADER, "delivered_on"]),
        reports=write_rows(warehouse.home / "reports.csv", [[claims[50], "7"]], ["video_id", "report_count"]),
        reviews=write_rows(warehouse.home / "reviews.csv", reviews, ["video_id", "is_claim", "reviewed_at"]),
        retraining="never",
    )
    return warehouse


def table(warehouse: Warehouse, query: str, key: str = "video_id") -> pd.DataFrame:
    with duckdb.connect(warehouse.build_file, read_only=True) as connection:
        return connection.sql(f"from {query}").df().set_index(key)


def test_claims_hold_the_videos_that_people_and_models_name(decided: Warehouse):
    claim_videos = table(decided, "marts.claim_videos")
    decisions = table(decided, "intermediate.int_decisions")
    reviews = decisions.loc[decisions["decision_origin"] == "reviewed", "decision"] == "claim"
    predictions = table(decided, "marts.claim_predictions").dropna(subset="is_claim_predicted")
    # The stage with engagement is the later one, in the alphabet too.
    latest = predictions.sort_values("scoring_stage").groupby("video_id").last()
    is_claim = latest["is_claim_predicted"].astype(bool)
    is_claim.update(decisions["decision"] == "claim")
    assert set(claim_videos.index) == set(is_claim.index[is_claim])
    assert (len(reviews), reviews.sum()) == (50, 30)
    assert (claim_videos.loc[reviews.index[reviews], "claim_probability"] == 1).all()


def test_claims_add_up_their_videos(decided: Warehouse):
    claims = table(decided, "marts.claims", "claim_id")
    members = table(decided, "marts.claim_videos").join(table(decided, "marts.videos"))
    members = members.join(table(decided, "intermediate.int_user_reports"))
    members = members.join(
        table(decided, "(select * from intermediate.int_video_rows where row_state = 'accepted')")["delivered_on"]
    )
    grouped = members.groupby("claim_id")
    expected = pd.DataFrame(
        {
            "claim_probability": grouped["claim_probability"].mean(),
            "video_count": grouped.size(),
            "verified_video_count": grouped["is_verified"].sum(),
            "under_review_video_count": grouped["is_author_under_review"].sum(),
            "banned_video_count": grouped["is_author_banned"].sum(),
            "total_view_count": grouped["video_view_count"].sum(),
            "total_share_count": grouped["video_share_count"].sum(),
            "total_report_count": grouped["report_count"].sum(),
            "first_seen_on": grouped["delivered_on"].min(),
            "last_seen_on": grouped["delivered_on"].max(),
        }
    )
    assert expected["total_report_count"].sum() == 7
    assert (expected["first_seen_on"] < expected["last_seen_on"]).any()
    pd.testing.assert_frame_equal(claims[list(expected)].sort_index(), expected, check_dtype=False)
    said = members["video_transcription_text"].groupby(members["claim_id"]).agg(list)
    assert all(any(text.endswith(claims["claim_text"][claim]) for text in texts) for claim, texts in said.items())
