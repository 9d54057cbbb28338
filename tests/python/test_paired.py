"""Rankings are compared on rows drawn again: against scikit-learn on the same drawn rows, and against chance."""

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn import metrics

from claims_warehouse.claim_models import paired

SKLEARN = {
    "average_precision": metrics.average_precision_score,
    "roc_auc": metrics.roc_auc_score,
    "log_loss": lambda y_true, y_score: -metrics.log_loss(y_true, y_score),
}


def rows(row_count: int = 300, seed: int = 0) -> tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.float64]]:
    """Return labels, a good ranking with many ties, and a weaker one."""
    generator = np.random.default_rng(seed)
    y_true = generator.random(row_count) < 0.3
    good = np.round(np.clip(y_true * 0.35 + generator.random(row_count) * 0.6, 0.01, 0.99), 1)
    weak = np.clip(y_true * 0.05 + generator.random(row_count) * 0.9, 0.01, 0.99)
    return y_true, good, weak


@pytest.mark.parametrize("measure", SKLEARN)
def test_measures_of_drawn_rows_are_scikit_learns(measure):
    y_true, good, weak = rows()
    values, drawn = paired.bootstrap_measures(y_true, [good, weak], measure=measure, repetitions=30)
    assert values == pytest.approx([SKLEARN[measure](y_true, score) for score in (good, weak)])
    (weights,) = paired._drawn_weights(y_true, 30, paired.SEED)
    for repetition, row_weights in enumerate(weights):
        drawn_rows = np.repeat(np.arange(len(y_true)), row_weights)
        assert y_true[drawn_rows].sum() == y_true.sum()
        for ranking, score in enumerate((good, weak)):
            expected = SKLEARN[measure](y_true[drawn_rows], score[drawn_rows])
            assert drawn[ranking, repetition] == pytest.approx(expected)


def test_the_better_ranking_is_found_from_both_sides():
    y_true, good, weak = rows()
    better = paired.paired_bootstrap(y_true, good, weak)
    worse = paired.paired_bootstrap(y_true, weak, good)
    assert better.lower_bound > 0
    assert better.p_better < 0.001
    assert worse.difference == -better.difference
    assert worse.p_worse == better.p_better
    assert worse.upper_bound == -better.lower_bound
    assert better.p_better + better.p_worse == pytest.approx(1)


def test_a_loss_counts_as_better_where_it_is_smaller():
    y_true = np.arange(100) < 40
    near, far = np.where(y_true, 0.8, 0.2), np.where(y_true, 0.6, 0.4)
    assert paired.paired_bootstrap(y_true, near, far, measure="log_loss").difference > 0


def test_equal_rankings_are_no_evidence():
    y_true, good, _ = rows()
    same = paired.paired_bootstrap(y_true, good, good)
    assert (same.difference, same.standard_error, same.p_better, same.p_worse) == (0, 0, 0.5, 0.5)


def test_repeats_are_averaged_and_their_common_rows_drawn_once():
    y_true, good, weak = rows()
    once = paired.paired_bootstrap(y_true, good, weak)
    twice = paired.paired_bootstrap(y_true, np.array([good, good]), np.array([weak, weak]))
    assert (twice.difference, twice.standard_error) == pytest.approx((once.difference, once.standard_error))
    mixed, _ = paired.bootstrap_measures(y_true, [np.array([good, weak])], repetitions=2)
    assert mixed[0] == pytest.approx(np.mean([metrics.average_precision_score(y_true, each) for each in (good, weak)]))


def test_chunks_of_repetitions_change_nothing(monkeypatch: pytest.MonkeyPatch):
    y_true, good, weak = rows()
    whole = paired.paired_bootstrap(y_true, good, weak)
    monkeypatch.setattr(paired, "CHUNK_CELLS", 1_000)
    assert paired.paired_bootstrap(y_true, good, weak) == whole


def test_a_standard_error_is_that_of_new_rows():
    """What the bootstrap says of one sample is how much the difference varies over many samples."""
    differences = [
        metrics.roc_auc_score(y_true, good) - metrics.roc_auc_score(y_true, weak)
        for y_true, good, weak in (rows(seed=seed) for seed in range(200))
    ]
    standard_error = paired.paired_bootstrap(*rows(seed=1_000), measure="roc_auc").standard_error
    assert standard_error == pytest.approx(np.std(differences), rel=0.25)


def test_one_class_cannot_be_compared():
    with pytest.raises(ValueError, match="both classes"):
        paired.paired_bootstrap(np.ones(10, bool), np.arange(10), np.arange(10))
    with pytest.raises(ValueError, match="two rows or more of each class"):
        paired.unpaired_auc_test(np.arange(10) < 1, np.arange(10), np.arange(10) < 5, np.arange(10))


def test_areas_are_scikit_learns_and_a_fall_is_found():
    y_true, good, _ = rows(400)
    y_other, other_good, other_weak = rows(300, seed=1)
    fall = paired.unpaired_auc_test(y_other, other_weak, y_true, good)
    assert fall.value_a == pytest.approx(metrics.roc_auc_score(y_other, other_weak))
    assert fall.value_b == pytest.approx(metrics.roc_auc_score(y_true, good))
    assert fall.p_worse < 0.001
    assert paired.unpaired_auc_test(y_other, other_good, y_true, good).p_worse > 0.01


def test_without_a_fall_the_test_is_wrong_as_often_as_it_says():
    p_values = []
    for seed in range(400):
        y_true, good, _ = rows(120, seed=seed)
        half = len(y_true) // 2
        p_values.append(paired.unpaired_auc_test(y_true[:half], good[:half], y_true[half:], good[half:]).p_worse)
    assert np.mean(np.array(p_values) < 0.05) == pytest.approx(0.05, abs=0.03)
