"""A long step tells how far it has come, and a short one tells once."""

import logging

import pytest

from claims_warehouse import progress


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that only the test turns."""
    times = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: times[-1])
    return times


def test_counts_and_rates_are_reported_every_five_seconds_and_at_the_end(
    clock: list[float], caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    for _ in progress.reported(range(4), "trained {} models", total=4):
        clock.append(clock[-1] + 3)
    assert caplog.messages == [
        "trained 2 of 4 models in 6.0 s (0.3 a second)",
        "trained 4 of 4 models in 12.0 s (0.3 a second)",
    ]


def test_items_may_count_for_more_than_one(clock: list[float], caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)
    for _ in progress.reported(["ab", "cde"], "scored {} videos", size=lambda batch: 1_000 * len(batch)):
        clock.append(clock[-1] + 1)
    assert caplog.messages == ["scored 5,000 videos in 2.0 s (2,500.0 a second)"]


def test_nothing_is_reported_of_nothing(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)
    assert list(progress.reported([], "scored {} videos")) == []
    assert caplog.messages == []
