"""The texts of a collection that are most like a text."""

from typing import NamedTuple, Protocol, Self

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
# With a sentence encoder: how much of the similarity it gives, and from which similarity on texts are matched. Chosen
# on the train split of the benchmark.
WEIGHT_OF_ENCODER = 0.4
MIN_JOINED_SIMILARITY = 0.3


class Encoder(Protocol):
    """Makes vectors of texts, of length 1; zeros of an empty text."""

    def encode(self, texts: list[str]) -> NDArray[np.float64]:
        """Return the vector of each text."""


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
    similarity changes with the documents alone. With an encoder a similarity is the weighted mean of its cosine and
    that of TF-IDF.

    Parameters
    ----------
    encoder : Encoder, optional
    """

    def __init__(self, encoder: Encoder | None = None) -> None:
        self.encoder = encoder

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
        self.words_of_ = words.build_analyzer()
        # Of texts without any word there is nothing to fit on.
        self.document_count_ = len(documents) if any(self.words_of_(document) for document in documents) else 0
        if self.document_count_:
            for vectorizer, _ in self.vectorizers_:
                vectorizer.fit(documents)
            self.documents_ = csr_array(self._vectors(documents).T)
            self.encoded_ = self._encoded(documents).T
        return self

    def match(
        self, texts: list[str], *, max_matches: int = MAX_MATCHES, min_similarity: float | None = None
    ) -> Matches:
        """Return the best matches of each text; of equally similar documents those that come first.

        Parameters
        ----------
        texts : list of str
        max_matches : int
            How many of each text at most.
        min_similarity : float, optional
            From which on, above 0; without it a constant, which depends on whether there is an encoder.

        Returns
        -------
        Matches
        """
        if min_similarity is None:
            min_similarity = MIN_JOINED_SIMILARITY if self.encoder else MIN_SIMILARITY
        # However many texts and documents there are, the products of one batch are held.
        size = max(1, min(BATCH_TEXTS, BATCH_CELLS // max(1, self.document_count_)))
        found = [_NONE]
        for start in range(0, len(texts) if self.document_count_ else 0, size):
            products = self._products(texts[start : start + size])
            found.append(_best(products, start, max_matches, min_similarity))
        return Matches(
            np.concatenate([matches.text for matches in found]),
            np.concatenate([matches.rank for matches in found]),
            np.concatenate([matches.document for matches in found]),
            np.concatenate([matches.similarity for matches in found]),
        )

    def _products(self, texts: list[str]) -> coo_array:
        products = self._vectors(texts) @ self.documents_
        if self.encoder:
            encoded = self._encoded(texts) @ self.encoded_
            return coo_array((1 - WEIGHT_OF_ENCODER) * products.toarray() + WEIGHT_OF_ENCODER * encoded.clip(min=0))
        return products.tocoo()

    def _encoded(self, texts: list[str]) -> NDArray[np.float64]:
        # Where there is no word, an encoder finds a meaning nevertheless.
        read = [_without_names(text).strip() if self.words_of_(text) else "" for text in texts]
        return self.encoder.encode(read) if self.encoder else np.empty((len(texts), 0))

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
