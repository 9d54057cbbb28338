"""What a model scores: the videos that have all that it reads."""

import pyarrow as pa
import pytest
from sklearn.compose import make_column_transformer
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from claims_warehouse.cache import sha256_of
from claims_warehouse.claim_models import artifacts, scoring
from claims_warehouse.features import TEXT, feature_frame

VIDEOS = {
    "video_id": [1, 2, 3, 4],
    "features_hash": [11, 12, 13, 14],
    TEXT: ["a leaflet said", None, "we feel", None],
    "video_view_count": [None, 20_000, 0, None],
}


def model(features: list[str]) -> dict[str, object]:
    """Return a model of a text, or of a number, as it lies in `int_champion_models`."""
    (feature,) = features
    training = pa.table({TEXT: ["a leaflet said", "we feel"] * 3, "video_view_count": [50_000, 10] * 3})
    transformer = (CountVectorizer(), feature) if feature == TEXT else ("passthrough", features)
    pipeline = make_pipeline(make_column_transformer(transformer), LogisticRegression())
    content = artifacts.to_bytes(pipeline.fit(feature_frame(training, features), [True, False] * 3))
    return {"model_id": feature, "features": features, "artifact": content, "artifact_sha256": sha256_of(content)}


@pytest.mark.parametrize(("feature", "scored"), [(TEXT, [1, 3]), ("video_view_count", [2, 3])])
@pytest.mark.parametrize("rows", [4, 0])
def test_a_video_that_lacks_a_feature_has_no_score(feature: str, scored: list[int], rows: int):
    """A missing text is not the word None, a missing count not 0."""
    (batch,) = pa.table(VIDEOS).to_batches()
    scores = scoring._scored(model([feature]), batch.slice(0, rows)).to_pylist()
    assert [row["video_id"] for row in scores] == VIDEOS["video_id"][:rows]
    assert [row["video_id"] for row in scores if row["claim_probability"] is not None] == (scored if rows else [])
    assert all(0 < row["claim_probability"] < 1 for row in scores if row["claim_probability"] is not None)


def test_where_no_video_has_the_feature_none_is_scored():
    (batch,) = pa.table(VIDEOS).slice(3).to_batches()
    assert [row["claim_probability"] for row in scoring._scored(model([TEXT]), batch).to_pylist()] == [None]
