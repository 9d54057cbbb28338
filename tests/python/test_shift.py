"""Models that are fitted again without a word, both halves of a text or a source: no training row has it."""

import hashlib

import numpy as np
import pyarrow as pa
import pytest
from statsmodels.stats.proportion import proportion_confint

from claims_warehouse.claim_models import artifacts, shift
from claims_warehouse.claim_models.candidates import candidates
from claims_warehouse.features import FEATURES, TARGET, feature_frame

CLAIMING, THINKING = ("reported", "announced", "published"), ("believe", "feel", "guess")


def labelled(size: int = 1_200, seed: int = 0) -> pa.Table:
    generator = np.random.default_rng(seed)
    is_claim = generator.random(size) < 0.5
    verbs = [generator.choice(CLAIMING if claim else THINKING) for claim in is_claim]
    phrases = [
        f"{generator.choice(['friends', 'papers', 'people'])} {verb} on {day} that"
        for verb, day in zip(verbs, generator.choice(["monday", "friday"], size), strict=True)
    ]
    statements = [f"thing number {number}" for number in generator.integers(40, size=size)]
    columns = dict.fromkeys(FEATURES["with_engagement"], np.ones(size)) | {
        "video_id": np.arange(size),
        TARGET: is_claim,
        "attribution_phrase": phrases,
        "statement": statements,
        "video_transcription_text": [f"{phrase} {said}" for phrase, said in zip(phrases, statements, strict=True)],
    }
    return pa.table(columns)


def sources(rows: pa.Table, names: list[str]) -> pa.Table:
    files = [names[number % len(names)] for number in range(rows.num_rows)]
    return pa.table({"video_id": rows["video_id"], "source_file": files})


def model(rows: pa.Table) -> dict[str, object]:
    (candidate,) = (one for one in candidates() if one.model_name == "phrase_logistic_regression")
    fitted = candidate.estimator.fit(feature_frame(rows, FEATURES["with_engagement"]), rows[TARGET].to_numpy())
    content = artifacts.to_bytes(fitted)
    return {"model_id": "phrase", "artifact": content, "artifact_sha256": hashlib.sha256(content).hexdigest()}


@pytest.fixture(scope="module")
def found() -> dict[tuple[str, str, str], dict[str, object]]:
    rows = labelled()
    table = shift.evaluate_shift(rows, sources(rows, ["a.csv", "b.csv"]), [model(rows)])
    return {(row["evaluation_scheme"], row["held_out"], row["metric"]): row for row in table.to_pylist()}


def test_a_word_that_alone_tells_is_missed_where_it_is_new(found):
    words = {held_out for scheme, held_out, _ in found if scheme == "new_word"}
    assert {*CLAIMING, *THINKING} <= words
    errors = [found["new_word", word, "error_rate"]["metric_value"] for word in (*CLAIMING, *THINKING)]
    # Only their letters tell what words are that the model has never seen.
    assert max(errors) > 0.3
    assert (
        found["new_word", "believe", "error_rate"]["denominator"]
        + found["new_word", "believe", "error_rate"]["training_row_count"]
        == 1_200
    )
    assert ("new_word", "believe", "false_negative_rate") not in found


def test_a_source_that_is_like_the_others_makes_no_errors_and_has_a_bound(found):
    row = found["other_source", "b.csv", "error_rate"]
    assert (row["metric_value"], row["denominator"], row["training_row_count"]) == (0, 600, 600)
    assert row["upper_bound"] == pytest.approx(proportion_confint(0, row["cluster_count"], method="beta")[1])
    assert row["cluster_count"] == 36


def test_rows_of_new_halves_share_none_with_their_training_rows(monkeypatch: pytest.MonkeyPatch):
    rows = labelled()
    parts = {scheme: folds for scheme, _, folds in shift._halves(rows)}
    phrases, statements = (rows[half].to_numpy(zero_copy_only=False) for half in ("attribution_phrase", "statement"))
    for train, test in parts["new_phrase_and_statement"]:
        assert test.any()
        for half in (phrases, statements):
            assert not set(half[train]) & set(half[test])
    monkeypatch.setattr(shift, "MAX_ROWS", 100)
    assert shift._sample(rows).num_rows == 100


def test_one_source_and_texts_that_are_not_cut_have_words_alone():
    rows = labelled(300)
    for half in ("attribution_phrase", "statement"):
        rows = rows.set_column(rows.column_names.index(half), half, pa.nulls(300, pa.string()))
    assert list(shift._halves(rows)) == []
    assert list(shift._sources(rows, sources(rows, ["a.csv"]))) == []
    assert {scheme for scheme, _, _ in shift._words(rows, rows[TARGET].to_numpy())} == {"new_word"}


@pytest.mark.parametrize("claims", [None, True])
def test_without_both_classes_there_is_nothing_to_measure(claims: bool | None):
    rows = labelled(30)
    rows = rows.slice(0, 0) if claims is None else rows.filter(rows[TARGET])
    assert shift.evaluate_shift(rows, sources(rows, ["a.csv"]), []).num_rows == 0
