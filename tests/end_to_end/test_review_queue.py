"""The review queue and its workload, against items and ranks computed here with pandas."""

import csv
import math

import duckdb
import pandas as pd
import pytest
from conftest import Warehouse
from inputs.writing import HEADER, write_rows

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("review queue")]

CAPACITY, FRESH_CAPACITY, UNSURE_CAPACITY = 0.2, 0.5, 0.4
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def queue(tmp_path_factory: pytest.TempPathFactory, few_videos: list[str], trained_warehouse: Warehouse) -> Tables:
    """Two days of videos: some fresh, some delivered again with more views, reported, decided, or in conflict."""
    warehouse = Warehouse(tmp_path_factory.mktemp("queue"))
    warehouse.begin_with(trained_warehouse)
    rows = [row for row in csv.reader(few_videos[1:]) if "#N/A" not in row]
    # Of these texts the model knows nothing.
    rows = [[*row[:4], "Ω" * number, *row[5:]] if number % 26 == 5 else row for number, row in enumerate(rows)]
    first = [[*row, "2026-01-01"] for row in rows]
    fresh = [[*row[:7], *[""] * 5, "2026-01-01"] if number % 7 == 0 else row for number, row in enumerate(first)]
    more = [
        [*row[:7], str(int(float(row[7])) + 1_000 * number), *row[8:12], "2026-01-02"]
        for number, row in enumerate(rows)
    ]
    again = [row for number, row in enumerate(more) if number % 7 and number % 3 == 0]
    claims = [row[2] for row in rows if row[1] == "claim"]
    opinions = [row[2] for row in rows if row[1] == "opinion"]
    decisions = [[video, "claim", "ada", "2026-02-01"] for video in claims[:10]]
    decisions += [[video, "opinion", "ada", "2026-02-01"] for video in [*claims[10:15], *opinions[:5]]]
    # A conflict on a claim and on an opinion, and a claim of which ada is not sure.
    decisions += [[video, "opinion", "bob", "2026-02-02"] for video in claims[:1]]
    decisions += [[video, "claim", "bob", "2026-02-02"] for video in opinions[:1]]
    decisions += [[claims[20], "unsure", "ada", "2026-02-02"]]
    inputs = warehouse.home / "input"
    inputs.mkdir()
    write_rows(inputs / "day 1.csv", fresh, [*HEADER, "delivered_on"])
    write_rows(inputs / "day 2.csv", again, [*HEADER, "delivered_on"])
    reports = [[video, str(count)] for count, video in enumerate(claims[30:40])]
    warehouse.build(
        videos=str(inputs / "*.csv"),
        reports=write_rows(warehouse.home / "reports.csv", reports, ["video_id", "report_count"]),
        reviews=write_rows(
            warehouse.home / "reviews.csv", decisions, ["video_id", "decision", "reviewer", "reviewed_at"]
        ),
        retraining="never",
        review_capacity=CAPACITY,
        fresh_review_capacity=FRESH_CAPACITY,
        unsure_review_capacity=UNSURE_CAPACITY,
    )
    names = ["marts.review_queue", "marts.review_queue_videos", "marts.review_queue_sizes", "marts.review_workload"]
    names += [
        "marts.videos",
        "marts.claims",
        "marts.claim_videos",
        "intermediate.int_decisions",
        "intermediate.int_reviews",
    ]
    names += ["intermediate.int_latest_predictions", "intermediate.int_open_reviews"]
    with duckdb.connect(warehouse.build_file, read_only=True) as connection:
        tables = {name.partition(".")[2]: connection.sql(f"from {name}").df() for name in names}
    # What was delivered, as this test knows it.
    given = pd.DataFrame({"video_id": [int(row[2]) for row in rows]})
    given["first_views"] = [None if number % 7 == 0 else int(float(row[7])) for number, row in enumerate(rows)]
    later = {int(row[2]): int(row[7]) for row in again}
    given["gained"] = [
        later[video] - views if video in later else views
        for video, views in zip(given["video_id"], given["first_views"], strict=True)
    ]
    tables["given"] = given.merge(
        pd.DataFrame([(int(video), int(count)) for video, count in reports], columns=["video_id", "reports"]),
        how="left",
    ).fillna({"reports": 0})
    return tables


@pytest.fixture(scope="module")
def expected(queue: Tables) -> pd.DataFrame:
    """Every undecided video with its item and its lane, ranked."""
    videos = queue["given"].merge(queue["int_latest_predictions"], how="left", on="video_id")
    videos = videos.merge(queue["claim_videos"][["video_id", "claim_id"]], how="left", on="video_id")
    videos = videos.merge(queue["int_open_reviews"][["video_id", "open_reason"]], how="left", on="video_id")
    videos = videos.merge(queue["videos"][["video_id", "video_transcription_text", "video_view_count"]], on="video_id")
    videos = videos[~videos["video_id"].isin(queue["int_decisions"]["video_id"])].copy()
    unlikely = (videos["is_claim_predicted"] == False) & (videos["open_reason"] != "conflict")  # noqa: E712 - or missing
    # In these texts no two differ in case, blanks and punctuation alone.
    transcript = videos["video_transcription_text"].where(~unlikely, "opinion: " + videos["video_transcription_text"])
    videos["item"] = videos["claim_id"].fillna(transcript)
    unsure = (videos["prediction_state"] == "unsure") & (videos["open_reason"] != "conflict")
    is_all_unsure, is_any_unsure = (unsure.groupby(videos["item"]).transform(how) for how in ("all", "any"))
    has_counts = videos["gained"].notna().groupby(videos["item"]).transform("any")
    videos["lane"] = "unlikely"
    videos.loc[~unlikely & has_counts, "lane"] = "priority"
    videos.loc[~unlikely & ~has_counts, "lane"] = "fresh"
    videos.loc[is_all_unsure | (unlikely & is_any_unsure), "lane"] = "unsure"
    videos["exposure"] = videos["claim_probability"] * videos["gained"]
    return videos


def ranked(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows in the order of the queue, with their ranks."""
    order = ["lane", "reports", "exposure", "claim_probability", "gained", "video_id"]
    rows = rows.sort_values(order, ascending=[True, False, False, False, False, True], na_position="last")
    return rows.assign(rank=rows.groupby("lane").cumcount() + 1)


def test_the_input_has_what_the_test_is_about(expected: pd.DataFrame, queue: Tables):
    assert set(expected["lane"]) == {"priority", "fresh", "unsure", "unlikely"}
    assert set(expected["open_reason"].dropna()) == {"conflict", "unsure"}
    assert (expected["gained"] < expected["video_view_count"]).any()
    assert set(queue["int_decisions"]["decision_origin"]) == {"reviewed", "inherited"}


def test_every_undecided_video_has_its_rank(queue: Tables, expected: pd.DataFrame):
    found = queue["review_queue_videos"].sort_values(["review_lane", "review_rank"])
    videos = ranked(expected)
    assert found["video_id"].tolist() == videos["video_id"].tolist()
    assert found["review_lane"].tolist() == videos["lane"].tolist()
    assert found["review_rank"].tolist() == videos["rank"].tolist()
    assert found["expected_exposure"].tolist() == pytest.approx(videos["exposure"].tolist(), nan_ok=True)


@pytest.fixture(scope="module")
def items(expected: pd.DataFrame) -> pd.DataFrame:
    # What is open stands for its item, and else what was seen most.
    first = expected.sort_values(
        ["open_reason", "gained", "claim_probability", "video_id"],
        ascending=[True, False, False, True],
        na_position="last",
    )
    grouped = first.groupby("item")
    found = pd.DataFrame(
        {
            "lane": grouped["lane"].first(),
            "video_id": grouped["video_id"].first(),
            "claim_id": grouped["claim_id"].first(),
            "video_count": grouped.size(),
            "reports": grouped["reports"].sum(),
            "exposure": grouped["exposure"].sum(min_count=1),
            "claim_probability": grouped["claim_probability"].sum(min_count=1),
            "gained": grouped["gained"].sum(min_count=1),
            "views": grouped["video_view_count"].sum(min_count=1),
            "open_reason": grouped["open_reason"].min(),
        }
    )
    # The first of the group, missing or not.
    found["video_id"] = first.drop_duplicates("item").set_index("item")["video_id"]
    return ranked(found)


def test_every_item_has_its_rank_and_its_sums(queue: Tables, items: pd.DataFrame):
    found = queue["review_queue"].sort_values(["review_lane", "review_rank"])
    columns = {
        "review_lane": "lane", "review_rank": "rank", "video_id": "video_id", "video_count": "video_count",
        "total_report_count": "reports",
    }  # fmt: skip
    for column, name in columns.items():
        assert found[column].tolist() == items[name].tolist(), column
    assert found["claim_id"].fillna("").tolist() == items["claim_id"].fillna("").tolist()
    assert found["open_reason"].fillna("").tolist() == items["open_reason"].fillna("").tolist()
    for column, name in {
        "expected_exposure": "exposure",
        "exposure_so_far": "gained",
        "total_view_count": "views",
    }.items():
        values = pd.to_numeric(found[column]).astype(float).tolist()
        # Sums are kept to six digits behind the point.
        assert values == pytest.approx(items[name].astype(float).tolist(), nan_ok=True, abs=1e-6), column


def test_the_capacity_is_a_share_of_the_items_of_each_lane(queue: Tables, items: pd.DataFrame):
    shares = {"priority": CAPACITY, "fresh": FRESH_CAPACITY, "unsure": UNSURE_CAPACITY, "unlikely": 0}
    lengths = items.groupby("lane").size()
    capacities = {lane: math.ceil(shares[lane] * length) for lane, length in lengths.items()}
    selected = queue["review_queue"][queue["review_queue"]["is_selected_for_review"]]
    assert set(selected["video_id"]) == set(items.loc[items["rank"] <= items["lane"].map(capacities), "video_id"])
    sizes = queue["review_queue_sizes"].set_index("review_lane")
    assert sizes["item_count"].to_dict() == lengths.to_dict()
    assert sizes["selected_count"].to_dict() == capacities
    assert sizes["video_count"].to_dict() == items.groupby("lane")["video_count"].sum().to_dict()
    claims = queue["claims"].set_index("claim_id")["is_selected_for_review"]
    assert set(claims.index[claims]) == set(selected["claim_id"].dropna())


@pytest.mark.parametrize("decided_by", ["claim", "video"])
def test_the_workload_is_what_the_first_decisions_settle(
    queue: Tables, expected: pd.DataFrame, items: pd.DataFrame, decided_by: str
):
    videos = ranked(expected)
    settled_by = queue["review_queue_videos"].set_index("video_id")
    is_settled = videos["video_id"].map(settled_by["is_settled_by_item"])
    if decided_by == "claim":
        videos["rank"] = videos["item"].map(items["rank"])
    found = queue["review_workload"]
    found = found[found["decided_by"] == decided_by]
    assert set(found["review_lane"]) == set(videos["lane"])
    for row in found.itertuples():
        lane = videos[videos["lane"] == row.review_lane]
        first = lane[(lane["rank"] <= row.decision_count) & ((decided_by == "video") | is_settled.loc[lane.index])]
        assert row.settled_video_count == len(first)
        assert row.video_share == pytest.approx(len(first) / len(lane))
        views, reports = lane["video_view_count"].sum(), lane["reports"].sum()
        assert row.view_share == pytest.approx(
            first["video_view_count"].sum() / views if views else math.nan, nan_ok=True
        )
        assert row.report_share == pytest.approx(first["reports"].sum() / reports if reports else math.nan, nan_ok=True)


def test_what_a_decision_settles_is_what_would_inherit_it(queue: Tables, expected: pd.DataFrame):
    """Equal statements of a claim, or equal transcripts; what people have looked at waits for them."""
    found = queue["review_queue_videos"].merge(expected[["video_id", "video_transcription_text"]], on="video_id")
    texts = found.set_index("video_id")["video_transcription_text"]
    statements = texts.str.partition(" that ")[2].where(texts.str.contains(" that "))
    own, items = found["video_id"], found["item_video_id"]
    same = pd.Series(texts[items].to_numpy() == texts[own].to_numpy())
    same_statement = pd.Series(statements[items].to_numpy() == statements[own].to_numpy())
    inherits = same.where(found["claim_id"].isna(), same_statement) & found["open_reason"].isna()
    is_comparable = statements[items].notna().to_numpy() & statements[own].notna().to_numpy()
    assert is_comparable.mean() > 0.9
    expected_flags = (inherits | (own == items))[is_comparable]
    assert found.loc[is_comparable, "is_settled_by_item"].tolist() == expected_flags.tolist()
