"""When stored models are used on: policies, growth, and what counts as a change."""

from typing import Any

import pyarrow as pa
import pytest

from claims_warehouse import retraining
from claims_warehouse.classification import training


def labelled(video_ids: range, text: str = "we feel that it rains") -> pa.Table:
    return pa.table({"video_id": list(video_ids), "is_claim": [True] * len(video_ids), "text": [text] * len(video_ids)})


@pytest.fixture(autouse=True)
def counted_trainings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Training that only notes what it was asked for: what it yields is another test's matter."""
    fingerprints: list[str] = []

    def train(videos: pa.Table, fingerprint: str) -> pa.Table:
        fingerprints.append(fingerprint)
        scores = [{"video_id": video_id} for video_id in videos["video_id"].to_pylist()]
        return pa.Table.from_pylist([{"model_id": "m", "training_fingerprint": fingerprint, "scores": scores}])

    monkeypatch.setattr(training, "train_candidates", train)
    return fingerprints


def decision(before: pa.Table | None, videos: pa.Table, policy: Any = "growth", growth: float = 0.1) -> str:
    (row,) = retraining.current_models(before, videos, policy, growth).to_pylist()
    assert row["retraining_policy"] == policy
    text: str = row["retraining_decision"]
    return text


def trained(videos: pa.Table) -> pa.Table:
    return retraining.current_models(None, videos, "growth", 0.1)


@pytest.mark.parametrize("policy", retraining.POLICIES)
def test_without_stored_models_they_are_trained_and_then_used_on(policy: Any, counted_trainings: list[str]):
    assert decision(None, labelled(range(10)), policy) == "trained: no model was stored"
    before = trained(labelled(range(10)))
    assert retraining.current_models(before, labelled(range(10)), policy, 0.1) is before
    assert len(counted_trainings) == 2


@pytest.mark.parametrize(
    ("policy", "video_count", "expected"),
    [
        ("growth", 109, "reused: labelled videos have grown by 9.0%, less than 10.0%"),
        ("growth", 110, "trained: labelled videos have grown by 10.0%, at least 10.0%"),
        ("always", 101, "trained: something has changed"),
        ("never", 500, "reused: the policy is never to train again"),
    ],
)
def test_the_policy_decides_what_growth_does(policy: Any, video_count: int, expected: str):
    before = trained(labelled(range(100)))
    assert decision(before, labelled(range(video_count)), policy) == expected


def test_a_known_video_that_changed_or_went_is_a_reason_to_train():
    before = trained(labelled(range(100)))
    expected = "trained: known videos, the code or the libraries have changed"
    assert decision(before, labelled(range(100), "another text")) == expected
    assert decision(before, labelled(range(1, 102))) == expected


def test_changed_code_is_a_reason_to_train_unless_the_policy_is_never(monkeypatch: pytest.MonkeyPatch):
    before = trained(labelled(range(100)))
    monkeypatch.setattr(retraining, "code_version", "other code of {}".format)
    assert decision(before, labelled(range(100))).startswith("trained: known videos, the code")
    assert decision(before, labelled(range(100)), "never").startswith("reused")


def test_models_that_could_not_be_estimated_are_tried_again():
    before = trained(labelled(range(10)))
    nothing = pa.array([None], before.schema.field("scores").type)
    before = before.set_column(before.schema.get_field_index("scores"), "scores", nothing)
    assert decision(before, labelled(range(11)), "never") == "trained: the stored models could not be estimated"


def test_the_fingerprint_follows_values_and_their_order():
    videos = labelled(range(10))
    same = pa.concat_tables([videos.slice(0, 4), videos.slice(4)])
    assert retraining.training_fingerprint(same) == retraining.training_fingerprint(videos)
    turned = videos.take(list(reversed(range(10))))
    assert retraining.training_fingerprint(turned) != retraining.training_fingerprint(videos)
