"""A dbt-duckdb plugin: a build file that cannot be opened is told in one line of words instead of a traceback."""

import os
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.duckdb.plugins import BasePlugin

HOLDER = re.compile(r"Conflicting lock is held in (?P<program>.*) \(PID (?P<process>\d+)\)")


class Plugin(BasePlugin):
    """What dbt-duckdb asks for by this name before and after it opens the build file."""

    def update_connection_config(self, creds: DuckDBCredentials, config: dict[str, Any]) -> None:
        """Open the build file before dbt does: dbt prints the traceback of any error but a RuntimeError."""
        path = Path(creds.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self.first_connection = duckdb.connect(path, config=config)
        except duckdb.Error as error:
            raise RuntimeError(reason(path, str(error))) from None

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:  # noqa: ARG002 - dbt-duckdb passes it
        """Give up the connection once dbt has its own, so that no other process can come between the two."""
        self.first_connection.close()


def reason(path: Path, message: str) -> str:
    """Say why the build file cannot be opened, who holds it where another process does, and what to do."""
    holder = HOLDER.search(message)
    if holder is None:
        return f"the build file {path} cannot be opened: {message}"
    process = int(holder["process"])
    return (
        f"the build file {path} is held by process {process} ({Path(holder['program']).name}){_since(process)}. "
        "Nothing was changed. Wait until that process ends, then build again"
    )


def _since(process: int) -> str:
    """Say since when a process runs, where the system tells it as Linux does."""
    status = Path(f"/proc/{process}/stat")
    if not status.exists():
        return ""
    # The program's name, in parentheses, may hold spaces; the start is the 20th field after it, in ticks from boot.
    started_after_boot = int(status.read_text().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    started = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME) + started_after_boot
    return f" since {datetime.fromtimestamp(started, UTC):%Y-%m-%d %H:%M:%S} UTC"
