"""Videos without counts, or without a transcript: day 1 they are fresh, day 2 counts arrive, day 3 labels."""

import csv
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import Warehouse
from inputs.texts import labelled_texts
from inputs.writing import HEADER, write_rows

from claims_warehouse.simulation.texts import videos_of_texts

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("fresh videos")]

UPLOADED = HEADER[:7]
COUNTED, FRESH_AGAIN, STILL_FRESH, SILENT = range(9_000_000_001, 9_000_000_005)
CLAIM = "a friend read in the media that otters rest for {} hours"


def row(number: int, text: str, counts: tuple[int, ...] = (), label: str = "") -> list[str]:
    return [str(number), label, str(number), "30", text, "not verified", "active", *map(str, counts)]


@pytest.fixture(scope="module")
def days(
    tmp_path_factory: pytest.TempPathFactory, few_videos: list[str], trained_warehouse: Warehouse
) -> Mapping[int, Warehouse]:
    """The warehouse as each of three days leaves it."""
    warehouse = Warehouse(tmp_path_factory.mktemp("fresh") / "home")
    folder = warehouse.home / "input"
    warehouse.begin_with(trained_warehouse)
    write_rows(folder / "labelled.csv", list(csv.reader(few_videos[1:])))
    deliveries = {
        1: (UPLOADED, [row(number, CLAIM.format(number)) for number in range(COUNTED, SILENT)]),
        2: (
            HEADER,
            [
                row(COUNTED, CLAIM.format(COUNTED), (0, 0, 0, 0, 0)),
                row(FRESH_AGAIN, CLAIM.format(FRESH_AGAIN), (90_000, 9_000, 900, 90, 9)),
                row(SILENT, "", (90_000, 9_000, 900, 90, 9)),
            ],
        ),
        3: (HEADER, [row(COUNTED, CLAIM.format(COUNTED), (7, 1, 0, 0, 0), "claim"), fresh_row(FRESH_AGAIN)]),
    }
    left = {}
    for day, (header, rows) in deliveries.items():
        write_rows(folder / f"delivered_on=2026-01-0{day}" / "videos.csv", rows, header)
        output = warehouse.build(videos=f"{folder}/**/*.csv", retraining="never")
        assert ("takes away their counts" in output) == (day == 3)
        warehouse.keep(f"day {day}")
        left[day] = Warehouse(warehouse.home.with_name(f"day {day}"))
    return left


def fresh_row(number: int) -> list[str]:
    return row(number, CLAIM.format(number)) + [""] * 5


CHAMPIONS = "select scoring_stage from marts.champions order by scoring_stage"


def stages(warehouse: Warehouse) -> dict[int, list[str]]:
    found = warehouse.released(
        f"""
        select video_id, list(scoring_stage order by scoring_stage) from marts.claim_predictions
        where video_id between {COUNTED} and {SILENT} group by video_id
        """
    )
    return {int(str(video)): list(names) for video, names in found}  # type: ignore[call-overload]


def lanes(warehouse: Warehouse) -> dict[int, str]:
    query = f"select video_id, review_lane from marts.review_queue_videos where video_id between {COUNTED} and {SILENT}"
    return {int(str(video)): str(lane) for video, lane in warehouse.released(query)}


def quality(warehouse: Warehouse, check_name: str) -> dict[str, int]:
    query = f"select source_file, row_count from marts.data_quality where check_name = '{check_name}' and row_count > 0"
    return {Path(str(file)).parent.name[-1:]: int(str(rows)) for file, rows in warehouse.released(query)}


def test_a_fresh_claim_stands_in_the_queue(days: Mapping[int, Warehouse]):
    fresh = range(COUNTED, SILENT)
    assert lanes(days[1]) == dict.fromkeys(fresh, "fresh")
    assert stages(days[1]) == {video_id: ["at_upload"] for video_id in fresh}
    assert days[1].released(
        """
        select review_rank, ranked_by, is_selected_for_review, exposure_so_far from marts.review_queue_videos
        where review_lane = 'fresh' order by review_rank
        """
    ) == [(1, "probability", True, None), (2, "probability", False, None), (3, "probability", False, None)]
    assert quality(days[1], "fresh_videos") == {"1": 3}


def test_a_fresh_video_has_no_part_in_engagement(days: Mapping[int, Warehouse]):
    ((videos, counted),) = days[1].released(
        "select (select count(*) from marts.videos), (select sum(video_count) from marts.engagement_by_claim_status)"
    )
    assert int(str(videos)) - int(str(counted)) == 3
    new_rows = "select feature, row_count from marts.feature_drift where compared_rows = 'new'"
    assert ("video_transcription_text", 3) in days[1].released(new_rows)
    assert not [feature for feature, _ in days[1].released(new_rows) if str(feature).endswith("_count")]


def test_counts_arrive_and_it_is_the_same_video(days: Mapping[int, Warehouse]):
    """Counts of 0 are counts."""
    assert lanes(days[2])[COUNTED] == lanes(days[2])[FRESH_AGAIN] == "priority"
    # At every stage that has a champion: in these few videos none beats the rule on views with engagement.
    assert stages(days[2])[COUNTED] == [stage for (stage,) in days[2].released(CHAMPIONS)]
    assert lanes(days[2])[STILL_FRESH] == "fresh"
    assert quality(days[2], "rows_superseded") == {"1": 2}
    assert quality(days[2], "fresh_videos") == {"1": 1}


def test_a_video_without_a_transcript_is_ranked_by_what_can_be_known(days: Mapping[int, Warehouse]):
    assert quality(days[2], "videos_without_transcript") == {"2": 1}
    assert lanes(days[2])[SILENT] == "priority"
    with duckdb.connect(days[2].build_file, read_only=True) as build:
        readable = build.execute(
            """
            select scoring_stage from intermediate.int_champions
            inner join intermediate.int_champion_models using (model_id)
            where not list_has_any(
                list_transform(features, lambda feature: feature.feature),
                ['video_transcription_text', 'attribution_phrase', 'statement', 'transcription_length']
            )
            order by scoring_stage
            """
        ).fetchall()
    assert stages(days[2]).get(SILENT, []) == [stage for (stage,) in readable]


def test_labels_come_later_and_a_later_row_holds_as_a_whole(days: Mapping[int, Warehouse]):
    found = days[3].released(
        f"select video_id, claim_status, video_view_count from marts.videos where video_id <= {SILENT} "
        f"and video_id >= {COUNTED} order by video_id"
    )
    assert found == [
        (COUNTED, "claim", 7),
        (FRESH_AGAIN, None, None),
        (STILL_FRESH, None, None),
        (SILENT, None, 90_000),
    ]
    assert quality(days[3], "values_withdrawn") == {"3": 1}
    assert lanes(days[3])[FRESH_AGAIN] == "fresh"
    assert stages(days[3])[FRESH_AGAIN] == ["at_upload"]


def test_a_build_of_everything_at_once_ends_the_same(days: Mapping[int, Warehouse], tmp_path: Path):
    at_once = Warehouse(tmp_path / "home")
    at_once.home.mkdir()
    at_once.begin_with(days[3])
    at_once.build("--full-refresh", videos=f"{days[3].home.with_name('home')}/input/**/*.csv", retraining="never")
    at_once.holds_what(days[3])


@pytest.mark.parametrize("counted", [0, 250], ids=["no counts", "counts of most"])
def test_labelled_fresh_videos_train_models(tmp_path: Path, counted: int):
    """What looks at counts is trained on the videos that have them; champions are compared if that is most."""
    texts, labels = labelled_texts(400, languages=["english"], noise=0.05)
    given: list[bool | None] = [*labels[:360], *[None] * 40]
    with_counts = videos_of_texts(texts[:counted], given[:counted])
    fresh = videos_of_texts(texts[counted:], given[counted:], first_number=counted + 1, with_counts=False)
    pq.write_table(pa.concat_tables([with_counts, fresh]), tmp_path / "videos.parquet")
    warehouse = Warehouse(tmp_path / "home")
    warehouse.home.mkdir()
    warehouse.build(videos=str(tmp_path / "videos.parquet"))
    assert warehouse.released("select model_name from marts.champions where scoring_stage = 'at_upload'") == [
        ("text_logistic_regression",)
    ]
    assert warehouse.released(
        "select ranked_by, count(*) from marts.review_queue_videos where exposure_so_far is null group by all"
    ) == [("probability", 400 - counted)]
    by_views = warehouse.released("select * from marts.review_capacity_curve where ranking = 'most_views' limit 1")
    assert bool(by_views) == bool(counted)
    with duckdb.connect(warehouse.build_file, read_only=True) as build:
        compared = dict(
            build.execute("select scoring_stage, compared_row_count from intermediate.int_chosen_models").fetchall()
        )
        trained = dict(
            build.execute("select model_name, training_row_count from intermediate.int_model_artifacts").fetchall()
        )
    # Four fifths of the labelled rows are training or validation rows.
    assert compared["at_upload"] == 288
    assert trained["text_logistic_regression"] == 216
    if counted:
        assert 0 < trained["text_and_engagement"] < 216
        assert 0 < compared["with_engagement"] < 288
    else:
        assert trained["text_and_engagement"] is None
