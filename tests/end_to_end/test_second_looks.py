"""What is looked at twice: videos that two reviewers decide, and labels that are probably wrong; the truth is known."""

import csv
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd
import pytest
from conftest import ROOT, Warehouse
from inputs.writing import HEADER, write_rows
from searching import files_with
from sklearn.metrics import cohen_kappa_score

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("second looks")]
VIDEOS, FLIPPED_SHARE, CAPACITY = 1_000, 0.05, 12
REVIEW_COLUMNS = ["video_id", "decision", "reviewer", "reviewed_at"]
HANDED, QUEUE, UNDECIDED = "marts.review_list", "marts.review_queue", "marts.review_queue_videos"
SUSPECTS, QUALITY, AGREEMENT = "marts.suspect_labels", "marts.label_quality", "marts.reviewer_agreement"
REVIEWS, LABELLED, DECISIONS = "marts.reviews", "intermediate.int_labelled_videos", "intermediate.int_decisions"
TABLES = (HANDED, QUEUE, UNDECIDED, SUSPECTS, QUALITY, AGREEMENT, REVIEWS, LABELLED, DECISIONS)
ANNA, BEN, WORD = "Plantedanna", "Plantedben", "zorplantiq"
OTHER = {"claim": "opinion", "opinion": "claim"}


@dataclass
class Story:
    """What is true of each video, whose label is wrong, who decided what, and the tables after each build."""

    warehouse: Warehouse
    truth: dict[int, str]
    flipped: set[int]
    said: dict[str, dict[int, str]]
    days: list[dict[str, pd.DataFrame]]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    home = tmp_path_factory.mktemp("second looks")
    warehouse = Warehouse(home)
    with (ROOT / "seeds" / "sample" / "simulated_videos.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in list(csv.reader(file))[1:] if all(row)]
    videos = pd.DataFrame(rows, columns=HEADER).sample(VIDEOS, random_state=0, ignore_index=True)
    truth = dict(zip(videos["video_id"].astype(int), videos["claim_status"], strict=True))
    wrong = videos.sample(frac=FLIPPED_SHARE, random_state=1)
    # Each wrongly labelled video has a word that no other text has, to be found again wherever it is written.
    videos.loc[wrong.index, "video_transcription_text"] += [f" {WORD}{number}" for number in range(len(wrong))]
    videos.loc[wrong.index, "claim_status"] = wrong["claim_status"].map(OTHER)
    write_rows(home / "videos.csv", videos.to_numpy().tolist(), HEADER)
    said: dict[str, dict[int, str]] = {ANNA: {}, BEN: {}}
    generator = np.random.default_rng(2)
    days = []

    def decide(reviewer: str, video_ids: pd.Series) -> None:
        for video_id in sorted(video_ids.astype(int)):
            is_mistaken = generator.random() < 0.1
            said[reviewer][video_id] = OTHER[truth[video_id]] if is_mistaken else truth[video_id]

    def build() -> None:
        decisions = [
            [str(video_id), decision, reviewer, f"2026-03-0{number}"]
            for number, (reviewer, of_reviewer) in enumerate(said.items(), start=2)
            for video_id, decision in of_reviewer.items()
        ]
        write_rows(home / "reviews.csv", decisions, REVIEW_COLUMNS)
        warehouse.build(
            videos=str(home / "videos.csv"),
            reviews=str(home / "reviews.csv"),
            evaluation_repeats=1,
            retraining="never",
            publish_transcripts=False,
            train_on_reviews=True,
            double_review_share=0.5,
            suspect_label_capacity=CAPACITY,
        )
        with duckdb.connect(warehouse.build_file, read_only=True) as connection:
            days.append({table: connection.sql(f"from {table}").df() for table in TABLES})

    build()
    decide(ANNA, days[0][HANDED]["video_id"])
    build()
    decide(BEN, days[1][UNDECIDED].query("open_reason == 'second_review'")["video_id"])
    build()
    return Story(warehouse, truth, {int(video_id) for video_id in wrong["video_id"]}, said, days)


def wanted(day: dict[str, pd.DataFrame]) -> pd.Series:
    handed = day[HANDED]
    return handed.set_index("video_id")["reviews_wanted"]


def test_about_half_of_what_is_handed_out_is_for_two(story: Story):
    share = (wanted(story.days[0]) == 2).mean()
    assert 0.35 < share < 0.65
    handed, queue = story.days[0][HANDED], story.days[0][QUEUE].set_index("video_id")["reviews_wanted"]
    listed = handed[handed["video_id"].isin(queue.index)]
    assert (queue[listed["video_id"]].to_numpy() == listed["reviews_wanted"]).all()


def test_one_of_two_decisions_leaves_a_video_open_and_listed_once(story: Story):
    decided_by_anna = set(story.said[ANNA])
    day = story.days[1]
    for_two = {video_id for video_id, reviews in wanted(story.days[0]).items() if reviews == 2}
    is_open = day[UNDECIDED]["open_reason"] == "second_review"
    assert set(day[UNDECIDED].loc[is_open, "video_id"]) == for_two
    # Where two videos of one item wait, the item shows the first of them.
    assert set(day[UNDECIDED].loc[is_open, "item_video_id"]) <= set(day[HANDED]["video_id"])
    assert day[HANDED]["video_id"].is_unique
    assert (wanted(day)[day[UNDECIDED].loc[is_open, "item_video_id"]] == 2).all()
    # Half of a decision is none: it is not in force, and nobody inherits it.
    decisions = day[DECISIONS]
    assert set(decisions.loc[decisions["decision_origin"] == "reviewed", "video_id"]) == decided_by_anna - for_two
    assert not set(decisions["decided_video_id"]) & for_two
    assert set(day[REVIEWS].loc[day[REVIEWS]["outcome"] == "second_review", "video_id"]) == for_two


def test_the_second_decision_settles_a_video_or_is_a_conflict(story: Story):
    anna, ben = story.said[ANNA], story.said[BEN]
    day = story.days[2]
    agreed = {video_id for video_id in ben if ben[video_id] == anna[video_id]}
    reviewed = day[DECISIONS].query("decision_origin == 'reviewed'").set_index("video_id")["decision"]
    assert reviewed[list(agreed)].to_dict() == {video_id: anna[video_id] for video_id in agreed}
    undecided = day[UNDECIDED].set_index("video_id")["open_reason"]
    assert set(undecided[undecided == "conflict"].index) == set(ben) - agreed
    assert 0 < len(agreed) < len(ben)


def test_agreement_is_that_of_the_pairs(story: Story):
    anna, ben = story.said[ANNA], story.said[BEN]
    pairs = [(anna[video_id], ben[video_id]) for video_id in ben]
    found = story.days[2][AGREEMENT].set_index(["sample", "period"])
    assert set(found.index) == {(sample, period) for sample in ("drawn", "all") for period in ("all", "2026-W10")}
    for _, row in found.iterrows():
        assert (row["pair_count"], row["agreement"]) == (
            len(pairs),
            pytest.approx(np.mean([first == second for first, second in pairs])),
        )
        # With two reviewers alpha is Scott's pi, corrected for so few pairs; Cohen's kappa is near it.
        kappa = cohen_kappa_score(*zip(*pairs, strict=True))
        assert row["alpha"] == pytest.approx(kappa, abs=0.03)
        assert row["alpha_lower_bound"] < row["alpha"] < row["alpha_upper_bound"]
    for day in story.days[:2]:
        assert set(day[AGREEMENT]["finding_code"]) == {"no_pairs"}


def test_wrong_labels_are_found_and_counted(story: Story):
    day = story.days[0]
    suspects = day[SUSPECTS].sort_values("suspect_rank")
    assert suspects["label_probability"].is_monotonic_increasing
    assert (suspects["is_claim"] == (suspects["claim_probability"] < 0.5)).all()
    found = suspects["video_id"].isin(story.flipped)
    # Five in a hundred labels are wrong; of those that the model contradicts nearly all are, and they are most of them.
    assert found.mean() >= 0.9
    assert found.sum() >= 0.5 * len(story.flipped)
    quality = day[QUALITY].set_index(["scoring_stage", "claim_status"])
    for stage in ("at_upload", "with_engagement"):
        assert quality.loc[(stage, "all"), "estimated_wrong_share"] == pytest.approx(FLIPPED_SHARE, abs=0.02)
        both = quality.loc[[(stage, "claim"), (stage, "opinion")]]
        assert quality.loc[(stage, "all"), "labelled_count"] == both["labelled_count"].sum() == VIDEOS


def test_the_most_suspect_undecided_labels_are_handed_out(story: Story):
    for day in story.days:
        handed = day[HANDED].query("review_lane == 'suspect_label'").sort_values("review_rank")
        others = set(day[HANDED].query("review_lane != 'suspect_label'")["video_id"])
        suspects = day[SUSPECTS].sort_values("suspect_rank")
        expected = suspects[suspects["decision"].isna() & ~suspects["video_id"].isin(others)]
        assert handed["video_id"].tolist() == expected["video_id"].head(CAPACITY).tolist()
        assert (handed["video_count"] == 1).all()
    assert len(story.days[0][HANDED].query("review_lane == 'suspect_label'")) == CAPACITY


def test_a_decision_corrects_the_label_of_the_next_training_and_not_that_of_the_file(story: Story):
    day = story.days[2]
    handed = story.days[0][HANDED].query("review_lane == 'suspect_label'")["video_id"]
    decided = day[DECISIONS].query("decision_origin == 'reviewed'").set_index("video_id")["decision"]
    labels = day[LABELLED].set_index("video_id")
    corrected = [video_id for video_id in handed if video_id in decided.index and video_id in story.flipped]
    assert len(corrected) >= CAPACITY / 2
    for video_id in corrected:
        assert labels.loc[video_id, "label_origin"] == "review"
        assert labels.loc[video_id, "is_claim"] == (decided[video_id] == "claim")
        # The file still has the wrong label.
        assert labels.loc[video_id, "is_claim_in_file"] == (story.truth[video_id] != "claim")


def test_the_texts_of_suspect_labels_are_not_released(story: Story):
    suspects = story.days[2][SUSPECTS]
    assert suspects["video_transcription_text"].str.contains(WORD).sum() > 10
    assert story.warehouse.released("select count(video_transcription_text) from marts.suspect_labels") == [(0,)]
    assert files_with(story.warehouse.home / "warehouse", [WORD, ANNA, BEN]) == []
