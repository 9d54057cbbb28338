"""Claims: which of the distinct statements of videos are nearly the same."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from claims_warehouse.moderation.grouping import neighbours
from claims_warehouse.moderation.grouping.meaning import says_the_same, signature, tokenize

SCHEMA = pa.schema(
    [
        ("normalised_statement", pa.string()),
        ("claim_id", pa.string()),
        ("similarity", pa.float64()),
        ("is_first_statement", pa.bool_()),
    ]
)


def group_statements(statements: pa.Table, claim_similarity: float) -> pa.Table:
    """Group statements into claims.

    The statement that most videos make is the first claim. Each further one joins the most similar of the claims before
    it that says the same, or is a claim of its own: a statement is compared with the first of its claim alone, so that
    no chain of small changes leads from one meaning to another.

    Parameters
    ----------
    statements : pyarrow.Table
        `normalised_statement`, `video_count` and `first_video_id`, in any order; the counts of equal statements add up.
    claim_similarity : float
        The least cosine of TF-IDF vectors from which a statement can join a claim.

    Returns
    -------
    pyarrow.Table
        One row per distinct statement with the columns of `SCHEMA`: the id of its claim, which names the claim's first
        video and tells nothing of its text, and its cosine with the first statement.
    """
    distinct = statements.group_by("normalised_statement").aggregate(
        [("video_count", "sum"), ("first_video_id", "min")]
    )
    ordered = distinct.sort_by([("video_count_sum", "descending"), ("normalised_statement", "ascending")])
    texts = ordered.column("normalised_statement").to_pylist()
    firsts, similarities = _groups(texts, claim_similarity)
    first_videos = np.full(len(texts), np.iinfo(np.int64).max)
    np.minimum.at(first_videos, firsts, ordered.column("first_video_id_min").to_numpy())
    ids = [f"claim-{video_id}" for video_id in first_videos[firsts]]
    return pa.table([texts, ids, similarities.round(6), firsts == np.arange(len(texts))], schema=SCHEMA)


def _groups(texts: Sequence[str], claim_similarity: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return for each text the place of the first text of its claim, and their cosine."""
    firsts, similarities = np.arange(len(texts)), np.ones(len(texts))
    numbers: dict[str, int] = {}
    parts, words = np.empty(len(texts), np.int64), []
    for place, text in enumerate(texts):
        tokens = tokenize(text)
        parts[place] = numbers.setdefault(signature(tokens), len(numbers))
        words.append(" ".join(tokens))
    # What has numbers of its own is like nothing else, and what has no word either.
    (compared,) = np.nonzero((np.bincount(parts)[parts] > 1) & np.array([text != "" for text in words], dtype=bool))
    if not compared.size:
        return firsts, similarities
    words = [words[place] for place in compared]
    pairs = neighbours.similar_pairs(neighbours.tfidf(words), parts[compared], claim_similarity)
    # For each text the most similar one first, and of equally similar ones the first.
    order = np.lexsort((pairs.earlier, -pairs.similarity, pairs.later))
    for later, earlier, similarity in zip(*(values[order].tolist() for values in pairs), strict=True):
        place, first = compared[later], compared[earlier]
        is_open = firsts[place] == place and firsts[first] == first
        if is_open and says_the_same(words[later], words[earlier]):
            firsts[place], similarities[place] = first, similarity
    return firsts, similarities
