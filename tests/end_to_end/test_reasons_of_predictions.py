"""Why videos are predicted as they are, from the models' bytes to the release."""

import math

import duckdb
import pytest
from conftest import Warehouse

pytestmark = pytest.mark.xdist_group("sample")


def rows(warehouse: Warehouse, query: str) -> list[tuple]:
    with duckdb.connect(warehouse.build_file, read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_each_predicted_video_has_its_reasons(sample_warehouse: Warehouse):
    query = """
        select
            scores.claim_probability,
            prediction_reasons.base_log_odds,
            prediction_reasons.other_log_odds,
            prediction_reasons.reasons
        from marts.prediction_reasons
        inner join intermediate.int_champion_scores as scores using (video_id, model_id)
    """
    found = rows(sample_warehouse, query)
    assert (
        len(found) == rows(sample_warehouse, "select count(distinct video_id) from marts.claim_predictions")[0][0] > 0
    )
    for probability, base, other, reasons in found:
        assert 0 < len(reasons) <= 5
        log_odds = base + other + sum(reason["contribution"] for reason in reasons)
        assert 1 / (1 + math.exp(-log_odds)) == pytest.approx(probability, abs=1e-9)


def test_errors_are_those_of_models_that_did_not_see_the_video(sample_warehouse: Warehouse):
    errors = rows(
        sample_warehouse,
        "select scoring_stage, video_id, is_claim, reasons is not null from marts.classification_errors order by all",
    )
    expected = rows(
        sample_warehouse,
        """
        select champions.scoring_stage, scores.video_id, scores.y_true, true
        from intermediate.int_evaluation_scores as scores
        inner join marts.champions on scores.model_id = champions.model_id
        inner join marts.videos on scores.video_id = videos.video_id
        where
            scores.threshold_rule = 'lowest_cost'
            and scores.y_true != scores.y_pred
            and (champions.scoring_stage = 'at_upload' or videos.video_view_count is not null)
        order by all
        """,
    )
    assert errors == expected


def test_words_of_text_models_have_a_sign(sample_warehouse: Warehouse):
    found = rows(
        sample_warehouse,
        "select model_name, min(importance), max(importance), count(*) from marts.word_importances group by all",
    )
    assert {name for name, *_ in found} >= {"phrase_logistic_regression", "text_logistic_regression"}
    # Of a model that reads counts, too, words may speak for one side alone.
    assert all(1 < count <= 25 for *_, count in found)
    assert min(least for _, least, _, _ in found) < 0 < max(most for _, _, most, _ in found)
