"""Match tweets with the claims that were checked, and hold the matching against what an expert would write.

Usage: python benchmarks/compare_on_matching.py FOLDER

FOLDER holds `checked_claims.parquet` (`claim_id`, `claim_text`, `title`) and, of each set, `SET_texts.parquet`
(`text_id`, `text`) and `SET_pairs.parquet` (`text_id`, `claim_id`); nothing of them is kept but figures, in
docs/benchmarks.md. It ends with 0 and a sentence where the folder is not there.
"""

import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from expert_matcher import expert_matches
from judging import average_precision_at
from measuring import machine
from numpy.typing import NDArray
from scipy import stats

from claims_warehouse.moderation.matching import MAX_MATCHES, MIN_SIMILARITY, TextMatcher

REPORT = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
SECTION = re.compile(r"<!-- matching -->.*<!-- /matching -->", re.DOTALL)
COUNT = 5
RESAMPLES, CONFIDENCE = 10_000, 0.95


def warehouse_matches(
    documents: Sequence[str], texts: Sequence[str], count: int, min_similarity: float = 1e-6
) -> list[list[int]]:
    """Return the places of the documents that the warehouse matches with each text."""
    matches = TextMatcher().fit(list(documents)).match(list(texts), max_matches=count, min_similarity=min_similarity)
    found: list[list[int]] = [[] for _ in texts]
    for text, document in zip(matches.text, matches.document, strict=True):
        found[text].append(int(document))
    return found


def timed(match: Callable[..., Iterable[Sequence[int]]], *arguments: Any) -> tuple[list[list[int]], float]:
    """Return matches as lists, and the seconds of a processor that they took."""
    started = time.process_time()
    found = [[int(place) for place in places] for places in match(*arguments)]
    return found, time.process_time() - started


def measured_set(folder: Path, name: str, claim_ids: list[int], documents: list[str]) -> dict[str, Any]:
    """Measure both ways on one set of texts."""
    rows = pq.read_table(folder / f"{name}_texts.parquet").sort_by("text_id").to_pydict()
    pairs = defaultdict(set)
    for pair in pq.read_table(folder / f"{name}_pairs.parquet").to_pylist():
        pairs[pair["text_id"]].add(claim_ids.index(pair["claim_id"]))
    known = [pairs[text_id] for text_id in rows["text_id"]]
    ours, seconds = timed(warehouse_matches, documents, rows["text"], COUNT)
    theirs, expert_seconds = timed(expert_matches, documents, rows["text"], COUNT)
    shown = warehouse_matches(documents, rows["text"], MAX_MATCHES, MIN_SIMILARITY)
    scores = np.array([average_precision_at(COUNT, found, true) for found, true in zip(ours, known, strict=True)])
    expert = np.array([average_precision_at(COUNT, found, true) for found, true in zip(theirs, known, strict=True)])
    return {
        "set": name,
        "texts": len(known),
        "warehouse": scores.mean(),
        "expert": expert.mean(),
        "difference": scores.mean() - expert.mean(),
        "interval": paired_interval(scores - expert),
        "shown": np.mean([bool(true & set(found)) for found, true in zip(shown, known, strict=True)]),
        "seconds": seconds,
        "expert_seconds": expert_seconds,
    }


def paired_interval(differences: NDArray[np.float64]) -> tuple[float, float]:
    """Return the bootstrap interval of the mean difference; texts are drawn with both their scores."""
    interval = stats.bootstrap(
        (differences,), np.mean, n_resamples=RESAMPLES, confidence_level=CONFIDENCE, rng=0, batch=1_000
    ).confidence_interval
    return float(interval.low), float(interval.high)


def report(results: list[dict[str, Any]], document_count: int) -> str:
    """Return the figures as Markdown."""
    lines = [
        "<!-- matching -->",
        f"{document_count:,} fact-checks. {machine()}",
        "",
        "| set | texts | warehouse, MAP@5 | script, MAP@5 | difference (95% interval) | known check is shown "
        "| core-seconds | of the script |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for result in results:
        low, high = result["interval"]
        lines.append(
            f"| {result['set']} | {result['texts']:,} | {result['warehouse']:.3f} | {result['expert']:.3f} "
            f"| {result['difference']:+.3f} ({low:+.3f} to {high:+.3f}) | {result['shown']:.0%} "
            f"| {result['seconds']:.1f} | {result['expert_seconds']:.1f} |"
        )
    return "\n".join([*lines, "<!-- /matching -->"])


def main() -> None:
    """Measure the sets and write the report."""
    folder = Path(sys.argv[1])
    if not (folder / "checked_claims.parquet").exists():
        print(f"{folder} holds no checked claims (checked_claims.parquet): nothing was measured")
        return
    claims = pq.read_table(folder / "checked_claims.parquet").sort_by("claim_id").to_pydict()
    documents = [f"{text} {title or ''}" for text, title in zip(claims["claim_text"], claims["title"], strict=True)]
    names = sorted(path.stem.removesuffix("_texts") for path in folder.glob("*_texts.parquet"))
    results = [measured_set(folder, name, claims["claim_id"], documents) for name in names]
    written = report(results, len(documents))
    print(written)
    REPORT.write_text(SECTION.sub(lambda _: written, REPORT.read_text()))


main()
