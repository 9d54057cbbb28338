"""Models that are fitted again without a word, both halves of a text or a source: no training row has it."""

import datetime
import hashlib

import numpy as np
import pandas as pd
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


def sources(rows: pa.Table, names: list[str], days: list[str | None] | None = None) -> pa.Table:
    numbers = range(rows.num_rows)
    files = [names[number % len(names)] for number in numbers]
    dates = [day and datetime.date.fromisoformat(day) for day in days or [None]]
    delivered = pa.array([dates[number % len(dates)] for number in numbers], pa.date32())
    return pa.table({"video_id": rows["video_id"], "source_file": files, "delivered_on": delivered})


def model(rows: pa.Table, name: str = "phrase_logistic_regression") -> dict[str, object]:
    (candidate,) = (one for one in candidates() if one.model_name == name)
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
    phrases, statements = (rows[half].to_numpy(zero_copy_only=False) for half in ("attribution_phrase", "statement"))
    held = shift._halves(rows)
    assert not isinstance(held, str)
    for train, test in held["all folds"]:
        assert test.any()
        for half in (phrases, statements):
            assert not set(half[train]) & set(half[test])
    monkeypatch.setattr(shift, "MAX_ROWS", 100)
    assert shift._sample(rows).num_rows == 100


def test_what_cannot_be_held_out_says_why():
    rows = labelled(300)
    for half in ("attribution_phrase", "statement"):
        rows = rows.set_column(rows.column_names.index(half), half, pa.nulls(300, pa.string()))
    table = shift.evaluate_shift(rows, sources(rows, ["a.csv"]), [model(rows, "text_logistic_regression")]).to_pylist()
    because = {row["evaluation_scheme"]: row["not_estimable_because"] for row in table}
    # Words are held out of whole texts then.
    assert because.pop("new_word") is None
    assert because == {
        "new_phrase_and_statement": "texts are not cut into attribution phrase and statement",
        "other_source": "one input file",
        "later_rows": "rows have no dates",
    }
    unknown = [row for row in table if row["not_estimable_because"]]
    assert {(row["held_out"], row["metric"], row["metric_value"]) for row in unknown} == {
        ("nothing", "error_rate", None)
    }
    assert shift._later(shift._by_video(rows, sources(rows, ["a"], ["2026-01-01", None]), "delivered_on")) == (
        "all rows are of one day"
    )


def test_a_phrase_that_comes_up_later_is_missed_by_a_model_of_the_earlier_rows():
    rows = labelled()
    days = ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04", None]
    # From the fourth day on, claims are made in words that opinions were made in before.
    is_last = np.arange(rows.num_rows) % len(days) == 3
    turned = np.where(is_last, ~rows[TARGET].to_numpy(zero_copy_only=False), rows[TARGET])
    rows = rows.set_column(rows.column_names.index(TARGET), TARGET, pa.array(turned))
    table = shift.evaluate_shift(rows, sources(rows, ["a.csv"], days), [model(rows)]).to_pylist()
    later = {row["metric"]: row for row in table if row["evaluation_scheme"] == "later_rows"}
    row = later["error_rate"]
    # Rows without a date, the fifth part, are left out.
    assert (row["held_out"], row["training_row_count"], row["denominator"]) == ("after 2026-01-03", 720, 240)
    assert row["metric_value"] == 1
    assert row["lower_bound"] > 0.8
    assert later["false_negative_rate"]["denominator"] + later["false_positive_rate"]["denominator"] == 240


def test_a_split_by_time_trains_on_three_quarters_as_nearly_as_days_allow():
    def split(counts: dict[str, int]) -> str:
        days = np.repeat(list(counts), list(counts.values()))
        held = shift._later(pd.Series(days, dtype=object))
        assert not isinstance(held, str)
        ((held_out, ((earlier, later),)),) = held.items()
        assert (earlier ^ later).all()
        return f"{held_out}: {earlier.sum()}"

    assert split({"2026-01-01": 9, "2026-01-02": 1}) == "after 2026-01-01: 9"
    assert split({"2026-01-03": 1, "2026-01-02": 3, "2026-01-01": 6}) == "after 2026-01-02: 9"
    assert split({"2026-01-03": 2, "2026-01-02": 6, "2026-01-01": 2}) == "after 2026-01-02: 8"


@pytest.mark.parametrize("claims", [None, True])
def test_without_both_classes_there_is_nothing_to_measure(claims: bool | None):
    rows = labelled(30)
    rows = rows.slice(0, 0) if claims is None else rows.filter(rows[TARGET])
    assert shift.evaluate_shift(rows, sources(rows, ["a.csv"]), []).num_rows == 0
