"""Texts in five languages and three scripts, labelled with people's errors: champions and queue work on all of them."""

from dataclasses import dataclass

import pandas as pd
import pytest
from conftest import Warehouse
from inputs.texts import LANGUAGES, labelled_texts, write_texts
from scipy.stats import binomtest
from sklearn.metrics import roc_auc_score

from claims_warehouse.simulation.texts import FIRST_ID, ID_STEP

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("languages")]

ROWS, FRESH = 1_000, 100
MISSED_CLAIM_COST = 2
MAX_SURE_ERROR_RATE = 0.1
PREDICTIONS = "select * from marts.claim_predictions where scoring_stage = 'at_upload' order by video_id"
QUEUE = "select * from marts.review_queue_videos"


@dataclass(frozen=True)
class LabelledBuild:
    """A build of texts, and what is true of each video, fresh ones included."""

    warehouse: Warehouse
    predictions: pd.DataFrame
    queue: pd.DataFrame

    def on(self, language: str) -> pd.DataFrame:
        return self.predictions[self.predictions["language"] == language]


def build(warehouse: Warehouse, claim_share: float, noise: float) -> LabelledBuild:
    texts, labels = labelled_texts(ROWS + FRESH, claim_share=claim_share, noise=noise, seed=1)
    path = write_texts(warehouse.home / "videos.parquet", texts, labels, FRESH)
    warehouse.build("--exclude-resource-type", "unit_test", videos=str(path))
    numbers = range(1, len(texts) + 1)
    truth = pd.DataFrame(
        {
            "video_id": [FIRST_ID + ID_STEP * number for number in numbers],
            "is_claim": labels,
            "is_fresh": [number > ROWS for number in numbers],
            "language": [list(LANGUAGES)[(number - 1) % len(LANGUAGES)] for number in numbers],
        }
    )
    tables = []
    for query in (PREDICTIONS, QUEUE):
        with_truth = warehouse.frame(query).merge(truth, on="video_id", validate="one_to_one")
        tables.append(with_truth)
    return LabelledBuild(warehouse, *tables)


@pytest.fixture(scope="module")
def balanced(tmp_path_factory: pytest.TempPathFactory) -> LabelledBuild:
    return build(Warehouse(tmp_path_factory.mktemp("balanced")), claim_share=0.5, noise=0.1)


@pytest.fixture(scope="module", params=[0.05, 0.95], ids=["5% claims", "95% claims"])
def unbalanced(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> LabelledBuild:
    return build(Warehouse(tmp_path_factory.mktemp("unbalanced")), claim_share=request.param, noise=0.02)


def test_the_champion_of_each_stage_reads_the_text(balanced: LabelledBuild):
    champions = balanced.warehouse.released("select scoring_stage, model_id from marts.champions order by all")
    assert [stage for stage, _ in champions] == ["at_upload", "with_engagement"]
    readers = balanced.warehouse.released(
        "select distinct model_id from marts.feature_importances where feature = 'video_transcription_text'"
    )
    assert {(model_id,) for _, model_id in champions} <= set(readers)


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_language_is_scored(balanced: LabelledBuild, language: str):
    rows = balanced.on(language)
    assert len(rows) == (ROWS + FRESH) / len(LANGUAGES)
    assert rows["claim_probability"].nunique() > len(rows) / 2
    assert rows["is_claim_predicted"].mean() == pytest.approx(0.5, abs=0.2)
    # The labels' own noise leaves 0.9 to the best.
    for origin, origin_rows in rows.groupby("prediction_origin"):
        assert roc_auc_score(origin_rows["is_claim"], origin_rows["claim_probability"]) > 0.75, origin


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_wording_is_rarely_unfamiliar(balanced: LabelledBuild, language: str):
    rows = balanced.on(language)
    assert rows["has_unfamiliar_wording"].mean() < 0.05


def test_fresh_videos_are_scored_as_well_as_others(balanced: LabelledBuild):
    fresh = balanced.predictions[balanced.predictions["is_fresh"]]
    assert len(fresh) == FRESH
    assert roc_auc_score(fresh["is_claim"], fresh["claim_probability"]) > 0.75


def test_the_queue_finds_more_claims_than_chance_in_each_lane(balanced: LabelledBuild):
    queue = balanced.queue
    assert len(queue) == ROWS + FRESH
    for lane in ("priority", "fresh"):
        rows = queue[queue["review_lane"] == lane]
        selected = rows[rows["is_selected_for_review"]]
        assert 0 < len(selected) < len(rows), lane
        assert selected["is_claim"].mean() > 0.7, lane
    unlikely = queue[queue["review_lane"] == "unlikely"]
    assert not unlikely["is_selected_for_review"].any()
    assert unlikely["is_claim"].mean() < 0.3
    # A few have a score between those of the labelled claims and opinions.
    assert (queue["review_lane"] == "unsure").mean() < 0.02
    sure = queue[queue["review_lane"] != "unsure"]
    assert set(sure.loc[sure["is_fresh"], "review_lane"]) == {"fresh", "unlikely"}
    assert set(sure.loc[~sure["is_fresh"], "review_lane"]) == {"priority", "unlikely"}


def test_what_the_champion_is_sure_of_is_wrong_as_seldom_as_asked_for(balanced: LabelledBuild):
    """On fresh videos and on test rows, about fifty and a hundred of each kind, which had no part in the thresholds."""
    fresh = balanced.predictions[balanced.predictions["is_fresh"]]
    is_wrong = fresh["is_claim"] != fresh["is_claim_predicted"]
    for state in ("claim", "opinion"):
        wrong = is_wrong[fresh["prediction_state"] == state]
        assert len(wrong) > 30, state
        assert binomtest(int(wrong.sum()), len(wrong), MAX_SURE_ERROR_RATE, "greater").pvalue > 0.01, state
    rates = balanced.warehouse.released(
        "select distinct test_sure_claim_error_rate, test_sure_opinion_error_rate from marts.champions"
    )
    # Two standard errors above it.
    assert all(0 < rate < MAX_SURE_ERROR_RATE + 0.06 for row in rates for rate in row)


def test_rare_and_frequent_claims_have_a_champion_that_sorts(unbalanced: LabelledBuild):
    rows = unbalanced.predictions
    assert roc_auc_score(rows["is_claim"], rows["claim_probability"]) > 0.75
    flagged = rows["is_claim_predicted"].mean()
    assert 0 < flagged < 1
    assert abs(flagged - rows["is_claim"].mean()) < 0.2


def test_the_threshold_costs_less_than_flagging_all_or_none(unbalanced: LabelledBuild):
    rows = unbalanced.predictions
    missed = (rows["is_claim"] & ~rows["is_claim_predicted"]).sum()
    needless = (~rows["is_claim"] & rows["is_claim_predicted"]).sum()
    cost = MISSED_CLAIM_COST * missed + needless
    assert cost < min(MISSED_CLAIM_COST * rows["is_claim"].sum(), (~rows["is_claim"]).sum())


def test_the_queue_puts_claims_first(unbalanced: LabelledBuild):
    lanes = unbalanced.queue.groupby("review_lane")["is_claim"].mean()
    # Where wrong labels are nearly as frequent as a class, the champion is sure of none of that class.
    assert set(lanes.index) >= {"unsure"}
    # In the lanes of claims as many times as frequent, or all of them.
    is_claim = unbalanced.queue["is_claim"].mean()
    assert lanes.get("priority", lanes["unsure"]) > min(3 * is_claim, 0.96)
    assert lanes.get("unlikely", lanes["unsure"]) < is_claim
