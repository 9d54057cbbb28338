"""What is said of the reasons for a prediction."""

import pytest

from claims_warehouse.sentences.reasons import reasons_for_prediction


def reason(feature: str, value: str | None, contribution: float) -> dict[str, object]:
    return {"feature": feature, "value": value, "contribution": contribution}


@pytest.mark.parametrize(
    ("reasons", "sentence"),
    [
        ([], ""),
        ([reason("attribution_phrase", "discovered", 2.14)], "For a claim: “discovered” (+2.1)."),
        (
            [
                reason("video_view_count", "343296", 2.0),
                reason("video_transcription_text", "<b>think</b>", -1.26),
                reason("is_verified", "false", 0.5),
            ],
            "For a claim: views 343296 (+2.0), verified author false (+0.5). For an opinion: “<b>think</b>” (-1.3).",
        ),
        ([reason("own_feature", None, -0.25)], "For an opinion: own feature (-0.2)."),
    ],
)
def test_reasons_are_told_by_side_and_weight(reasons: list[dict[str, object]], sentence: str):
    assert reasons_for_prediction(reasons) == sentence
