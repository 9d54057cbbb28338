"""Pairs of texts that may be nearly the same, found without comparing each text with each other."""

from collections.abc import Sequence

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
SEED = 0
CHUNK_TEXTS = 20_000
CHUNK_PAIRS = 100_000
_MIXER, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)


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
    return hstack(blocks, format="csr")


def similar_pairs(
    vectors: csr_array, parts: NDArray[np.int64], least_similarity: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
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
    later, earlier : ndarray of shape (n_pairs,)
        Places of the texts, `later` greater than `earlier`, in ascending order.
    similarity : ndarray of shape (n_pairs,)
        Their cosines.

    References
    ----------
    A. Broder (1997), On the resemblance and containment of documents; O. Chum, J. Philbin and A. Zisserman (2008), Near
    duplicate image detection: min-hash and tf-idf weighting.
    """
    row_count = vectors.shape[0]
    # Weights as in the product of two vectors.
    weights = _inverse_frequencies(vectors).astype(np.float64) ** 2
    generator = np.random.default_rng(SEED)
    codes = np.empty(0, np.int64)
    for _ in range(BANDS):
        keys = parts.astype(np.uint64)
        for _ in range(ROWS_OF_BAND):
            draws = (generator.standard_exponential(len(weights)) / weights).astype(np.float32)
            keys = keys * _MIXER + _minima(vectors, draws).view(np.uint32)
            keys ^= keys >> _SHIFT
        codes = np.unique(np.concatenate([codes, *_pairs_of_buckets(keys)]))
    later, earlier = np.divmod(codes, row_count)
    is_compared = parts[later] == parts[earlier]
    later, earlier = later[is_compared], earlier[is_compared]
    similarity = np.empty(len(later), np.float64)
    for start in range(0, len(later), CHUNK_PAIRS):
        chunk = slice(start, start + CHUNK_PAIRS)
        similarity[chunk] = vectors[later[chunk]].multiply(vectors[earlier[chunk]]).sum(axis=1)
    is_similar = similarity >= least_similarity
    return later[is_similar], earlier[is_similar], similarity[is_similar]


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
    """Return for each feature the logarithm of the inverse share of texts that have it, smoothed as scikit-learn does."""
    row_count, feature_count = vectors.shape
    frequencies = np.bincount(vectors.indices, minlength=feature_count)
    inverse: NDArray[np.float32] = (np.log((1 + row_count) / (1 + frequencies)) + 1).astype(np.float32)
    return inverse


def _minima(vectors: csr_array, draws: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the lowest draw among the features of each text."""
    minima = np.empty(vectors.shape[0], np.float32)
    for start in range(0, len(minima), CHUNK_TEXTS):
        ends = vectors.indptr[start : start + CHUNK_TEXTS + 1]
        features = vectors.indices[ends[0] : ends[-1]]
        minima[start : start + CHUNK_TEXTS] = np.minimum.reduceat(draws[features], ends[:-1] - ends[0])
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
