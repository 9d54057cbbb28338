"""Videos of given texts, and the small sets of them that tests are made with."""

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from inputs.texts import LANGUAGES, daily_files, labelled_texts, unrelated_texts, write_texts

from claims_warehouse.simulation.texts import videos_of_texts

COUNTS = [f"video_{action}_count" for action in ("view", "like", "share", "download", "comment")]


def test_nothing_but_text_and_label_depends_on_them():
    one = videos_of_texts(["a"] * 50, [True] * 50, seed=1)
    other = videos_of_texts(["b"] * 50, [False] * 25 + [None] * 25, seed=1)
    drawn = [name for name in one.column_names if name not in {"video_transcription_text", "claim_status"}]
    assert len(drawn) == 10
    assert one.select(drawn).equals(other.select(drawn))
    assert other["claim_status"].to_pylist() == ["opinion"] * 25 + [None] * 25
    assert not one.select(COUNTS).equals(videos_of_texts(["a"] * 50, [True] * 50, seed=2).select(COUNTS))


def test_rows_stay_as_they_are_when_more_follow():
    texts, labels = labelled_texts(60)
    assert videos_of_texts(texts, labels).slice(0, 40).equals(videos_of_texts(texts[:40], labels[:40]))


def test_later_rows_are_other_videos():
    first = videos_of_texts(["a"] * 20, [True] * 20)
    second = videos_of_texts(["a"] * 20, [True] * 20, first_number=21)
    assert len(set(first["video_id"].to_pylist()) | set(second["video_id"].to_pylist())) == 40


def test_fresh_videos_have_no_counts(tmp_path: Path):
    texts, labels = labelled_texts(30)
    rows = pq.read_table(write_texts(tmp_path / "videos.parquet", texts, labels, fresh_count=10))
    for name in COUNTS:
        assert rows[name].is_null().to_pylist() == [False] * 20 + [True] * 10
    assert rows["claim_status"].null_count == 10


@pytest.mark.parametrize("claim_share", [0.05, 0.5, 0.95])
def test_the_share_of_claims_is_exact_in_all_languages_together(claim_share: float):
    texts, labels = labelled_texts(200, claim_share=claim_share, seed=3)
    assert sum(labels) == 200 * claim_share
    assert len(set(texts)) > 150
    chinese = texts[list(LANGUAGES).index("chinese") :: len(LANGUAGES)]
    assert not any(" " in text for text in chinese)


def test_unrelated_labels_tell_nothing_of_the_text():
    texts, labels = unrelated_texts(4_000, seed=5)
    said = np.array(["percent" in text or "report" in text for text in texts])
    shares = [np.mean(np.array(labels)[said]), np.mean(np.array(labels)[~said])]
    assert shares == pytest.approx([0.5, 0.5], abs=0.07)
    texts, labels = labelled_texts(4_000, seed=5)
    assert np.mean(np.array(labels)[said]) > 0.85


def test_labels_are_shuffled_from_a_day_on(tmp_path: Path):
    texts, labels = labelled_texts(400, noise=0)
    kept, changed = (
        [pq.read_table(path) for path in daily_files(tmp_path, texts, labels, shuffled_from=day)] for day in (None, 6)
    )
    assert [one.equals(other) for one, other in zip(kept, changed, strict=True)] == [True] * 5 + [False] * 5
    for one, other in zip(kept, changed, strict=True):
        assert sorted(one["claim_status"].to_pylist()) == sorted(other["claim_status"].to_pylist())
