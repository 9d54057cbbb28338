"""Groups of texts that are nearly the same, so that folds can hold them out together."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import HashingVectorizer

# Two texts that share 80% of their shingles meet in some band with a probability of 95%, at 70% of 61%, at 30% of 0.1%.
BANDS, ROWS_OF_BAND = 16, 8
SHINGLE_LENGTH = 4
SEED = 0
# Products of two such numbers fit into 64 bits without a sign.
_PRIME = np.uint64(2**31 - 1)


def near_duplicate_groups(texts: Sequence[str]) -> NDArray[np.int64]:
    """Return for each text the number of its group: texts of about 70% the same runs of four characters are connected.

    Runs of characters need no spaces between words. Minhashes find the pairs without comparing each text with each
    other: the time grows with the length of the texts alone.

    Parameters
    ----------
    texts : sequence of str

    Returns
    -------
    ndarray of shape (n_texts,)
        Texts of one group are connected by a chain of similar texts. Equal texts have one group.

    References
    ----------
    A. Broder (1997), On the resemblance and containment of documents.
    """
    shingles = HashingVectorizer(analyzer="char_wb", ngram_range=(SHINGLE_LENGTH, SHINGLE_LENGTH), norm=None).transform(
        texts
    )
    is_empty = np.diff(shingles.indptr) == 0
    starts = shingles.indptr[:-1][~is_empty]
    numbers = shingles.indices.astype(np.uint64)
    generator = np.random.default_rng(SEED)
    buckets = np.zeros((len(texts), BANDS), dtype=np.int64)
    for band in range(BANDS):
        factors, offsets = generator.integers(1, int(_PRIME), (2, ROWS_OF_BAND), dtype=np.uint64)
        minhashes = np.zeros((len(texts), ROWS_OF_BAND), dtype=np.uint64)
        if starts.size:
            for row, (factor, offset) in enumerate(zip(factors, offsets, strict=True)):
                minhashes[~is_empty, row] = np.minimum.reduceat((numbers * factor + offset) % _PRIME, starts)
        _, buckets[:, band] = np.unique(minhashes, axis=0, return_inverse=True)
    buckets += np.arange(BANDS) * len(texts)
    text_numbers = np.repeat(np.arange(len(texts)), BANDS)
    node_count = len(texts) * (1 + BANDS)
    links = coo_array((np.ones(buckets.size, bool), (text_numbers, buckets.ravel() + len(texts))), (node_count,) * 2)
    _, groups = connected_components(links, directed=False)
    return np.unique(groups[: len(texts)], return_inverse=True)[1]
