"""Claims matched with the fact-checks that are most like them."""

import datetime
import subprocess
import sys

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from conftest import ROOT

from claims_warehouse.moderation import matching
from claims_warehouse.moderation.fact_checks import SCHEMA, match_claims
from claims_warehouse.moderation.matching import MAX_MATCHES, MIN_SIMILARITY, TextMatcher

SUBJECTS = "harbour glacier orchard lantern violin meteor quarry pigeon bakery tunnel".split()
DEEDS = "vanished doubled moved burned sank opened froze shrank".split()
# Eighty checks, of which each shares its subject with seven others and its deed with nine.
CHECKED = [f"Officials said that the {subject} {deed} last winter" for subject in SUBJECTS for deed in DEEDS]


def matches_of(statements: list[str], checked: list[str], titles: list[str | None] | None = None) -> list[dict]:
    with duckdb.connect() as connection:
        claims = pa.table(
            {"claim_id": [f"c{n:03}" for n in range(len(statements))], "normalised_statement": statements}
        )
        count = len(checked)
        fact_checks = pa.table(
            {
                "checked_claim_text": pa.array(checked, pa.string()),
                "title": pa.array(titles or [None] * count, pa.string()),
                "verdict": pa.repeat("False", count),
                "url": [f"https://checks.example/{n:03}" for n in range(count)],
                "checked_on": pa.repeat(datetime.date(2026, 1, 31), count),
            }
        )
        found = match_claims(connection.from_arrow(claims), connection.from_arrow(fact_checks))
        assert found.schema == SCHEMA
        # The number of the fact-check in place of its address.
        return [match | {"number": int(match["url"][-3:])} for match in found.to_pylist()]


def test_a_claim_in_other_words_finds_its_fact_check():
    statements = [f"the {subject} {deed} in winter, friends" for subject in SUBJECTS for deed in DEEDS]
    best = [match for match in matches_of(statements, CHECKED) if match["match_rank"] == 1]
    assert [match["number"] for match in best] == list(range(80))
    assert all(MIN_SIMILARITY <= match["similarity"] < 1 for match in best)


def test_matches_are_ranked_and_few():
    matches = matches_of([CHECKED[0].lower()], CHECKED)
    assert [match["match_rank"] for match in matches] == [1, 2, 3] == list(range(1, MAX_MATCHES + 1))
    similarities = [match["similarity"] for match in matches]
    assert similarities == sorted(similarities, reverse=True)
    assert (matches[0]["number"], similarities[0]) == (0, pytest.approx(1, abs=1e-5))


def test_what_nobody_has_checked_has_no_match():
    statements = ["tomatoes ripen on my balcony", "", "?!", "@somebody https://example.com/harbour"]
    assert matches_of(statements, CHECKED) == []


def test_a_title_is_read_as_well():
    (match,) = matches_of(["the moon is made of cheese"], ["A satellite"], ["Is the Moon Made of Cheese?"])
    assert match["similarity"] > MIN_SIMILARITY
    assert matches_of(["the moon is made of cheese"], ["A satellite"]) == []


@pytest.mark.parametrize("checked", [[], ["@somebody"], ["?!"]])
def test_without_a_word_to_compare_there_is_no_match(checked: list[str]):
    assert matches_of(["the harbour vanished"], checked) == []


def test_other_claims_do_not_change_a_similarity():
    alone = matches_of(["the harbour vanished"], CHECKED)
    among_others = matches_of(["the harbour vanished", *CHECKED], CHECKED)
    assert [match for match in among_others if match["claim_id"] == "c000"] == alone


def test_equally_similar_checks_come_in_the_order_of_their_addresses():
    matches = matches_of(["the harbour vanished"], ["The harbour vanished"] * 5)
    assert [match["number"] for match in matches] == [0, 1, 2]


def test_batches_find_what_one_product_finds(monkeypatch: pytest.MonkeyPatch):
    whole = TextMatcher().fit(CHECKED).match(CHECKED)
    monkeypatch.setattr(matching, "BATCH_CELLS", 7 * len(CHECKED))
    batched = TextMatcher().fit(CHECKED).match(CHECKED)
    for values, in_batches in zip(whole, batched, strict=True):
        np.testing.assert_array_equal(values, in_batches)


def test_a_build_without_fact_checks_loads_no_library_that_compares_texts():
    script = (
        "import sys, duckdb, pyarrow as pa\n"
        "from claims_warehouse.moderation.fact_checks import match_claims\n"
        "names = ['checked_claim_text', 'title', 'verdict', 'url', 'checked_on']\n"
        "none = duckdb.from_arrow(pa.table({name: pa.array([], pa.string()) for name in names}))\n"
        "assert match_claims(None, none).num_rows == 0\n"
        "assert 'sklearn' not in sys.modules\n"
    )
    environment = {"PYTHONPATH": str(ROOT / "python")}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)
