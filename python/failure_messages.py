"""Say why a build failed or was stopped, and what to do."""

import logging
import re
import sys
from collections.abc import Callable

from dbt_common.events.base_types import EventLevel, EventMsg, msg_from_base_event
from dbt_common.events.event_manager_client import get_event_manager
from dbt_common.events.functions import fire_event
from dbt_common.events.types import Note, PrintEvent

from claims_warehouse import locations
from claims_warehouse.messages import with_remedy
from claims_warehouse.release import folders

HEADING_OF_TRACEBACK = "Traceback (most recent call last):"
EXCEPTION_OF_A_LIBRARY = re.compile(r"^\w+(\.\w+)+: ")
# What follows the words: the engine's own advice is SQL for a session that nobody has or a name that nobody meant, then
# a line of the query; dbt's is where its macros are.
END_OF_WORDS = re.compile(r"Possible solutions:|> in macro|Did you mean \"|LINE \d+:")
# What the engine calls the words of `error()`.
KIND_OF_A_REFUSAL = "Invalid Input Error: "
INTERRUPTED = "KeyboardInterrupt"
LEVELS = {EventLevel.INFO: logging.INFO, EventLevel.WARN: logging.WARNING, EventLevel.ERROR: logging.ERROR}


def limit_logs() -> None:
    """Keep tracebacks to dbt's log file, and have no line made that no log shows."""
    for logger in get_event_manager().loggers:
        if logger.name == "stdout_log":
            logger.filter = _without_tracebacks(logger.filter)
        logger.filter = _from_the_level(logging.getLogger(logger.name), logger.filter)


def is_interrupt(event: EventMsg) -> bool:
    """Return whether dbt shows where a build was when somebody stopped it."""
    return bool(event.info.name == "MainStackTrace" and INTERRUPTED in event.data.stack_trace)


def tell(text: str, level: EventLevel) -> None:
    """Print a message through dbt, whatever its log level."""
    fire_event(Note(msg=text), level=level)
    show(text, level)


def show(text: str, level: EventLevel) -> None:
    """Show what `--quiet` or `--log-level` keeps off the screen of what dbt has said at a level."""
    screens = [logger for logger in get_event_manager().loggers if logger.name == "stdout_log"]
    if not screens:
        sys.stdout.write(f"{text}\n")
    elif not logging.getLogger("stdout_log").isEnabledFor(LEVELS[level]):
        screens[0].write_line(msg_from_base_event(PrintEvent(msg=text)))


def seen() -> str:
    """Say which release readers have."""
    release_id = folders.current_id(locations.warehouse())
    return f"readers have release {release_id}" if release_id else "nothing is released yet"


def format_error(message: str) -> str:
    """Return dbt's message on a failed node in words alone, with its code, and with what to do if that is known."""
    lines = message.splitlines()
    headings = [number for number, line in enumerate(lines) if line.strip() == HEADING_OF_TRACEBACK]
    if headings:
        # The lines of the traceback stand farther to the right than its heading, the exception does not.
        indent = lines[headings[-1]].index(HEADING_OF_TRACEBACK)
        after = lines[headings[-1] + 1 :]
        first = next(number for number, line in enumerate(after) if line.strip() and not line[: indent + 1].isspace())
        parts = [EXCEPTION_OF_A_LIBRARY.sub("", after[first].strip()), *after[first + 1 :]]
    else:
        # dbt's first line names the node again, and its last the file of the compiled query.
        parts = [line for line in lines if not line.strip().startswith("compiled code at")]
        parts = parts[1:] or parts
    text = " ".join(" ".join(parts).split())
    text = END_OF_WORDS.split(text, maxsplit=1)[0].strip()
    # The text before it says that a unit test is defined wrongly, which is not the cause.
    text = text.rpartition("Runtime Error ")[2]
    return with_remedy(text.removeprefix(KIND_OF_A_REFUSAL))


def _from_the_level(log: logging.Logger, shows: Callable[[EventMsg], bool]) -> Callable[[EventMsg], bool]:
    """Ask a log for its level first: dbt makes every line, and looks for secrets in it, before it does."""

    def shows_level(event: EventMsg) -> bool:
        # What is printed is shown at any level; dbt's level `test` is that of `debug`.
        is_printed = event.info.name == PrintEvent.__name__
        level = logging.getLevelNamesMapping().get(event.info.level.upper(), logging.DEBUG)
        return (is_printed or log.isEnabledFor(level)) and shows(event)

    return shows_level


def _without_tracebacks(shows: Callable[[EventMsg], bool]) -> Callable[[EventMsg], bool]:
    def shows_words(event: EventMsg) -> bool:
        is_traceback = event.info.name == "RunResultError" and HEADING_OF_TRACEBACK in event.data.msg
        # dbt announces an error without a message, and then shows its traceback.
        is_announced = event.info.name == "MainEncounteredError" and not event.data.exc
        return shows(event) and not is_traceback and not is_announced and not is_interrupt(event)

    return shows_words
