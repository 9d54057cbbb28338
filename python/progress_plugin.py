"""A dbt-duckdb plugin: puts into dbt's log what the package logs during a long step."""

import atexit
import gc
import logging
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.events.base_types import EventLevel
from dbt_common.events.functions import fire_event
from dbt_common.events.types import Note


class DbtHandler(logging.Handler):
    """Hands messages to dbt, which adds the time and the thread."""

    def emit(self, record: logging.LogRecord) -> None:
        """Have dbt write a message."""
        fire_event(Note(msg=self.format(record)), level=EventLevel.INFO)


class Plugin(BasePlugin):
    """What dbt-duckdb asks for by this name when it starts, once dbt has read the project."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:  # noqa: ARG002 - dbt-duckdb passes it
        """Send the package's messages to dbt."""
        # dbt's graph lives as long as the process: looking through it for garbage took 0.75 s of a build.
        gc.freeze()
        atexit.register(gc.unfreeze)
        logger = logging.getLogger("claims_warehouse")
        logger.setLevel(logging.INFO)
        logger.handlers = [DbtHandler()]
        # dbt shows them; other handlers would show them twice.
        logger.propagate = False
