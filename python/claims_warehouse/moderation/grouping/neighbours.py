"""Pairs of texts that may be nearly the same, found without comparing each text with each other."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack, vstack
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

from claims_warehouse.moderation.grouping.meaning import split_words

# Of words, and of runs of three characters, each as many features as hashes tell apart.
N_FEATURES = 2**20
RUN_LENGTH = 3
# A longer text stands by those of its features whose hashes are the lowest, which are the same for equal texts.
MAX_FEATURES = 512
# Texts that share 54% of the weight of their features, as those of a cosine of 0.7 do, meet with a probability of 83%,
# at 67% of 99%, at 20% of 3%.
BANDS, ROWS_OF_BAND = 20, 4
# With how many texts of its bucket a text is compared: the first ones, which are made by most videos.
LEADERS = 4
CHUNK_TEXTS = 20_000
CHUNK_PAIRS = 100_000


class Pairs(NamedTuple):
    """Pairs of texts by their places, `later` greater than `earlier`, and their cosines."""

    later: NDArray[np.int64]
    earlier: NDArray[np.int64]
    similarity: NDArray[np.float64]


def tfidf(texts: Sequence[str]) -> csr_array:
    """Return the TF-IDF vectors of texts, of length 1: half of it from words, half from runs of three characters.

    Parameters
    ----------
    texts : sequence of str
        Tokens joined by blanks; at least one in each.

    Returns
    -------
    csr_array of shape (n_texts, 2 * N_FEATURES)
        The product of two rows is the cosine of their texts.
    """
    blocks = []
    for analyzer in (split_words, "char_wb"):
        vectorizer = HashingVectorizer(
            analyzer=analyzer,
            ngram_range=(RUN_LENGTH, RUN_LENGTH) if analyzer == "char_wb" else (1, 1),
            n_features=N_FEATURES,
            norm=None,
            alternate_sign=False,
            binary=True,
            dtype=np.float32,
        )
        counts = vstack(
            [
                _shortened(csr_array(vectorizer.transform(texts[start : start + CHUNK_TEXTS])))
                for start in range(0, len(texts), CHUNK_TEXTS)
            ],
            format="csr",
        )
        counts.data *= _inverse_frequencies(counts)[counts.indices]
        normalize(counts, copy=False)
        counts.data *= np.float32(np.sqrt(0.5))
        blocks.append(counts)
    return csr_array(hstack(blocks, format="csr"))


def similar_pairs(vectors: csr_array, parts: NDArray[np.int64], least_similarity: float) -> Pairs:
    """Return pairs of texts of one part whose cosine is at least a number.

    Minhashes, by which heavier features are drawn more often, put similar texts into common buckets; within a bucket
    a text is compared with the first texts alone. So the number of pairs grows with that of the texts, even where a
    million of them are alike.

    Parameters
    ----------
    vectors : csr_array
        As `tfidf` returns them.
    parts : ndarray of shape (n_texts,)
        Numbers; texts of different parts are never compared.
    least_similarity : float

    Returns
    -------
    Pairs

    References
    ----------
    A. Broder (1997), On the resemblance and containment of documents; O. Chum, J. Philbin and A. Zisserman (2008), Near
    duplicate image detection: min-hash and tf-idf weighting.
    """
    row_count = vectors.shape[0]
    features, places = _used_features(vectors)
    # Weights as in the product of two vectors.
    weights = _inverse_frequencies(vectors)[features].astype(np.float64) ** 2
    codes = np.empty(0, np.int64)
    for band in range(BANDS):
        keys = parts.astype(np.uint64)
        for row in range(ROWS_OF_BAND):
            draws = (_exponential_draws(features, band * ROWS_OF_BAND + row) / weights).astype(np.float32)
            keys = _mixed(keys + _minima(vectors.indptr, draws[places]).view(np.uint32))
        codes = np.unique(np.concatenate([codes, *_pairs_of_buckets(keys)]))
    later, earlier = np.divmod(codes, row_count)
    is_compared = parts[later] == parts[earlier]
    later, earlier = later[is_compared], earlier[is_compared]
    similarity = np.empty(len(later), np.float64)
    for start in range(0, len(later), CHUNK_PAIRS):
        chunk = slice(start, start + CHUNK_PAIRS)
        similarity[chunk] = vectors[later[chunk]].multiply(vectors[earlier[chunk]]).sum(axis=1)
    is_similar = similarity >= least_similarity
    return Pairs(later[is_similar], earlier[is_similar], similarity[is_similar])


def _shortened(counts: csr_array) -> csr_array:
    """Return rows with their first features alone, in the order of hashes."""
    counts.sort_indices()
    lengths = np.diff(counts.indptr)
    if lengths.max(initial=0) <= MAX_FEATURES:
        return counts
    places = np.arange(counts.nnz) - np.repeat(counts.indptr[:-1], lengths)
    kept = places < MAX_FEATURES
    starts = np.concatenate([[0], np.cumsum(np.minimum(lengths, MAX_FEATURES))])
    return csr_array((counts.data[kept], counts.indices[kept], starts), counts.shape)


def _inverse_frequencies(vectors: csr_array) -> NDArray[np.float32]:
    """Return the inverse document frequency of each feature, smoothed as scikit-learn does."""
    row_count, feature_count = vectors.shape
    frequencies = np.bincount(vectors.indices, minlength=feature_count)
    inverse: NDArray[np.float32] = (np.log((1 + row_count) / (1 + frequencies)) + 1).astype(np.float32)
    return inverse


def _used_features(vectors: csr_array) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Return the features that some text has, and for each value of the vectors the place of its feature there."""
    frequencies = np.bincount(vectors.indices, minlength=vectors.shape[1])
    places = (np.cumsum(frequencies > 0) - 1).astype(np.int32)
    return np.flatnonzero(frequencies).astype(np.uint64), places[vectors.indices]


def _exponential_draws(features: NDArray[np.uint64], number: int) -> NDArray[np.float64]:
    """Return a draw for each feature, which depends on its hash and a number alone."""
    bits = _mixed(_mixed(features + np.uint64(number << 32)))
    return -np.log((bits >> np.uint64(11)).astype(np.float64) * 2.0**-53 + 2.0**-54)


def _mixed(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return hashes of numbers by the last steps of SplitMix64, modulo 2 to the power of 64."""
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))


def _minima(starts: NDArray[np.int32], draws: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the lowest draw of each text, whose draws lie from its start to that of the next."""
    minima: NDArray[np.float32] = np.minimum.reduceat(draws, starts[:-1])
    return minima


def _pairs_of_buckets(keys: NDArray[np.uint64]) -> list[NDArray[np.int64]]:
    """Return pairs of texts with equal keys, the later times the number of texts plus the earlier."""
    order = np.argsort(keys, kind="stable")
    places = np.arange(len(keys))
    begins = np.concatenate([[True], np.diff(keys[order]) != 0])
    starts = np.maximum.accumulate(np.where(begins, places, 0))
    pairs = []
    for leader in range(LEADERS):
        (compared,) = np.nonzero(places > starts + leader)
        pairs.append(order[compared] * len(keys) + order[starts[compared] + leader])
    return pairs
