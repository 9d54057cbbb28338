"""How far other videos lie from those that models were trained on, and how far chance alone would take them."""

import functools
import re
import unicodedata
from collections import Counter

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from claims_warehouse.features import AUTHOR_STATUS, COUNTS, SCORING_STAGES, TEXT

NUMBERS = ["video_duration_sec", "transcription_length", *AUTHOR_STATUS, *COUNTS]
SCORES = [f"claim_probability_{scoring_stage}" for scoring_stage in SCORING_STAGES]
TRAINING, HELD_OUT, NEW = "training", "held_out", "new"
# Of a hundred sets of rows that do not drift one has a feature that seems to, however many features are compared.
FALSE_ALARM_RATE = 0.01
# In fewer rows chance hides all but the coarsest drift.
MIN_ROWS = 30
BINS = 10
# The share of a bin is drawn towards that of the training rows by so many rows more, so that no bin is empty.
PSEUDO_ROWS = BINS / 2
FOLDS = 5
# Enough for fifteen draws beyond the quantile of thirteen comparisons.
SIMULATIONS = 20_000
# The mean of more texts than these is nearly normal: its deviation is scaled from that of so many.
MAX_DRAWN_TEXTS = 500
SEED = 0
SCHEMA = pa.schema(
    [
        ("feature", pa.string()),
        ("compared_rows", pa.string()),
        ("row_count", pa.int64()),
        ("training_row_count", pa.int64()),
        ("comparison_count", pa.int64()),
        ("population_stability_index", pa.float64()),
        ("null_quantile", pa.float64()),
        ("new_vocabulary_share", pa.float64()),
        ("expected_vocabulary_share", pa.float64()),
    ]
)
# Between words of these scripts there are no spaces: Thai to Myanmar, Khmer, and all of Chinese and Japanese.
_UNSPACED = "\u0e00-\u109f\u1780-\u17ff\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(rf"(?:(?!\W)[{_UNSPACED}])+|[^\W{_UNSPACED}]+")
Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def measure_drift(videos: pa.Table) -> pa.Table:
    """Compare features and scores of videos with those of the training rows.

    Parameters
    ----------
    videos : pyarrow.Table
        In a fixed order, with `compared_rows` (`training`, `held_out` or `new`), the transcript, and the columns of
        `NUMBERS` and `SCORES`. What is null takes no part.

    Returns
    -------
    pyarrow.Table
        One row per feature and set of rows with the columns of `SCHEMA`. `population_stability_index` compares shares
        of bins; of a transcript, the shares of words that are new and that are known, as often as they occur.
        `null_quantile` is the index that chance alone exceeds with a probability of `FALSE_ALARM_RATE` divided by
        `comparison_count`; it is null below `MIN_ROWS` rows. Scores of new rows are compared with those of held-out
        rows, as no model was trained on either.
    """
    frame = videos.to_pandas()
    parts = {part: frame[frame["compared_rows"] == part] for part in (TRAINING, HELD_OUT, NEW)}
    rows = []
    for part in (HELD_OUT, NEW):
        sources = dict.fromkeys([*NUMBERS, TEXT], TRAINING) | dict.fromkeys(SCORES if part == NEW else [], HELD_OUT)
        compared = {
            feature: (parts[source][feature].dropna(), parts[part][feature].dropna())
            for feature, source in sources.items()
        }
        comparison_count = sum(min(map(len, pair)) >= MIN_ROWS for pair in compared.values())
        for feature, (training, other) in compared.items():
            if training.empty or other.empty:
                continue
            compare = _compare_texts if feature == TEXT else _compare_numbers
            has_enough = min(len(training), len(other)) >= MIN_ROWS
            rows.append(
                {
                    "feature": feature,
                    "compared_rows": part,
                    "row_count": len(other),
                    "training_row_count": len(training),
                    "comparison_count": comparison_count,
                }
                | compare(training, other, FALSE_ALARM_RATE / comparison_count if has_enough else None)
            )
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def tokenize(text: str) -> list[str]:
    """Return the words of a text in any script; where no spaces part words, each two characters side by side."""
    tokens: list[str] = []
    for run in _RUNS.findall(unicodedata.normalize("NFKC", text).casefold()):
        is_unspaced = re.match(f"[{_UNSPACED}]", run) and len(run) > 1
        tokens += [run[start : start + 2] for start in range(len(run) - 1)] if is_unspaced else [run]
    return tokens


def stability_index(training_counts: Counts, counts: Counts) -> Floats:
    """Return the population stability index of counts against training counts, whose bins are the last axis."""
    bin_count = training_counts.shape[-1]
    expected = (training_counts + 0.5) / (training_counts.sum(-1, keepdims=True) + 0.5 * bin_count)
    found = (counts + PSEUDO_ROWS * expected) / (counts.sum(-1, keepdims=True) + PSEUDO_ROWS)
    return np.asarray(((found - expected) * np.log(found / expected)).sum(-1))


def _compare_numbers(training: pd.Series, other: pd.Series, level: float | None) -> dict[str, float]:
    values = training.to_numpy(float)
    deciles = np.quantile(values, np.linspace(0, 1, BINS + 1), method="inverted_cdf")
    # The first bin and the last are for what lies below and above all training values.
    bounds = np.unique(np.append(np.nextafter(deciles[0], -np.inf), deciles[1:]))
    training_counts, counts = (
        np.bincount(np.searchsorted(bounds, values), minlength=len(bounds) + 1)
        for values in (values, other.to_numpy(float))
    )
    result = {"population_stability_index": float(stability_index(training_counts, counts))}
    if level is not None:
        result["null_quantile"] = _null_quantile(tuple(training_counts.tolist()), len(other), level)
    return result


# Most numbers have the same ten tenths.
@functools.lru_cache
def _null_quantile(training_counts: tuple[int, ...], row_count: int, level: float) -> float:
    generator = np.random.default_rng(SEED)
    shares = (np.array(training_counts) + 0.5) / (sum(training_counts) + 0.5 * len(training_counts))
    indices = stability_index(
        generator.multinomial(sum(training_counts), shares, SIMULATIONS),
        generator.multinomial(row_count, shares, SIMULATIONS),
    )
    return float(np.quantile(indices, 1 - level))


def _compare_texts(training: pd.Series, other: pd.Series, level: float | None) -> dict[str, float]:
    """Compare the share of new words with that of training texts against the vocabulary of the other training texts.

    A word that occurs in the training texts of one fold alone is new to the vocabularies that this fold is held out of:
    to one in five.
    """
    tokens = training.map(tokenize)
    folds = np.arange(len(training)) % FOLDS
    folds_of_words: dict[str, set[int]] = {}
    for fold, words in zip(folds, tokens, strict=True):
        for word in words:
            folds_of_words.setdefault(word, set()).add(int(fold))
    word_counts = tokens.map(len).to_numpy(float)
    new_counts = np.array([sum(len(folds_of_words[word]) == 1 for word in words) for words in tokens], float)
    occurrences = Counter(word for text in other for word in tokenize(text))
    total = occurrences.total()
    new_total = sum(
        number * (1 if word not in folds_of_words else (len(folds_of_words[word]) == 1) / FOLDS)
        for word, number in occurrences.items()
    )
    expected = new_counts.sum() / max(word_counts.sum(), 1)
    share = new_total / max(total, 1)
    result = {
        "population_stability_index": float(_two_bins(expected, share, total)),
        "new_vocabulary_share": share,
        "expected_vocabulary_share": expected,
    }
    if level is not None:
        generator = np.random.default_rng(SEED)
        # Texts are drawn, not words: the words of one text go together.
        deviations = new_counts - expected * word_counts
        drawn_count = min(len(other), MAX_DRAWN_TEXTS)
        drawn_words, drawn_deviations = np.zeros(SIMULATIONS), np.zeros(SIMULATIONS)
        for _ in range(drawn_count):
            drawn = generator.integers(0, len(training), SIMULATIONS)
            drawn_words += word_counts[drawn]
            drawn_deviations += deviations[drawn]
        of_others = drawn_deviations / np.maximum(drawn_words, 1) * np.sqrt(drawn_count / len(other))
        error = deviations.std() / np.sqrt(len(training)) / max(word_counts.mean(), 1)
        of_training = generator.normal(0, error, SIMULATIONS)
        shares = np.clip(expected + of_others - of_training, 0, 1)
        result["null_quantile"] = float(np.quantile(_two_bins(expected, shares, total), 1 - level))
    return result


def _two_bins(expected: float, share: float | Floats, total: int) -> Floats:
    """Return the population stability index of shares of new words, drawn towards what is expected of them."""
    p = np.clip(expected, 0.5 / (total + 1), 1 - 0.5 / (total + 1))
    q = (np.asarray(share) * total + PSEUDO_ROWS * p) / (total + PSEUDO_ROWS)
    return np.asarray((q - p) * np.log(q / p) + (p - q) * np.log((1 - q) / (1 - p)))
