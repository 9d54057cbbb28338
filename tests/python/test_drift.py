"""How often rows without drift seem to drift, and how surely a drift is found, in several scripts."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from scipy import stats

from claims_warehouse.claim_models import drift
from claims_warehouse.features import TEXT

LEVEL = 0.05
CHINESE = list("今天市图书馆开门新桥修好老树倒下雨停风起船到岸人多路少灯亮花开鸟叫")
WORDS = {
    "English": [
        f"{start}{end}" for start in ("mill", "lamp", "ferry", "crate", "tram") for end in ("", "s", "man", "yard")
    ],
    "Russian": ["мельница", "лампа", "паром", "ящик", "трамвай", "склад", "ворота", "рынок", "сад", "мост"],
    "Arabic": ["المطحنة", "المصباح", "العبارة", "الصندوق", "الترام", "المخزن", "البوابة", "السوق", "الحديقة", "الجسر"],
}


def numbers(generator: np.random.Generator, row_count: int, shift: float = 0) -> pd.Series:
    return pd.Series(generator.lognormal(9 + shift, 1, row_count).round())


def texts(generator: np.random.Generator, row_count: int, script: str = "English", new_share: float = 0) -> pd.Series:
    """Draw texts whose words are rare and frequent as in real ones; some end in numbers of which most are unique."""
    words = [*CHINESE, "船"] if script == "Chinese" else WORDS[script]
    weights = 1 / np.arange(1, len(words) + 1)
    lines = []
    for _ in range(row_count):
        drawn = generator.choice(words, generator.integers(3, 25), p=weights / weights.sum())
        tail = [str(generator.integers(1, 5_000)) for _ in range(generator.poisson(1))]
        fresh = [f"zorgel{generator.integers(10**6)}" for _ in range(generator.binomial(12, new_share))]
        lines.append(("" if script == "Chinese" else " ").join(drawn) + " " + " ".join([*tail, *fresh]))
    return pd.Series(lines)


def exceeds(result: dict[str, float]) -> bool:
    return result["population_stability_index"] > result["null_quantile"]


def assert_rate(alarms: int, repetitions: int, level: float = LEVEL) -> None:
    """Assert that alarms are as rare as is said; the level itself may be exceeded by chance."""
    assert alarms <= stats.binom.ppf(0.9995, repetitions, 1.2 * level)


@pytest.mark.parametrize("row_count", [50, 75, 100, 1_000])
def test_numbers_without_drift_alarm_at_the_stated_rate(row_count: int):
    generator = np.random.default_rng(row_count)
    alarms = sum(
        exceeds(drift._compare_numbers(numbers(generator, 600), numbers(generator, row_count), LEVEL))
        for _ in range(400)
    )
    assert_rate(alarms, 400)
    # Nor is the bound so high that nothing would be found.
    assert alarms >= stats.binom.ppf(0.0005, 400, LEVEL / 1.5)


@pytest.mark.parametrize("share", [0.02, 0.4])
def test_a_status_without_drift_alarms_at_most_at_the_stated_rate(share: float):
    generator = np.random.default_rng(1)
    alarms = sum(
        exceeds(
            drift._compare_numbers(
                pd.Series(generator.random(600) < share), pd.Series(generator.random(75) < share), LEVEL
            )
        )
        for _ in range(400)
    )
    assert_rate(alarms, 400)


@pytest.mark.parametrize("script", ["English", "Russian", "Arabic", "Chinese"])
@pytest.mark.parametrize("row_count", [50, 200])
def test_texts_without_drift_alarm_at_the_stated_rate(script: str, row_count: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(drift, "SIMULATIONS", 2_000)
    generator = np.random.default_rng(row_count)
    alarms = sum(
        exceeds(drift._compare_texts(texts(generator, 300, script), texts(generator, row_count, script), LEVEL))
        for _ in range(60)
    )
    assert_rate(alarms, 60)


def videos(generator: np.random.Generator, counts: dict[str, int], shift: float = 0) -> pa.Table:
    parts = []
    for part, row_count in counts.items():
        moved = shift if part == drift.NEW else 0
        columns = {
            name: numbers(generator, row_count, moved) for name in drift.NUMBERS if name not in drift.AUTHOR_STATUS
        }
        columns |= {name: generator.random(row_count) < 0.1 for name in drift.AUTHOR_STATUS}
        columns |= {name: generator.beta(2, 5, row_count) for name in drift.SCORES}
        parts.append(pd.DataFrame(columns | {TEXT: texts(generator, row_count), "compared_rows": part}))
    return pa.Table.from_pandas(pd.concat(parts, ignore_index=True))


def test_a_set_of_rows_without_drift_alarms_at_the_rate_of_all_its_comparisons(monkeypatch: pytest.MonkeyPatch):
    rate = 0.2
    monkeypatch.setattr(drift, "FALSE_ALARM_RATE", rate)
    monkeypatch.setattr(drift, "SIMULATIONS", 3_000)
    generator = np.random.default_rng(3)
    alarms = 0
    for _ in range(40):
        rows = drift.measure_drift(videos(generator, {"training": 300, "held_out": 200, "new": 75})).to_pandas()
        new = rows[rows["compared_rows"] == "new"]
        assert set(new["comparison_count"]) == {13}
        alarms += bool((new["population_stability_index"] > new["null_quantile"]).any())
    assert_rate(alarms, 40, rate)


def test_a_shift_of_half_a_standard_deviation_is_found_in_200_rows():
    generator = np.random.default_rng(4)
    level = drift.FALSE_ALARM_RATE / 13
    found = sum(
        exceeds(drift._compare_numbers(numbers(generator, 600), numbers(generator, 200, 0.5), level))
        for _ in range(100)
    )
    assert found >= 85


@pytest.mark.parametrize("script", ["English", "Chinese"])
def test_new_words_are_found_in_100_texts(script: str):
    generator = np.random.default_rng(5)
    level = drift.FALSE_ALARM_RATE / 13
    found = [
        drift._compare_texts(texts(generator, 300, script), texts(generator, 100, script, new_share=0.2), level)
        for _ in range(5)
    ]
    assert all(exceeds(result) for result in found)
    assert all(result["new_vocabulary_share"] > result["expected_vocabulary_share"] + 0.05 for result in found)


def test_scores_and_counts_that_are_absent_are_no_drift():
    rows = videos(np.random.default_rng(6), {"training": 300, "held_out": 200, "new": 75})
    is_new = rows["compared_rows"].to_numpy(zero_copy_only=False) == "new"
    for name in (*drift.COUNTS, "claim_probability_with_engagement"):
        values = np.where(is_new, np.nan, rows[name].to_numpy())
        rows = rows.set_column(rows.schema.get_field_index(name), name, pa.array(values, from_pandas=True))
    new = drift.measure_drift(rows).to_pandas().query("compared_rows == 'new'").set_index("feature")
    assert not set(new.index) & {*drift.COUNTS, "claim_probability_with_engagement"}
    assert "claim_probability_at_upload" in new.index
    assert set(new["comparison_count"]) == {len(new)} == {7}


def test_scores_are_compared_with_those_of_held_out_rows():
    rows = videos(np.random.default_rng(7), {"training": 300, "held_out": 200, "new": 400})
    is_training = rows["compared_rows"].to_numpy(zero_copy_only=False) == "training"
    # A model is surer of the rows that it was trained on.
    scores = np.where(is_training, 1, rows["claim_probability_at_upload"].to_numpy())
    place = rows.schema.get_field_index("claim_probability_at_upload")
    results = drift.measure_drift(rows.set_column(place, "claim_probability_at_upload", pa.array(scores))).to_pandas()
    (score,) = results[results["feature"] == "claim_probability_at_upload"].itertuples()
    assert (score.compared_rows, score.row_count, score.training_row_count) == ("new", 400, 200)
    assert score.population_stability_index < score.null_quantile


def test_below_thirty_rows_there_is_no_bound():
    rows = drift.measure_drift(videos(np.random.default_rng(8), {"training": 300, "held_out": 100, "new": 29}))
    frame = rows.to_pandas()
    assert frame.loc[frame["compared_rows"] == "new", "null_quantile"].isna().all()
    assert frame.loc[frame["compared_rows"] == "held_out", "null_quantile"].notna().all()


def test_values_that_training_did_not_hold_drift():
    constant, other = pd.Series([0.0] * 300), pd.Series([1.0] * 30)
    assert exceeds(drift._compare_numbers(constant, other, 0.001))
    assert exceeds(drift._compare_numbers(other, constant, 0.001))
    assert not exceeds(drift._compare_numbers(constant, constant.head(30), 0.001))


def test_without_training_rows_nothing_is_compared():
    assert drift.measure_drift(videos(np.random.default_rng(9), {"new": 50})).num_rows == 0


def test_a_word_of_one_fold_is_new_to_one_vocabulary_in_five():
    training = pd.Series(["mill lamp", "mill", "mill", "mill", "mill"])
    result = drift._compare_texts(training, pd.Series(["lamp mill", "crate mill"]), None)
    # Of four words `crate` is new, and `lamp` would be to a fifth of the vocabularies.
    assert result["new_vocabulary_share"] == pytest.approx(1.2 / 4)
    assert result["expected_vocabulary_share"] == pytest.approx(1 / 6)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Café à ZÜRICH, über Новости", ["café", "à", "zürich", "über", "новости"]),
        ("今天开门。好", ["今天", "天开", "开门", "好"]),
        ("ひらがなカナ ok", ["ひら", "らが", "がな", "なカ", "カナ", "ok"]),
        ("ข้าวสวยABC", ["ข", "าว", "วส", "สว", "วย", "abc"]),
        ("한국어 단어", ["한국어", "단어"]),
        ("ﬁne", ["fine"]),
        ("", []),
    ],
)
def test_words_are_found_in_any_script(text: str, expected: list[str]):
    assert drift.tokenize(text) == expected
