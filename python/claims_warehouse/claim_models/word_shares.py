"""What each word of a text adds to a score that is a sum over the terms of vectorizers."""

import functools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

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
# Of which lengths it is kept where such runs begin and end.
MAX_KNOWN_LENGTH = 40
# How many characters of texts are shared out at once: enough for numpy, and few enough for the cache of a processor.
CHARACTERS_AT_ONCE = 50_000
# Gives each new word the next number.
Numbers: TypeAlias = "defaultdict[str, int]"


class AddedByWords(NamedTuple):
    """What words of texts add: one entry for each distinct word of a text, text by text.

    Parameters
    ----------
    rows : ndarray of int
        The text, by its place.
    numbers : ndarray of int
        The word, by its number.
    values : ndarray of float
        What the word adds; `NO_WORD` adds what belongs to none.
    """

    rows: NDArray[np.int64]
    numbers: NDArray[np.int64]
    values: NDArray[np.float64]


class _Shares(NamedTuple):
    """Which terms of a vectorizer there are in a piece of text, and how much of each belongs to which word."""

    words: Sequence[str]
    terms: NDArray[np.int32]
    places: NDArray[np.int32]
    shares: NDArray[np.float64]


class _SharesOfTexts(NamedTuple):
    """The same of several texts, with the text of each word and where the shares of each text end."""

    words: NDArray[np.int64]
    rows: NDArray[np.int64]
    terms: NDArray[np.int32]
    places: NDArray[np.int64]
    shares: NDArray[np.float64]
    ends: NDArray[np.int64]


class WordShares:
    """Shares the terms of a fitted vectorizer out to the words of texts.

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
        self._positions = np.zeros(len(self._vocabulary), np.int64)

    def added(self, texts: Sequence[str], matrix: csr_matrix, numbers: Numbers) -> AddedByWords:
        """Return what each word of each text adds.

        Parameters
        ----------
        texts : sequence of str
        matrix : csr_matrix of shape (n_texts, n_terms)
            What each term adds to each text, however often it occurs.
        numbers : defaultdict
            The numbers of words as the vectorizer reads them; those that are new are added.

        Returns
        -------
        AddedByWords
            The values of a text add up to those of its terms. A text without terms has no words.
        """
        prepared = [self._preprocess(text) for text in texts]
        parts = [
            self._added(prepared[start:end], start, matrix, numbers) for start, end in _chunks(list(map(len, prepared)))
        ]
        rows, words, values = (np.concatenate(column) for column in zip(*parts, strict=True))
        return _sums(rows, words, values, len(numbers))

    def _added(self, texts: Sequence[str], first: int, matrix: csr_matrix, numbers: Numbers) -> AddedByWords:
        read = self._of_words if self.vectorizer.analyzer == "word" else self._of_pieces
        found = read(texts, numbers)
        positions = np.empty(len(found.terms), np.int64)
        numbered = np.arange(matrix.indptr[first], matrix.indptr[first + len(texts)])
        offset, begin = matrix.indptr[first], 0
        for row, end in enumerate(found.ends.tolist(), first):
            here = slice(matrix.indptr[row], matrix.indptr[row + 1])
            self._positions[matrix.indices[here]] = numbered[here.start - offset : here.stop - offset] - offset
            positions[begin:end] = self._positions[found.terms[begin:end]]
            begin = end
        values = matrix.data[offset : matrix.indptr[first + len(texts)]]
        occurrences = np.bincount(positions, weights=found.shares, minlength=len(values))
        # A term that a text does not hold was not asked for.
        value = np.divide(values, occurrences, out=np.zeros(len(values)), where=occurrences > 0)
        sums = _bin_sums(found.places, value[positions] * found.shares, len(found.words))
        has_terms = np.diff(matrix.indptr[first : first + len(texts) + 1])[found.rows] > 0
        return AddedByWords(found.rows[has_terms] + first, found.words[has_terms], sums[has_terms])

    def _of_words(self, texts: Sequence[str], numbers: Numbers) -> _SharesOfTexts:
        words_of_texts = [_TOKEN.findall(text) for text in texts]
        words = list(chain.from_iterable(words_of_texts))
        rows = np.repeat(np.arange(len(texts)), list(map(len, words_of_texts)))
        least, most = self.vectorizer.ngram_range
        found = []
        for length in range(least, most + 1):
            runs = zip(*(words[start:] for start in range(length)), strict=False)
            terms = np.array([self._vocabulary.get(" ".join(run), -1) for run in runs], np.int32)
            is_term = (terms >= 0) & (rows[: len(terms)] == rows[length - 1 :])
            places = (np.flatnonzero(is_term)[:, np.newaxis] + np.arange(length)).ravel()
            found.append((terms[is_term].repeat(length), places, np.full(len(places), 1 / length)))
        terms, places, shares = (np.concatenate(column) for column in zip(*found, strict=True))
        order = np.argsort(rows[places], kind="stable")
        ends = np.searchsorted(rows[places[order]], np.arange(len(texts)), side="right")
        return _SharesOfTexts(_numbered(words, numbers), rows, terms[order], places[order], shares[order], ends)

    def _of_pieces(self, texts: Sequence[str], numbers: Numbers) -> _SharesOfTexts:
        pieces_of_texts = [text.split() for text in texts]
        pieces = list(chain.from_iterable(pieces_of_texts))
        distinct = {piece: number for number, piece in enumerate(dict.fromkeys(pieces))}
        known = list(self._shares_of(distinct))
        words = _numbered(list(chain.from_iterable(piece.words for piece in known)), numbers)
        occurring = np.fromiter(map(distinct.__getitem__, pieces), np.int64, len(pieces))
        rows = np.repeat(np.arange(len(texts)), list(map(len, pieces_of_texts)))
        terms, places, shares = (
            np.concatenate([np.empty(0, kind), *(piece[part] for piece in known)])
            for part, kind in ((1, np.int32), (2, np.int32), (3, np.float64))
        )
        word, word_counts = _ranges([len(piece.words) for piece in known], occurring)
        share, share_counts = _ranges([len(piece.terms) for piece in known], occurring)
        first_words = np.cumsum(word_counts) - word_counts
        ends = np.concatenate([[0], np.cumsum(share_counts)])[
            np.searchsorted(rows, np.arange(len(texts)), side="right")
        ]
        return _SharesOfTexts(
            words[word],
            rows.repeat(word_counts),
            terms[share],
            places[share] + first_words.repeat(share_counts),
            shares[share],
            ends,
        )

    def _shares_of(self, pieces: Mapping[str, int]) -> Iterator[_Shares]:
        if len(self._known) > MAX_KNOWN_WORDS:
            self._known.clear()
        for piece in pieces:
            if piece not in self._known:
                self._known[piece] = self._of_characters(piece)
            yield self._known[piece]

    def _of_characters(self, word: str) -> _Shares:
        tokens = list(_TOKEN.finditer(word))
        words = [*(token.group() for token in tokens), NO_WORD]
        # The blank before the word is its first character, and the one behind it its last.
        owner = np.full(len(word) + 2, len(tokens), np.int32)
        for place, token in enumerate(tokens):
            owner[token.start() + 1 : token.end() + 1] = place
        padded = f" {word} "
        make_runs = _runs if len(padded) > MAX_KNOWN_LENGTH else _known_runs
        bounds, characters, run_of = make_runs(len(padded), *self.vectorizer.ngram_range)
        terms = np.array([self._vocabulary.get(padded[start:end], -1) for start, end in bounds], np.int32)
        owners, is_known = owner[characters], terms[run_of] >= 0
        # What lies in words belongs to them alone; a run without any belongs to none.
        in_words = np.bincount(run_of, weights=owners < len(tokens), minlength=len(terms))
        is_shared = is_known & ((owners < len(tokens)) | (in_words[run_of] == 0))
        runs = run_of[is_shared]
        shares = 1 / np.bincount(runs, minlength=len(terms))[runs]
        return _Shares(words, terms[runs], owners[is_shared], shares)


def _runs(length: int, least: int, most: int) -> tuple[list[tuple[int, int]], NDArray[np.int64], NDArray[np.int64]]:
    """Return where runs of characters begin and end in a word of a length, their characters, and the run of each.

    A short word is one run, once.
    """
    bounds = []
    for size in range(least, most + 1):
        bounds += [(0, min(size, length)), *((start, start + size) for start in range(1, length - size + 1))]
        if size >= length:
            break
    sizes = [end - start for start, end in bounds]
    characters = np.concatenate([np.arange(start, end) for start, end in bounds])
    return bounds, characters, np.repeat(np.arange(len(bounds)), sizes)


_known_runs = functools.cache(_runs)


def _chunks(lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield where chunks of texts begin and end, each of at least one text; without texts there is an empty one."""
    start, size = 0, 0
    for number, length in enumerate(lengths):
        if size and size + length > CHARACTERS_AT_ONCE:
            yield start, number
            start, size = number, 0
        size += length
    yield start, len(lengths)


def _ranges(counts: Sequence[int], taken: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the positions of those that are taken among things that lie one behind the other, and their counts."""
    ends = np.cumsum(np.array(counts, np.int64))
    taken_counts = np.array(counts, np.int64)[taken]
    shifts = ends[taken] - np.cumsum(taken_counts)
    return np.arange(taken_counts.sum()) + shifts.repeat(taken_counts), taken_counts


def _numbered(words: Sequence[str], numbers: Numbers) -> NDArray[np.int64]:
    return np.fromiter(map(numbers.__getitem__, words), np.int64, len(words))


def _sums(
    rows: NDArray[np.int64], words: NDArray[np.int64], values: NDArray[np.float64], word_count: int
) -> AddedByWords:
    """Add up the values of a word in a text, in the order in which they come."""
    keys, places = np.unique(rows * max(word_count, 1) + words, return_inverse=True)
    rows, words = np.divmod(keys, max(word_count, 1))
    return AddedByWords(rows, words, _bin_sums(places, values, len(keys)))


def _bin_sums(bins: NDArray[np.int64], values: NDArray[np.float64], bin_count: int) -> NDArray[np.float64]:
    # Without values numpy counts in whole numbers.
    return np.asarray(np.bincount(bins, weights=values, minlength=bin_count), np.float64)


def can_share(vectorizer: Any) -> bool:
    """Return whether the terms of a vectorizer are words, or characters within words, as this package splits texts."""
    is_words = vectorizer.analyzer == "word" and vectorizer.token_pattern == TOKEN_PATTERN
    return bool(is_words or vectorizer.analyzer == "char_wb") and not vectorizer.stop_words


def added_by_words(
    texts: Sequence[str], steps: Sequence[tuple[WordShares, csr_matrix]]
) -> tuple[AddedByWords, list[str]]:
    """Return what each word of each text adds, over all vectorizers that read it.

    Parameters
    ----------
    texts : sequence of str
    steps : sequence of tuple
        Of each vectorizer its shares, and a matrix of what each of its terms adds to each text.

    Returns
    -------
    added : AddedByWords
    words : list of str
        By their numbers.
    """
    numbers: Numbers = defaultdict()
    numbers.default_factory = numbers.__len__
    found = [shares.added(texts, matrix, numbers) for shares, matrix in steps]
    rows, words, values = (np.concatenate(column) for column in zip(*found, strict=True))
    return _sums(rows, words, values, len(numbers)), list(numbers)
