"""Statements grouped into claims: what counts as the same, and what never does."""

import os
import random
import subprocess
import sys
import zlib
from collections import Counter
from collections.abc import Iterable
from itertools import islice, pairwise, permutations

import numpy as np
import pyarrow as pa
import pytest
from conftest import ONE_CORE, ROOT
from inputs.paraphrases import OTHER, SAME, in_words, paraphrases

from claims_warehouse.moderation.grouping import neighbours
from claims_warehouse.moderation.grouping.claims import group_statements
from claims_warehouse.moderation.grouping.meaning import says_the_same, signature, tokenize

# The default of the variable `claim_similarity`.
CLAIM_SIMILARITY = 0.65


def claims_of(
    texts: Iterable[str],
    counts: Iterable[int] = (),
    claim_similarity: float = CLAIM_SIMILARITY,
    first_videos: Iterable[int] = (),
) -> dict[str, str]:
    """Return the id of each text's claim; the first video of a text is given, or follows from the text."""
    texts = list(texts)
    statements = pa.table(
        {
            "normalised_statement": texts,
            "video_count": list(counts) or [1] * len(texts),
            "first_video_id": list(first_videos) or [zlib.crc32(text.encode()) for text in texts],
        }
    )
    groups = group_statements(statements, claim_similarity)
    return dict(zip(*(groups.column(name).to_pylist() for name in ("normalised_statement", "claim_id")), strict=True))


def are_one(*texts: str) -> bool:
    # Among other texts, since how rare a word is decides how much it weighs.
    others = [f"the harbour of town {in_words(number)} has a lamp" for number in range(50)]
    ids = claims_of([*texts, *others])
    return len({ids[text] for text in texts}) == 1


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Fourteen days, twenty-one nights", "14 days 21 nights"),
        ("two hundred and five of 205", "205 of 205"),
        ("one million two hundred thousand and three", "1200003"),
        ("3 million, $24,000, 24.000 and 1,234.50", "3000000 dollars 24000 24000 and 1234.5"),
        ("five six and seven, zero", "5 6 and 7 0"),
        ("three zero", "3 0"),
        ("a hundred people, hundreds", "a 100 people 100"),
        ("nineteen eighty-four or 1984", "19 84 or 1984"),
        ("-5 °C is 5-6 degrees below 5%", "minus 5 c is 5 6 degrees below 5 percent"),
        ("on 12.03.2024 and 12.04.2024", "on 12.03.2024 and 12.04.2024"),
        ("the second half", "the 2 0.5"),
        ("isn\u2019t it 'quoted'?", "isn't it quoted"),
        ("क्या ٣٤", "क्या 34"),
        ("1" * 5000, "1" * 5000),
        ("?!", ""),
    ],
)
def test_words_and_numbers_of_a_text(text: str, tokens: str):
    assert " ".join(tokenize(text)) == tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14 days of 3 and 14", "14 14 3 "),
        ("one day", ""),
        ("it is not so and never was", "notnot"),
        ("it isn't, it cant", "notnot"),
        ("es ist kein Zufall", "not"),
        ("地球不是平的", "not"),
        ("knots and notes", ""),
    ],
)
def test_what_texts_must_share_to_say_the_same(text: str, expected: str):
    assert signature(tokenize(text)) == expected


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("cricket was played for fourteen days", "cricket was played for 14 days"),
        ("a vaccine may cause a sore arm for 2 days", "for 2 days a vaccine may cause a sore arm"),
        ("most pumpkins weigh less than forty kilograms", "most pumkpins weigh less than 40 kilograms"),
        ("the price of walnuts has doubled in a year", "the price of walnuts has actually doubled in one year"),
    ],
)
def test_other_words_for_the_same(text: str, other: str):
    assert are_one(text, other)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("cricket was played for 14 days", "cricket was played for 11 days"),
        ("cricket was played for fourteen days", "cricket was played for fifteen days"),
        ("cricket was played for 3 million days", "cricket was played for 3 billion days"),
        ("it was 5 degrees below the bridge", "it was -5 degrees below the bridge"),
        ("walnuts are safe for small children", "walnuts are not safe for small children"),
        ("walnuts are safe for small children", "walnuts aren't safe for small children"),
        ("walnuts are safe for small children", "walnuts are unsafe for small children"),
        ("the first bridge of the town was the longest", "the last bridge of the town was the longest"),
        ("walnuts are good for the heart of everyone", "some walnuts are good for the heart of everyone"),
        ("walnuts are good for the heart", "walnuts are good for the heart as a study of old men found out"),
        ("prices rose in Austria over the winter months", "prices rose in Australia over the winter months"),
        ("地球是平的而且很大很大", "地球是圆的而且很大很大"),
    ],
)
def test_one_word_changes_what_is_said(text: str, other: str):
    assert not are_one(text, other)


def test_a_chain_of_small_changes_does_not_join_its_ends():
    words = "a match of cricket once went on for fourteen days before rain stopped the players from going on".split()
    others = "some games of tennis have lasted for eleven hours until dusk made umpires call off the last set".split()
    chain = [" ".join(others[:place] + words[place:]) for place in range(len(words) + 1)]
    cosines = neighbours.tfidf(chain)
    neighbouring = cosines[1:].multiply(cosines[:-1]).sum(axis=1)
    assert (neighbouring > 0.6).all(), "a chain of similar texts leads to the end"
    ids = claims_of(chain, claim_similarity=0.6)
    assert ids[chain[0]] != ids[chain[-1]]
    # Words that are only added lead from one text to the next, but not from the first to the last.
    words = "rain kept the players of the match from going on with their long game near the harbour in town".split()
    growing = [" ".join(words[:length]) for length in range(8, len(words) + 1)]
    assert all(says_the_same(text, other) for text, other in pairwise(growing))
    ids = claims_of(growing, [len(growing) - place for place in range(len(growing))])
    assert ids[growing[0]] == ids[growing[1]] != ids[growing[-1]]


def test_paraphrases_are_found_and_changes_of_meaning_kept_apart():
    wordings = paraphrases()
    assert {wording.kind for wording in wordings} == {"as it is", *SAME, *OTHER}
    ids = claims_of(wording.text for wording in wordings)

    def pair_count(labels: Iterable[object]) -> int:
        return sum(size * (size - 1) // 2 for size in Counter(labels).values())

    joined = pair_count(ids.values())
    true_pairs = pair_count(wording.meaning for wording in wordings)
    both = pair_count((wording.meaning, ids[wording.text]) for wording in wordings)
    assert both == joined, "a pair of different statements is joined"
    assert both / true_pairs > 0.98


def test_the_same_groups_in_any_order_and_on_one_core():
    wordings = [wording.text for wording in paraphrases()][:600]
    counts = {text: len(text) % 4 + 1 for text in wordings}
    shuffled = random.Random(3).sample(wordings, len(wordings))
    ids = claims_of(wordings, [counts[text] for text in wordings])
    assert claims_of(shuffled, [counts[text] for text in shuffled]) == ids
    # Where a statement comes in several rows, its counts add up.
    twice = [*shuffled, *wordings]
    assert claims_of(twice, [counts[text] for text in twice]) == ids
    script = f"""
import sys
sys.path.append({str(ROOT / "tests")!r})
from python.test_claim_groups import claims_of
from inputs.paraphrases import paraphrases
wordings = [wording.text for wording in paraphrases()][:600]
print(sorted(claims_of(wordings, [len(text) % 4 + 1 for text in wordings]).items()))
"""
    environment = os.environ | ONE_CORE | {"PYTHONPATH": str(ROOT / "python"), "PYTHONHASHSEED": "7"}
    printed = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert printed.stdout.strip() == str(sorted(ids.items()))


def test_an_id_names_the_first_video_of_the_claim_and_nothing_of_its_text():
    text, other = "cricket was played for 14 days", "cricket was played for fourteen days"
    assert claims_of([text], first_videos=[7]) == {text: "claim-7"}
    # Whichever of its wordings is the more frequent.
    for counts in ([2, 1], [1, 2]):
        assert claims_of([text, other], counts, first_videos=[7, 3]) == {text: "claim-3", other: "claim-3"}
    assert claims_of([text, text, "well"], first_videos=[7, 5, 2**63 - 1]) == {
        text: "claim-5",
        "well": "claim-9223372036854775807",
    }


def test_texts_without_words_and_no_texts_at_all():
    ids = claims_of(["?!", "…", "-", "well"])
    assert len(set(ids.values())) == 4
    assert claims_of([]) == {}


def test_the_work_grows_with_the_number_of_texts_even_where_all_are_alike():
    words = "honey from the hills keeps well in jars".split()
    texts = [" ".join(order) for order in islice(permutations(words), 5000)]
    vectors = neighbours.tfidf(texts)
    pairs = neighbours.similar_pairs(vectors, np.zeros(len(texts), np.int64), 0.5)
    assert len(texts) - 1 <= len(pairs.later) <= len(texts) * neighbours.LEADERS * neighbours.BANDS
    assert (pairs.later > pairs.earlier).all()
    assert len(set(claims_of(texts).values())) == 1


def test_long_texts_stand_by_a_part_of_their_features():
    draw = random.Random(4)
    words = ["".join(draw.choices("abcdefghijklmnoprstuvw", k=6)) for _ in range(3000)]
    text, other = " ".join(words[:1500]), " ".join(words[1500:])
    near = " ".join([*words[:700], "indeed", *words[700:1500]])
    vectors = neighbours.tfidf([text, near, other])
    assert np.diff(vectors.indptr).max() <= 2 * neighbours.MAX_FEATURES
    cosines = (vectors @ vectors.T).toarray()
    assert np.diag(cosines) == pytest.approx(1, abs=1e-4)
    assert cosines[0, 1] > 0.95
    assert cosines[0, 2] < 0.4
    assert are_one(text, near)
