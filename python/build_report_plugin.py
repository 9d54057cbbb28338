"""A dbt-duckdb plugin: always shows a build's result and what failed, and writes both for machines.

Macros send what they know of the build as JSON in a debug message; the rest comes from dbt's own events.
"""

import json
import logging
import re
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.flags import get_flags
from dbt_common.events.base_types import EventLevel, EventMsg
from dbt_common.events.event_manager_client import add_callback_to_manager, get_event_manager
from dbt_common.invocation import get_invocation_started_at

from claims_warehouse import locations
from claims_warehouse.release import build_report
from failure_messages import format_error, is_interrupt, limit_logs, seen, show, tell

# What `macros/build_summary.sql` puts before its facts.
FACTS = "claims_warehouse build facts: "
CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


class PythonWarnings(logging.Handler):
    """Keeps what the package warns of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a message, once."""
        if record.getMessage() not in self.messages:
            self.messages.append(record.getMessage())


class Plugin(BasePlugin):
    """What dbt-duckdb asks for by this name when it starts, once dbt has read the project."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:  # noqa: ARG002 - dbt-duckdb passes it
        """Listen to dbt and to the package."""
        self.python_warnings = PythonWarnings()
        logging.getLogger("claims_warehouse").addHandler(self.python_warnings)
        self._begin()

    def configure_cursor(self, cursor: Any) -> None:  # noqa: ARG002 - dbt-duckdb passes it
        """Listen again: dbt forgets its listeners with each invocation in a process."""
        if self.listen not in get_event_manager().callbacks:
            self._begin()

    def _begin(self) -> None:
        self.facts: dict[str, Any] = {}
        self.failures: list[dict[str, str | None]] = []
        self.python_warnings.messages.clear()
        limit_logs()
        add_callback_to_manager(self.listen)

    def listen(self, event: EventMsg) -> None:
        """Show what macros say, collect failures and show them at the end, and report on a build."""
        name, data = event.info.name, event.data
        if name == "RunResultError" and event.info.level == EventLevel.ERROR:
            self.failures.append({"node": data.node_info.node_name, "message": format_error(data.msg)})
        elif name == "StatsLine" and self.failures:
            lines = [f"- {failure['node']}: {failure['message']}" for failure in self.failures]
            tell("\n".join([f"What failed ({seen()}):", *lines]), EventLevel.ERROR)
        elif name == "MainEncounteredError":
            message = format_error(data.exc)
            self.failures.append({"node": None, "message": message or "interrupted (CLM-007)"})
            if message:
                # dbt has said it, unless it shows nothing at all.
                show(message, EventLevel.ERROR)
        elif is_interrupt(event):
            tell(f"Interrupted ({seen()}). Nothing has to be repaired: build again (CLM-007)", EventLevel.ERROR)
        elif _command() in {"build", "run"}:
            self._listen_to_a_build(event)

    def _listen_to_a_build(self, event: EventMsg) -> None:
        name, data = event.info.name, event.data
        if name == "JinjaLogInfo":
            show(data.msg, EventLevel.INFO)
        elif name == "JinjaLogDebug" and data.msg.startswith(FACTS):
            self.facts = json.loads(data.msg.removeprefix(FACTS))
        elif name == "CommandCompleted":
            self._end(event)

    def _end(self, event: EventMsg) -> None:
        report = build_report.build_report(
            self.facts,
            locations.warehouse(),
            failures=self.failures,
            python_warnings=self.python_warnings.messages,
            is_success=event.data.success,
            started_at=get_invocation_started_at(),
            ended_at=event.data.completed_at.ToDatetime(),
        )
        for warning in self.python_warnings.messages:
            tell(f"Warning: {CONTROL_CHARACTERS.sub(' ', warning)}", EventLevel.WARN)
        if report["state"] == "not_released" and not self.facts.get("refusal"):
            tell(f"Nothing is released: {report['reason']}.", EventLevel.INFO)
        if _command() == "build":
            try:
                build_report.write(report, locations.warehouse())
            except OSError as error:
                tell(f"Warning: the report of this build cannot be written: {error} (CLM-012)", EventLevel.WARN)


def _command() -> str:
    return str(get_flags().WHICH)  # type: ignore[no-untyped-call]
