"""Intervals of figures of rows in clusters: against libraries, against the bootstrap, and how often they hold."""

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn import metrics
from statsmodels.stats.proportion import proportion_confint

from claims_warehouse.claim_models import intervals


def ranked_rows(
    generator: np.random.Generator, cluster_count: int = 60
) -> tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.int64]]:
    """Return labels and scores of rows whose clusters have scores of their own."""
    sizes = generator.poisson(8, cluster_count) + 1
    numbers = np.repeat(np.arange(cluster_count), sizes)
    y_true = generator.random(len(numbers)) < 0.4
    shared = generator.normal(size=cluster_count)[numbers]
    return y_true, y_true * 1.2 + shared + generator.normal(size=len(numbers)) * 0.5, numbers


def shares_of_clusters(
    generator: np.random.Generator, share: float, correlation: float
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    numbers = np.repeat(np.arange(100), generator.poisson(19, 100) + 1)
    if correlation == 1:
        of_cluster = (generator.random(100) < share).astype(float)
    else:
        scale = 1 / correlation - 1
        of_cluster = generator.beta(share * scale, (1 - share) * scale, 100)
    return generator.random(len(numbers)) < of_cluster[numbers], numbers


@pytest.mark.parametrize(("hits", "rows"), [(0, 30), (30, 30), (3, 200), (55, 99)])
def test_a_share_of_independent_rows_has_clopper_and_pearsons_interval(hits: int, rows: int):
    found = intervals.share_interval(np.arange(rows) < hits, np.ones(rows), {})
    assert (found.lower_bound, found.upper_bound) == pytest.approx(proportion_confint(hits, rows, method="beta"))
    assert (found.denominator, found.cluster_count, found.clustered_by) == (rows, rows, "row")


def test_where_all_rows_agree_the_clusters_count_and_the_fewer_hold():
    rows = np.ones(1_000)
    numbers = {"claim": np.arange(1_000) % 300, "attribution_phrase": np.arange(1_000) % 85}
    found = intervals.share_interval(np.zeros(1_000), rows, numbers)
    assert (found.cluster_count, found.clustered_by) == (85, "attribution_phrase")
    assert found.upper_bound == pytest.approx(proportion_confint(0, 85, method="beta")[1])
    assert found.standard_error is None


def test_rows_that_repeat_their_cluster_are_worth_one():
    generator = np.random.default_rng(0)
    of_cluster = generator.random(80) < 0.3
    numbers = np.repeat(np.arange(80), 25)
    found = intervals.share_interval(of_cluster[numbers], np.ones(len(numbers)), {"claim": numbers})
    expected = proportion_confint(of_cluster.sum(), 80, method="beta")
    assert (found.lower_bound, found.upper_bound) == pytest.approx(expected, abs=0.01)


def test_of_two_ways_to_group_the_wider_interval_holds():
    generator = np.random.default_rng(1)
    hits, numbers = shares_of_clusters(generator, 0.3, 0.5)
    alone = np.arange(len(hits))
    both = intervals.share_interval(hits, np.ones(len(hits)), {"claim": alone, "attribution_phrase": numbers})
    assert both == intervals.share_interval(hits, np.ones(len(hits)), {"attribution_phrase": numbers})


@pytest.mark.parametrize(
    ("measure", "influence"),
    [
        (metrics.roc_auc_score, intervals.roc_auc_influence),
        (metrics.average_precision_score, intervals.average_precision_influence),
    ],
)
def test_the_standard_error_is_that_of_clusters_drawn_again(measure, influence):
    generator = np.random.default_rng(2)
    y_true, y_score, numbers = ranked_rows(generator)
    y_score = np.round(y_score, 1)
    members = [np.flatnonzero(numbers == number) for number in range(60)]
    drawn = []
    for _ in range(400):
        rows = np.concatenate([members[number] for number in generator.integers(60, size=60)])
        drawn.append(measure(y_true[rows], y_score[rows]))
    of_rows = influence(y_true, y_score)
    found = intervals.bounded_interval(measure(y_true, y_score), of_rows, [y_true, ~y_true], {"claim": numbers})
    assert of_rows.sum() == pytest.approx(0)
    assert found.standard_error == pytest.approx(np.std(drawn), rel=0.12)


@pytest.mark.parametrize("influence", [intervals.roc_auc_influence, intervals.average_precision_influence])
def test_an_influence_is_the_change_by_a_rows_weight(influence):
    measure = {
        "roc_auc_influence": metrics.roc_auc_score,
        "average_precision_influence": metrics.average_precision_score,
    }
    y_true, y_score, _ = ranked_rows(np.random.default_rng(3), 8)
    y_score = np.round(y_score, 1)
    found = influence(y_true, y_score)
    for row in range(0, len(y_true), 7):
        weights = np.ones(len(y_true))
        weights[row] += 1e-6
        measured = measure[influence.__name__](y_true, y_score, sample_weight=weights)
        change = (measured - measure[influence.__name__](y_true, y_score)) / 1e-6
        assert found[row] == pytest.approx(change, abs=1e-5)


@pytest.mark.parametrize(("share", "correlation"), [(0.3, 0.1), (0.05, 0.5), (0.01, 0.5), (0.01, 1), (0.002, 0.5)])
def test_intervals_of_shares_hold_as_often_as_they_say(share: float, correlation: float):
    """Without the degrees of freedom of Satterthwaite, the third of these holds in 87% of the cases."""
    generator = np.random.default_rng(4)
    holds = []
    for _ in range(300):
        hits, numbers = shares_of_clusters(generator, share, correlation)
        found = intervals.share_interval(hits, np.ones(len(hits)), {"claim": numbers})
        holds.append(found.lower_bound <= share <= found.upper_bound)
    # A coverage of 95% falls below this once in three hundred cases.
    assert np.mean(holds) > 0.915


def test_intervals_of_rankings_hold_as_often_as_they_say():
    generator = np.random.default_rng(5)
    y_true, y_score, _ = ranked_rows(generator, 20_000)
    truth = [metrics.roc_auc_score(y_true, y_score), metrics.average_precision_score(y_true, y_score)]
    holds = []
    for _ in range(200):
        y_true, y_score, numbers = ranked_rows(generator)
        areas = [metrics.roc_auc_score(y_true, y_score), metrics.average_precision_score(y_true, y_score)]
        influences = [
            influence(y_true, y_score)
            for influence in (intervals.roc_auc_influence, intervals.average_precision_influence)
        ]
        found = [
            intervals.bounded_interval(area, influence, [y_true, ~y_true], {"claim": numbers})
            for area, influence in zip(areas, influences, strict=True)
        ]
        holds.append([one.lower_bound <= true <= one.upper_bound for one, true in zip(found, truth, strict=True)])
    assert np.mean(holds, axis=0).min() > 0.905


def test_rows_that_are_ranked_without_an_error_bound_the_area_by_pairs_that_share_none():
    y_true = np.arange(200) < 40
    found = intervals.bounded_interval(1.0, np.zeros(200), [y_true, ~y_true], {})
    assert (found.lower_bound, found.upper_bound) == pytest.approx(proportion_confint(40, 40, method="beta"))


def test_a_mean_has_students_interval():
    values = np.random.default_rng(6).exponential(size=400)
    found = intervals.mean_interval(values, {})
    half_width = 1.96 * values.std(ddof=1) / 20
    assert found.lower_bound == pytest.approx(values.mean() - half_width, rel=0.01)
    assert found.upper_bound == pytest.approx(values.mean() + half_width, rel=0.01)
    assert intervals.mean_interval(np.ones(5), {}).lower_bound is None


def test_a_single_cluster_tells_nothing_of_its_error():
    found = intervals.share_interval(np.arange(20) < 8, np.ones(20), {"claim": np.zeros(20, int)})
    assert (found.lower_bound, found.standard_error_note) == (None, "a single cluster")
