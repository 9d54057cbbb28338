"""Audits: how they are divided among strata, and whether their intervals cover what is true."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from scipy import stats

from claims_warehouse.moderation import audits


def strata_of(rows):
    return pd.DataFrame(rows, columns=["is_claim_predicted", "video_count", "decided_count", "claim_count"])


@pytest.mark.parametrize("drawn", [5, 20, 60])
def test_bounds_of_a_count_are_those_that_the_hypergeometric_distribution_allows(drawn):
    videos = 60
    for claims_found in range(0, drawn + 1, max(drawn // 5, 1)):
        likely = [
            claims
            for claims in range(videos + 1)
            if stats.hypergeom(videos, claims, drawn).sf(claims_found - 1) > 0.025
            and stats.hypergeom(videos, claims, drawn).cdf(claims_found) > 0.025
        ]
        assert audits.count_bounds(videos, drawn, claims_found, 0.95) == (min(likely), max(likely))


def test_estimates_weigh_each_stratum_by_its_videos():
    strata = strata_of([(True, 100, 100, 90), (False, 900, 90, 9)])
    estimates = audits.estimate(strata)
    assert estimates["prevalence"].value == pytest.approx((90 + 90) / 1000)
    assert estimates["recall"].value == pytest.approx(90 / 180)
    assert estimates["precision"] == audits.Estimate(0.9, 0.9, 0.9)
    assert estimates["recall"].lower_bound < 0.5 < estimates["recall"].upper_bound


def test_no_claim_among_the_drawn_leaves_room_for_missed_ones():
    estimates = audits.estimate(strata_of([(True, 50, 50, 50), (False, 950, 50, 0)]))
    assert estimates["recall"].value == 1.0
    assert estimates["recall"].upper_bound == 1.0
    assert 0.3 < estimates["recall"].lower_bound < 0.6


def test_what_is_not_decided_is_not_known():
    estimates = audits.estimate(strata_of([(True, 50, 10, 9), (False, 950, 0, 0)]))
    assert estimates["recall"].value is None
    assert estimates["prevalence"].value is None
    assert estimates["precision"].value == pytest.approx(0.9)
    assert estimates["recall"].lower_bound < 0.1
    none_flagged = audits.estimate(strata_of([(False, 10, 10, 0)]))
    assert none_flagged["recall"] == audits.Estimate(None, 0.0, 1.0)
    assert none_flagged["precision"] == audits.Estimate(None, 0.0, 1.0)


def test_each_decided_audit_and_all_together_have_their_measures():
    rows = {
        "audit_id": ["a", "a", "b"],
        "audit_number": [1, 1, 2],
        "stratum": ["flagged", "far", "far"],
        "selected_for": ["audit"] * 3,
        "is_claim_predicted": [True, False, False],
        "video_count": [10, 90, 80],
        "drawn_count": [5, 5, 5],
        "decided_count": [5, 5, 0],
        "claim_count": [5, 1, 0],
    }
    measured = pd.DataFrame(audits.measure_performance(pa.table(rows)).to_pylist()).set_index(["audit_id", "measure"])
    assert list(measured.index) == [(audit, measure) for audit in ["a", "all"] for measure in audits.MEASURES]
    assert measured.loc[("a", "recall"), "measure_value"] == pytest.approx(10 / 28)
    assert set(measured.loc["a", "finding_code"]) == {"estimated"}
    assert measured.loc[("all", "recall"), ["audit_number", "video_count", "open_count"]].tolist()[1:] == [100, 0]
    # Of the second audit nothing is decided.
    assert measured.loc[("all", "recall"), "measure_value"] == pytest.approx(10 / 28)


def test_without_audits_nothing_is_known():
    types = {
        "audit_id": pa.string(),
        "stratum": pa.string(),
        "selected_for": pa.string(),
        "is_claim_predicted": pa.bool_(),
    }
    columns = [*types, "audit_number", "video_count", "drawn_count", "decided_count", "claim_count"]
    none = pa.schema([(name, types.get(name, pa.int64())) for name in columns]).empty_table()
    measured = audits.measure_performance(none).to_pylist()
    assert [row["audit_id"] for row in measured] == ["all"] * 3
    assert {row["finding_code"] for row in measured} == {"no_audits"}
    assert {(row["measure_value"], row["lower_bound"], row["upper_bound"]) for row in measured} == {(None, 0.0, 1.0)}


def test_intervals_cover_the_true_recall_of_a_model_that_misses_a_kind_of_claim():
    """Of the videos that are not flagged, one kind is claims that the model has never seen: 4 in a hundred."""
    generator = np.random.default_rng(0)
    covered = dict.fromkeys(audits.MEASURES, 0)
    weeks = 150
    for _ in range(weeks):
        sizes = {"selected": 60, "flagged": 940, "near": 400, "far": 8600}
        shares = {"selected": 0.95, "flagged": 0.9, "near": 0.1, "far": 0.04}
        claims = {name: generator.binomial(size, shares[name]) for name, size in sizes.items()}
        drawn = {"selected": 60, "flagged": 20, "near": 20, "far": 60}
        found = {
            name: generator.hypergeometric(claims[name], sizes[name] - claims[name], drawn[name]) for name in sizes
        }
        flagged = {"selected", "flagged"}
        estimates = audits.estimate(
            strata_of([(name in flagged, sizes[name], drawn[name], found[name]) for name in sizes])
        )
        caught = sum(claims[name] for name in flagged)
        truth = {
            "prevalence": sum(claims.values()) / sum(sizes.values()),
            "recall": caught / sum(claims.values()),
            "precision": caught / (sizes["selected"] + sizes["flagged"]),
        }
        for measure, estimate in estimates.items():
            covered[measure] += estimate.lower_bound <= truth[measure] <= estimate.upper_bound
    # Bonferroni's bounds hold for sure: 93 of a hundred is what chance may leave of 95.
    assert all(count >= 0.93 * weeks for count in covered.values()), covered


def test_audits_together_weigh_the_same_stratum_once():
    rows = {
        "audit_id": ["a", "a", "b", "b"],
        "audit_number": [1, 1, 2, 2],
        "stratum": ["flagged", "far"] * 2,
        "selected_for": ["audit"] * 4,
        "is_claim_predicted": [True, False] * 2,
        "video_count": [10, 90, 20, 80],
        "drawn_count": [5, 5, 5, 5],
        "decided_count": [5, 5, 5, 5],
        "claim_count": [5, 1, 5, 0],
    }
    measured = pd.DataFrame(audits.measure_performance(pa.table(rows)).to_pylist()).set_index(["audit_id", "measure"])
    assert measured.loc[("all", "recall"), "measure_value"] == pytest.approx(30 / (30 + 170 / 10))
    assert measured.loc[("b", "recall"), "measure_value"] == 1
