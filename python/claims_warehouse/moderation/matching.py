"""The texts of a collection that are most like a text."""

from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, hstack

from claims_warehouse.claim_models.text_features import character_vectorizer, normalize, word_vectorizer

MAX_MATCHES = 3
# Of tweets whose check is known, three of four are as similar to it; of tweets without a check, every second one is as
# similar to some other: a match is a suggestion to look at.
MIN_SIMILARITY = 0.2
# How much of the similarity comes from words; the rest is from runs of three and four characters.
WEIGHT_OF_WORDS = 0.3
RUN_LENGTHS = (3, 4)
BATCH_TEXTS, BATCH_CELLS = 2_000, 4_000_000


class Matches(NamedTuple):
    """The documents most like each text: places of both, and the similarity, the best match of a text first."""

    text: NDArray[np.int64]
    rank: NDArray[np.int64]
    document: NDArray[np.int64]
    similarity: NDArray[np.float64]


_NONE = Matches(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))


class TextMatcher:
    """Finds the documents that are most like a text, by the cosine of TF-IDF vectors of words and characters.

    A word weighs the more the fewer documents have it; what other texts are looked up does not count, so that a
    similarity changes with the documents alone.
    """

    def fit(self, documents: list[str]) -> Self:
        """Weigh the words and characters of the documents.

        Parameters
        ----------
        documents : list of str

        Returns
        -------
        TextMatcher
        """
        words = word_vectorizer().set_params(min_df=1)
        characters = character_vectorizer().set_params(min_df=1, ngram_range=RUN_LENGTHS)
        weights = (WEIGHT_OF_WORDS, 1 - WEIGHT_OF_WORDS)
        self.vectorizers_ = [
            (vectorizer.set_params(preprocessor=_without_names, dtype=np.float32), np.float32(np.sqrt(weight)))
            for vectorizer, weight in zip((words, characters), weights, strict=True)
        ]
        analyze = words.build_analyzer()
        # Of texts without any word there is nothing to fit on.
        self.document_count_ = len(documents) if any(analyze(document) for document in documents) else 0
        if self.document_count_:
            for vectorizer, _ in self.vectorizers_:
                vectorizer.fit(documents)
            self.documents_ = csr_array(self._vectors(documents).T)
        return self

    def match(
        self, texts: list[str], *, max_matches: int = MAX_MATCHES, min_similarity: float = MIN_SIMILARITY
    ) -> Matches:
        """Return the best matches of each text; of equally similar documents those that come first.

        Parameters
        ----------
        texts : list of str
        max_matches : int
            How many of each text at most.
        min_similarity : float
            From which on, above 0.

        Returns
        -------
        Matches
        """
        # However many texts and documents there are, the products of one batch are held.
        size = max(1, min(BATCH_TEXTS, BATCH_CELLS // max(1, self.document_count_)))
        found = [_NONE]
        for start in range(0, len(texts) if self.document_count_ else 0, size):
            products = (self._vectors(texts[start : start + size]) @ self.documents_).tocoo()
            found.append(_best(products, start, max_matches, min_similarity))
        return Matches(
            np.concatenate([matches.text for matches in found]),
            np.concatenate([matches.rank for matches in found]),
            np.concatenate([matches.document for matches in found]),
            np.concatenate([matches.similarity for matches in found]),
        )

    def _vectors(self, texts: list[str]) -> csr_array:
        blocks = [csr_array(vectorizer.transform(texts)) * weight for vectorizer, weight in self.vectorizers_]
        return csr_array(hstack(blocks, format="csr"))


def _best(products: coo_array, start: int, max_matches: int, min_similarity: float) -> Matches:
    """Return the best matches of a batch of texts, of which the first one has a place among all."""
    similarity = products.data.astype(np.float64).round(6)
    is_similar = similarity >= min_similarity
    texts, documents = products.row[is_similar].astype(np.int64), products.col[is_similar].astype(np.int64)
    similarity = similarity[is_similar]
    order = np.lexsort((documents, -similarity, texts))
    texts, documents, similarity = texts[order], documents[order], similarity[order]
    ranks = np.arange(len(texts)) - np.searchsorted(texts, texts) + 1
    is_best = ranks <= max_matches
    return Matches(texts[is_best] + start, ranks[is_best], documents[is_best], similarity[is_best])


def _without_names(text: str) -> str:
    """Return a text as classifiers read it, without addresses and mentions, which say nothing of a claim."""
    return normalize(text).replace("@address", " ").replace("@mention", " ")
