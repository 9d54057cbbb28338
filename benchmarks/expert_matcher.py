"""Words with characters, as an expert would match texts in twenty lines: what the warehouse's matching is held against.

It stays as it is, whatever becomes of the matching.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_union


def expert_matches(documents: Sequence[str], texts: Sequence[str], count: int) -> NDArray[np.int64]:
    """Return the places of the documents that are most like each text, the most similar one first."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    vectorizer = make_union(words, characters)
    known = vectorizer.fit_transform(documents).T
    similarities = (vectorizer.transform(texts) @ known).toarray()
    return np.argsort(-similarities, axis=1, kind="stable")[:, :count]
