"""Text as words and characters, in any script; and texts that are counted once for all the folds of an evaluation."""

import copy
import functools
import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.feature_selection import SelectorMixin
from sklearn.frozen import FrozenEstimator
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer

MIN_TEXTS = 2
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_MENTION = re.compile(r"@\w+")
# Scripts that are written without spaces, where each sign is nearly a word: Han and Kana.
_SIGN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_EMOJI = "\u2600-\u27bf\U0001f300-\U0001faff"
# Vowel signs of the scripts of South and Southeast Asia, of Arabic and Hebrew, and accents: no letters by themselves.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0981-\u0dff\u0e31-\u0e4e\u0eb1-\u0ece"
# A sign, an emoji, or a word with what makes a hashtag or a mention of it.
TOKEN_PATTERN = rf"[{_SIGN}{_EMOJI}]|[#@]?(?:(?![{_SIGN}])[\w{_MARKS}])+"


def normalize(text: str) -> str:
    """Return a text in one form of Unicode and case, with each address and each mention as one token.

    Whom a mention names is no reason to call a text a claim; that it names somebody may be.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _ADDRESS.sub("@address", _MENTION.sub("@mention", folded))


_COMMON = {"preprocessor": normalize, "lowercase": False, "sublinear_tf": True, "min_df": MIN_TEXTS}


def word_vectorizer() -> TfidfVectorizer:
    """Return TF-IDF of words and pairs of words that two texts hold at least."""
    return TfidfVectorizer(token_pattern=TOKEN_PATTERN, ngram_range=(1, 2), **_COMMON)


def character_vectorizer() -> TfidfVectorizer:
    """Return TF-IDF of two to five characters in a row within words: scripts without spaces need no other."""
    return WordwiseTfidf(ngram_range=(2, 5), analyzer="char_wb", **_COMMON)


class WordwiseTfidf(TfidfVectorizer):  # type: ignore[misc] # scikit-learn has no types
    """TF-IDF of characters within words (`char_wb`) that takes each distinct word apart once, however often it occurs.

    Counts, terms and their order are those of scikit-learn's class to the last bit, in a fraction of its time.
    """

    def _count_vocab(self, raw_documents: Iterable[str], fixed_vocab: bool) -> tuple[dict[str, int], sparse.csr_matrix]:
        # As scikit-learn would meet them: terms are numbered in the order in which they occur first.
        words: defaultdict[str, int] = defaultdict()
        words.default_factory = words.__len__
        prepare = self.build_preprocessor()
        words_of_texts = [[words[word] for word in prepare(self.decode(text)).split()] for text in raw_documents]
        taken_apart = copy.copy(self).set_params(preprocessor=str)
        vocabulary, counts_of_words = CountVectorizer._count_vocab(taken_apart, words, fixed_vocab)
        ends = np.cumsum([0, *map(len, words_of_texts)])
        occurring = np.fromiter(itertools.chain.from_iterable(words_of_texts), np.int32, ends[-1])
        occurrences = sparse.csr_matrix(
            (np.ones(len(occurring), self.dtype), occurring, ends), (len(words_of_texts), len(words))
        )
        counts: sparse.csr_matrix = occurrences @ counts_of_words
        counts.sort_indices()
        return vocabulary, counts


def count_once(estimator: BaseEstimator, X: pd.DataFrame) -> tuple[BaseEstimator, pd.DataFrame]:
    """Count the words of all rows, so that folds need not count them again.

    Parameters
    ----------
    estimator : sklearn estimator
        Unfitted.
    X : pandas.DataFrame of shape (n_rows, n_features)

    Returns
    -------
    estimator : sklearn estimator
        Unfitted. Fitted on some rows of the frame beside, it is what the given one would be: words that too few of
        these rows hold are left out, and weights are those of these rows.
    X : pandas.DataFrame of shape (n_rows, n_features)
        With the number of the row in place of each text that is counted.
    """
    if not text_steps(estimator):
        return estimator, X

    def counted(vectorizer: TfidfVectorizer, texts: pd.Series) -> BaseEstimator:
        settings = vectorizer.get_params()
        weights = {name: settings[name] for name in TfidfTransformer().get_params()}
        kind: Any = type(vectorizer)
        counts = _counts(kind, tuple(settings.items()), tuple(texts))
        return make_pipeline(_rows_of(counts), FrequentTerms(settings["min_df"]), TfidfTransformer(**weights))

    steps = [
        (name, counted(step, X[columns]) if isinstance(step, TfidfVectorizer) else step, columns)
        for name, step, columns in estimator[0].transformers
    ]
    columns = ColumnTransformer(steps, sparse_threshold=estimator[0].sparse_threshold)
    return make_pipeline(columns, *estimator[1:]), _numbered(X, text_steps(estimator).values())


# A process is handed several models of the same texts: those of one stage, of further folds and of studies.
@functools.lru_cache(maxsize=4)
def _counts(vectorizer: type[TfidfVectorizer], settings: tuple[Any, ...], texts: tuple[str, ...]) -> sparse.csr_matrix:
    """Return how often each text holds each term, with the terms in their order."""
    counter = vectorizer(**dict(settings)).set_params(min_df=1, use_idf=False, sublinear_tf=False, norm=None)
    counts: sparse.csr_matrix = counter.fit_transform(texts)
    counts.sort_indices()
    return counts


def transform_once(estimator: Any, X: pd.DataFrame) -> tuple[Any, pd.DataFrame]:
    """Transform the texts of all rows, so that shuffling them need not do it again.

    Parameters
    ----------
    estimator : sklearn estimator
        Fitted.
    X : pandas.DataFrame of shape (n_rows, n_features)

    Returns
    -------
    estimator : sklearn estimator
        Fitted. It predicts for rows of the frame beside what the given one does for those of `X`.
    X : pandas.DataFrame of shape (n_rows, n_features)
        With the number of the row in place of each text.
    """
    texts = text_steps(estimator)
    if not texts:
        return estimator, X
    fitted = estimator[0].named_transformers_
    steps = [
        (
            name,
            _rows_of(fitted[name].transform(X[columns])) if name in texts else FrozenEstimator(fitted[name]),
            columns,
        )
        for name, _, columns in estimator[0].transformers
    ]
    rows = _numbered(X, texts.values())
    columns = ColumnTransformer(steps, sparse_threshold=estimator[0].sparse_threshold)
    return make_pipeline(columns, FrozenEstimator(estimator[-1])).fit(rows), rows


def text_steps(estimator: Any) -> dict[str, str]:
    """Return the columns whose words an estimator counts, by the names of the steps that do."""
    if not isinstance(estimator, Pipeline) or not isinstance(estimator[0], ColumnTransformer):
        return {}
    return {name: columns for name, step, columns in estimator[0].transformers if isinstance(step, TfidfVectorizer)}


def knows_wording(columns: ColumnTransformer, X: Any, steps: Iterable[str]) -> NDArray[np.bool_]:
    """Return for each row whether any of its words or characters was there in training.

    Parameters
    ----------
    columns : ColumnTransformer
        Fitted.
    X : matrix of shape (n_rows, n_columns)
        What it made of the rows.
    steps : iterable of str
        Names of its steps that count words.
    """
    known = np.zeros(X.shape[0], bool)
    for step in steps:
        known |= np.asarray((X[:, columns.output_indices_[step]] != 0).sum(axis=1)).ravel() > 0
    return known


class FrequentTerms(SelectorMixin, BaseEstimator):  # type: ignore[misc] # scikit-learn has no types
    """Columns of counts that are above zero in enough of the rows that it is fitted on.

    Parameters
    ----------
    min_df : int
        In how many.
    """

    def __init__(self, min_df: int = 1) -> None:
        self.min_df = min_df

    def fit(self, X: sparse.csr_matrix, y: object = None) -> "FrequentTerms":  # noqa: ARG002 - scikit-learn's signature
        """Count the rows of each column."""
        self.is_frequent_ = np.bincount(X.indices, minlength=X.shape[1]) >= self.min_df
        return self

    def _get_support_mask(self) -> NDArray[np.bool_]:
        return self.is_frequent_


def _rows_of(matrix: sparse.csr_matrix) -> FunctionTransformer:
    # A function is not copied when an estimator is cloned; a matrix that were a parameter would be, once a fold.
    return FunctionTransformer(lambda rows: matrix[np.asarray(rows, dtype=int)])


def _numbered(X: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    return X.assign(**dict.fromkeys(columns, np.arange(len(X))))
