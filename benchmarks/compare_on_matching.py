"""Match tweets with the claims that were checked, and hold the matching against what an expert would write.

Usage: python benchmarks/compare_on_matching.py FOLDER [ENCODER]

FOLDER holds `checked_claims.parquet` (`claim_id`, `claim_text`, `title`) and, of each set, `SET_texts.parquet`
(`text_id`, `text`) and `SET_pairs.parquet` (`text_id`, `claim_id`); nothing of them is kept but figures, in
docs/benchmarks.md. It ends with 0 and a sentence where the folder is not there. With ENCODER, as the variable
`sentence_encoder` names one, a table of its own says what the encoder adds.
"""

import importlib.metadata
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq
from expert_matcher import expert_matches
from judging import average_precision_at
from measuring import machine, write_table
from numpy.typing import NDArray
from scipy import stats

from claims_warehouse.moderation.fact_checks import load_encoder
from claims_warehouse.moderation.matching import MAX_MATCHES, MIN_JOINED_SIMILARITY, MIN_SIMILARITY, TextMatcher

COUNT = 5
RESAMPLES, CONFIDENCE = 10_000, 0.95
HEADINGS = [
    "set",
    "texts",
    "warehouse, MAP@5",
    "script, MAP@5",
    "difference (95% interval)",
    "known check is shown",
    "core-seconds",
    "of the script",
]
ENCODER_HEADINGS = [
    "set",
    "texts",
    "with the encoder, MAP@5",
    "without",
    "script",
    "above the script (95% interval)",
    "above that without (95% interval)",
    "known check is shown",
    "core-seconds",
]


class Measured(NamedTuple):
    """What a way of matching does with the texts of a set: their average precisions, those shown, core-seconds."""

    scores: NDArray[np.float64]
    is_shown: NDArray[np.bool_]
    seconds: float

    def minus(self, other: "Measured") -> str:
        """Return how far the mean average precision is above that of another way, with an interval."""
        differences = self.scores - other.scores
        low, high = paired_interval(differences)
        return f"{differences.mean():+.3f} ({low:+.3f} to {high:+.3f})"


def timed(function: Callable[..., Any], *arguments: Any) -> tuple[Any, float]:
    """Return what a function returns, and the seconds of a processor that it took."""
    started = time.process_time()
    result = function(*arguments)
    return result, time.process_time() - started


def measured(matcher: TextMatcher, texts: list[str], known: list[set[int]], least: float, fitting: float) -> Measured:
    """Measure a fitted matcher, which shows few matches from the least similarity on."""
    matches, seconds = timed(lambda: matcher.match(texts, max_matches=COUNT, min_similarity=1e-6))
    found: list[list[int]] = [[] for _ in texts]
    shown: list[set[int]] = [set() for _ in texts]
    for text, rank, document, similarity in zip(*matches, strict=True):
        found[text].append(int(document))
        if rank <= MAX_MATCHES and similarity >= least:
            shown[text].add(int(document))
    is_shown = [bool(places & true) for places, true in zip(shown, known, strict=True)]
    return Measured(average_precisions(found, known), np.array(is_shown), fitting + seconds)


def average_precisions(found: Sequence[Sequence[int]], known: Sequence[Collection[int]]) -> NDArray[np.float64]:
    """Return the average precision of each text's matches."""
    return np.array([average_precision_at(COUNT, list(f), true) for f, true in zip(found, known, strict=True)])


def paired_interval(differences: NDArray[np.float64]) -> tuple[float, float]:
    """Return the bootstrap interval of the mean difference; texts are drawn with both their scores."""
    interval = stats.bootstrap(
        (differences,), np.mean, n_resamples=RESAMPLES, confidence_level=CONFIDENCE, rng=0, batch=1_000
    ).confidence_interval
    return float(interval.low), float(interval.high)


def row(name: str, warehouse: Measured, script: Measured) -> list[str]:
    """Return the figures of one set as the cells of a table."""
    return [
        name,
        f"{len(warehouse.scores):,}",
        f"{warehouse.scores.mean():.3f}",
        f"{script.scores.mean():.3f}",
        warehouse.minus(script),
        f"{warehouse.is_shown.mean():.0%}",
        f"{warehouse.seconds:.1f}",
        f"{script.seconds:.1f}",
    ]


def encoder_row(name: str, joined: Measured, warehouse: Measured, script: Measured) -> list[str]:
    """Return the figures of one set with an encoder as the cells of a table."""
    return [
        name,
        f"{len(joined.scores):,}",
        *(f"{way.scores.mean():.3f}" for way in (joined, warehouse, script)),
        joined.minus(script),
        joined.minus(warehouse),
        f"{joined.is_shown.mean():.0%}",
        f"{joined.seconds:.1f}",
    ]


def main() -> None:
    """Measure the sets and write the report."""
    folder, *encoders = sys.argv[1:]
    sets = Path(folder)
    if not (sets / "checked_claims.parquet").exists():
        print(f"{sets} holds no checked claims (checked_claims.parquet): nothing was measured")
        return
    claims = pq.read_table(sets / "checked_claims.parquet").sort_by("claim_id").to_pydict()
    documents = [f"{text} {title or ''}" for text, title in zip(claims["claim_text"], claims["title"], strict=True)]
    places = {claim_id: place for place, claim_id in enumerate(claims["claim_id"])}
    matcher, fitting = timed(TextMatcher().fit, documents)
    sentence = f"{len(documents):,} fact-checks. {machine()}"
    if encoders:
        joined, encoding = timed(TextMatcher(load_encoder(encoders[0])).fit, documents)
        sentence += f"\nsentence-transformers {importlib.metadata.version('sentence-transformers')}, `{encoders[0]}`."
        sentence += (
            f" Encoding the fact-checks took {encoding - fitting:.0f} core-seconds, which each set's figure holds."
        )
    rows = []
    for name in sorted(path.stem.removesuffix("_texts") for path in sets.glob("*_texts.parquet")):
        texts = pq.read_table(sets / f"{name}_texts.parquet").sort_by("text_id").to_pydict()
        pairs = defaultdict(set)
        for pair in pq.read_table(sets / f"{name}_pairs.parquet").to_pylist():
            pairs[pair["text_id"]].add(places[pair["claim_id"]])
        known = [pairs[text_id] for text_id in texts["text_id"]]
        warehouse = measured(matcher, texts["text"], known, MIN_SIMILARITY, fitting)
        found, seconds = timed(expert_matches, documents, texts["text"], COUNT)
        script = Measured(average_precisions(found, known), np.zeros(len(known), bool), seconds)
        if encoders:
            with_encoder = measured(joined, texts["text"], known, MIN_JOINED_SIMILARITY, encoding)
            rows.append(encoder_row(name, with_encoder, warehouse, script))
        else:
            rows.append(row(name, warehouse, script))
    if encoders:
        write_table("matching-encoder", ENCODER_HEADINGS, rows, sentence)
    else:
        write_table("matching", HEADINGS, rows, sentence)


main()
