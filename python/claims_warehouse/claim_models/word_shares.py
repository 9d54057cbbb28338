"""What each word of a text adds to a score that is a sum over the terms of vectorizers."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from claims_warehouse.claim_models.text_features import TOKEN_PATTERN

_TOKEN = re.compile(TOKEN_PATTERN)
# What has no word of its own, such as a run of punctuation.
NO_WORD = ""
# Of how many words it is kept which runs of characters they have.
MAX_KNOWN_WORDS = 50_000


@dataclass(frozen=True)
class _Shares:
    """Which terms of a vectorizer there are in a piece of text, and how much of each belongs to which word."""

    words: Sequence[str]
    terms: NDArray[np.int64]
    places: NDArray[np.int64]
    shares: NDArray[np.float64]


class WordShares:
    """Shares the terms of a fitted vectorizer out to the words of a text.

    A word has its own term, half of each pair that it is part of, and of a run of characters as much as lies in it. So
    what the words of a text add is what its terms add.

    Parameters
    ----------
    vectorizer : TfidfVectorizer
        Of words, or of characters within words.
    """

    def __init__(self, vectorizer: TfidfVectorizer) -> None:
        self.vectorizer = vectorizer
        self._known: dict[str, _Shares] = {}
        self._preprocess = vectorizer.build_preprocessor()
        self._vocabulary: Mapping[str, int] = vectorizer.vocabulary_
        self._columns = np.zeros(len(self._vocabulary), np.int64)

    def added(self, text: str, terms: NDArray[np.int64], values: NDArray[np.float64]) -> dict[str, float]:
        """Return what each word of a text adds.

        Parameters
        ----------
        text : str
        terms : ndarray of int
            The terms that it holds, by their columns.
        values : ndarray of shape (n_terms,)
            What each adds, however often it occurs.

        Returns
        -------
        dict of str to float
            By the word as the vectorizer reads it; what belongs to none by `NO_WORD`. The sum is that of the values.
        """
        pieces = list(self._pieces(self._preprocess(text)))
        if not len(terms) or not pieces:
            return {}
        words = [word for piece in pieces for word in piece.words]
        starts = np.cumsum([0, *(len(piece.words) for piece in pieces[:-1])])
        places = np.concatenate([piece.places + start for piece, start in zip(pieces, starts, strict=True)])
        shares = np.concatenate([piece.shares for piece in pieces])
        self._columns[terms] = np.arange(len(terms))
        columns = self._columns[np.concatenate([piece.terms for piece in pieces])]
        occurrences = np.bincount(columns, weights=shares, minlength=len(terms))
        sums = np.bincount(places, weights=(values / occurrences)[columns] * shares, minlength=len(words))
        added: dict[str, float] = defaultdict(float)
        for word, value in zip(words, sums.tolist(), strict=True):
            added[word] += value
        return added

    def _pieces(self, text: str) -> Iterator[_Shares]:
        if self.vectorizer.analyzer == "word":
            yield self._of_words(_TOKEN.findall(text))
            return
        if len(self._known) > MAX_KNOWN_WORDS:
            self._known.clear()
        for word in text.split():
            if word not in self._known:
                self._known[word] = self._of_characters(word)
            yield self._known[word]

    def _of_words(self, words: Sequence[str]) -> _Shares:
        least, most = self.vectorizer.ngram_range
        found = [
            (term, place, 1 / length)
            for length in range(least, most + 1)
            for start in range(len(words) - length + 1)
            if (term := self._vocabulary.get(" ".join(words[start : start + length]))) is not None
            for place in range(start, start + length)
        ]
        return _shares(words, found)

    def _of_characters(self, word: str) -> _Shares:
        tokens = list(_TOKEN.finditer(word))
        words = [*(token.group() for token in tokens), NO_WORD]
        # The blank before the word is its first character, and the one behind it its last.
        owner = np.full(len(word) + 2, len(tokens))
        for place, token in enumerate(tokens):
            owner[token.start() + 1 : token.end() + 1] = place
        padded, found = f" {word} ", []
        for start, end in _runs(len(padded), *self.vectorizer.ngram_range):
            term = self._vocabulary.get(padded[start:end])
            if term is not None:
                owners = owner[start:end]
                owners = owners[owners < len(tokens)] if (owners < len(tokens)).any() else owners
                found += [(term, int(place), 1 / len(owners)) for place in owners]
        return _shares(words, found)


def _runs(length: int, least: int, most: int) -> Iterator[tuple[int, int]]:
    """Yield where runs of characters begin and end in a word of a length; a short word is one run, once."""
    for size in range(least, most + 1):
        yield 0, min(size, length)
        yield from ((start, start + size) for start in range(1, length - size + 1))
        if size >= length:
            return


def _shares(words: Sequence[str], found: Sequence[tuple[int, int, float]]) -> _Shares:
    terms, places, shares = zip(*found, strict=True) if found else ((), (), ())
    return _Shares(words, np.array(terms, np.int64), np.array(places, np.int64), np.array(shares, np.float64))


def can_share(vectorizer: Any) -> bool:
    """Return whether the terms of a vectorizer are words, or characters within words, as this package splits texts."""
    is_words = vectorizer.analyzer == "word" and vectorizer.token_pattern == TOKEN_PATTERN
    return bool(is_words or vectorizer.analyzer == "char_wb") and not vectorizer.stop_words


def added_by_words(texts: Sequence[str], steps: Sequence[tuple[WordShares, csr_matrix]]) -> list[dict[str, float]]:
    """Return what each word of each text adds, over all vectorizers that read it.

    Parameters
    ----------
    texts : sequence of str
    steps : sequence of tuple
        Of each vectorizer its shares, and a matrix of what each of its terms adds to each text.

    Returns
    -------
    list of dict of str to float
    """
    added: list[dict[str, float]] = [defaultdict(float) for _ in texts]
    for shares, matrix in steps:
        starts, terms, values = matrix.indptr, matrix.indices.astype(np.int64), matrix.data
        for number, text in enumerate(texts):
            here = slice(starts[number], starts[number + 1])
            for word, value in shares.added(text, terms[here], values[here]).items():
                added[number][word] += value
    return added
