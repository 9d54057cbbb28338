"""Report the progress of a long step."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

SECONDS_BETWEEN = 5.0
log = logging.getLogger(__name__)
Item = TypeVar("Item")


def reported(
    items: Iterable[Item], what: str, total: int | None = None, size: Callable[[Item], int] | None = None
) -> Iterator[Item]:
    """Yield items, and log the count and the rate every five seconds and at the end.

    Parameters
    ----------
    items : iterable
    what : str
        Verb and noun of the message, such as "trained {} models"; the count replaces the braces.
    total : int, optional
        How many there will be, if known.
    size : callable, optional
        How much an item counts; one by default.
    """
    started = last_logged = time.monotonic()
    done = 0
    for item in items:
        yield item
        done += size(item) if size else 1
        if time.monotonic() - last_logged > SECONDS_BETWEEN and done != total:
            last_logged = time.monotonic()
            _log_progress(what, done, total, last_logged - started)
    if done:
        _log_progress(what, done, total, time.monotonic() - started)


def _log_progress(what: str, done: int, total: int | None, seconds: float) -> None:
    count = f"{done:,}" if total is None else f"{done:,} of {total:,}"
    log.info("%s in %.1f s (%s a second)", what.format(count), seconds, f"{done / max(seconds, 0.001):,.1f}")
