"""Agreement of reviewers: alpha against published figures, intervals against what is true, and what is drawn."""

import datetime
from typing import Any

import duckdb
import jinja2
import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from claims_warehouse.locations import project_root
from claims_warehouse.moderation import agreement
from claims_warehouse.sentences import say

MONDAY = datetime.date(2026, 2, 23)
MACROS = "\n".join(
    (project_root() / "macros" / f"{name}.sql").read_text() for name in ("variables", "double_review")
)  # rendered together, as dbt does


def values_of(observers: list[str]) -> NDArray[np.int64]:
    """Count the values of each unit; a dot is missing."""
    units = list(zip(*(observer.split() for observer in observers), strict=True))
    categories = sorted({value for unit in units for value in unit if value != "."})
    return np.array([[unit.count(category) for category in categories] for unit in units])


@pytest.mark.parametrize(
    ("observers", "alpha"),
    [
        # The examples A, B and C of Krippendorff (2011); a unit with one value, as the last one of C, says nothing.
        (["0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"], 0.095),
        (["a a b b d c c c e d d a", "b a b b b c c c e d d d"], 0.692),
        (
            [
                "1 2 3 3 2 1 4 1 2 . . .",
                "1 2 3 3 2 2 4 1 2 5 . 3",
                ". 3 3 3 2 3 4 2 2 5 1 .",
                "1 2 3 3 2 4 4 1 2 5 1 .",
            ],
            0.743,
        ),
    ],
)
def test_alpha_is_what_krippendorff_published(observers: list[str], alpha: float):
    assert round(float(agreement.nominal_alpha(values_of(observers), np.ones(len(observers[0].split())))), 3) == alpha


def test_alpha_of_one_answer_is_not_defined_and_units_count_as_often_as_they_occur():
    assert np.isnan(agreement.nominal_alpha([[2, 0], [2, 0]], [1, 1]))
    once = agreement.nominal_alpha([[2, 0], [2, 0], [1, 1], [0, 2]], [1, 1, 1, 1])
    assert agreement.nominal_alpha([[2, 0], [1, 1], [0, 2]], [[2, 1, 1], [20, 0, 20]]) == pytest.approx([once, 1])


# How often reviewers say claim, opinion and unsure of a claim, and of an opinion.
CAREFUL = [[0.97, 0.02, 0.01], [0.03, 0.95, 0.02]]
NEAR_PERFECT = [[0.99, 0.008, 0.002], [0.008, 0.99, 0.002]]
GUESSING = [[0.6, 0.3, 0.1], [0.6, 0.3, 0.1]]


@pytest.mark.parametrize(("claim_share", "answers"), [(0.9, CAREFUL), (0.5, NEAR_PERFECT), (0.5, GUESSING)])
@pytest.mark.parametrize("pairs", [agreement.MIN_PAIRS, 100])
def test_the_interval_of_alpha_covers_what_is_true(claim_share: float, answers: ArrayLike, pairs: int):
    said = np.array(answers)
    both = sum(
        share * np.outer(said[status], said[status]) for status, share in enumerate((claim_share, 1 - claim_share))
    )
    kinds = [agreement.DECISIONS.index(first) for first, _ in agreement.KINDS]
    others = [agreement.DECISIONS.index(second) for _, second in agreement.KINDS]
    shares = np.where(np.equal(kinds, others), 1, 2) * both[kinds, others]
    marginal = both.sum(axis=0)
    truth = 1 - (1 - np.trace(both)) / (1 - marginal @ marginal)
    drawn = np.random.default_rng(1).multinomial(pairs, shares, size=200)
    bounds = np.array([agreement.alpha_interval(counts) for counts in drawn])
    is_covered = (bounds[:, 0] <= truth) & (truth <= bounds[:, 1])
    # A binomial test at 1% rejects fewer than 183 of 200 for a coverage of 95%.
    assert is_covered.sum() >= stats.binom.ppf(0.01, 200, 0.95)


def measured(*rows: tuple[bool, datetime.date, str, str, int]) -> dict[tuple[str, str], dict[str, Any]]:
    names = ["is_drawn", "review_week", "decision_1", "decision_2", "pair_count"]
    types = [pa.bool_(), pa.date32(), pa.string(), pa.string(), pa.int64()]
    pairs = pa.Table.from_pylist(
        [dict(zip(names, row, strict=True)) for row in rows], schema=pa.schema(list(zip(names, types, strict=True)))
    )
    table = agreement.measure_agreement(pairs)
    assert table.schema == agreement.AGREEMENT_SCHEMA
    return {(row["sample"], row["period"]): row for row in table.to_pylist()}


def test_without_pairs_agreement_is_not_known():
    found = measured()
    assert set(found) == {("drawn", "all"), ("all", "all")}
    for row in found.values():
        assert (row["pair_count"], row["agreement"], row["alpha"]) == (0, None, None)
        assert say("reviewer_agreement.finding_code", row).startswith("How far reviewers agree is not known")


def test_weeks_and_samples_are_measured_apart_and_together():
    later = MONDAY + datetime.timedelta(days=7)
    found = measured(
        (True, MONDAY, "claim", "claim", 10),
        (True, MONDAY, "opinion", "opinion", 7),
        (True, MONDAY, "claim", "opinion", 2),
        (True, later, "opinion", "unsure", 1),
        (False, later, "claim", "unsure", 3),
    )
    assert set(found) == {(sample, week) for sample in ("drawn", "all") for week in ("all", "2026-W09", "2026-W10")}
    drawn = found["drawn", "all"]
    assert (drawn["pair_count"], drawn["agreeing_count"], drawn["agreement"]) == (20, 17, 0.85)
    exact = stats.beta.ppf([0.025, 0.975], [17, 18], [4, 3])
    assert [drawn["agreement_lower_bound"], drawn["agreement_upper_bound"]] == pytest.approx(exact)
    # By hand: 3 of 20 pairs differ; of 40 values 22 are claim, 17 opinion and 1 unsure.
    assert drawn["alpha"] == pytest.approx(1 - 0.15 / ((40**2 - 22**2 - 17**2 - 1) / (40 * 39)))
    assert drawn["alpha_lower_bound"] < drawn["alpha"] < drawn["alpha_upper_bound"]
    assert found["drawn", "2026-W09"]["review_week"] == MONDAY
    assert found["drawn", "2026-W09"]["finding_code"] == "too_few_pairs"
    assert found["drawn", "2026-W09"]["alpha"] is None
    assert found["all", "2026-W10"]["pair_count"] == 4
    assert found["all", "all"]["agreement"] == 17 / 23
    assert say("reviewer_agreement.finding_code", drawn).startswith(
        "Two reviewers say the same of 85.0% of 20 videos (95% interval 62.1% to 96.8%). Krippendorff's alpha, 0 for"
    )


def test_one_answer_to_all_has_an_agreement_and_no_alpha():
    row = measured((True, MONDAY, "claim", "claim", 30))["drawn", "all"]
    assert (row["finding_code"], row["agreement"], row["alpha"]) == ("one_answer", 1, None)
    assert "all 30 videos" in say("reviewer_agreement.finding_code", row)


def drawn_videos(share: float) -> set[int]:
    """Return which of 20,000 videos two reviewers have to decide, as SQL says it."""
    context = {"var": {"double_review_share": share}.__getitem__, "execute": True}
    template: Any = jinja2.Environment(extensions=["jinja2.ext.do"]).from_string(MACROS, context)  # noqa: S701 - no page
    wanted = template.module.reviews_wanted("video_id")
    query = f"select video_id from range(20000) as videos (video_id) where {wanted} = 2"
    return {video_id for (video_id,) in duckdb.execute(query).fetchall()}


def test_a_share_of_the_videos_is_drawn_for_two_reviewers_and_a_larger_one_holds_a_smaller_one():
    assert drawn_videos(0) == set()
    assert drawn_videos(1) == set(range(20_000))
    tenth, half = drawn_videos(0.1), drawn_videos(0.5)
    assert tenth < half
    for share, videos in ((0.1, tenth), (0.5, half)):
        assert stats.binomtest(len(videos), 20_000, share).pvalue > 0.001
