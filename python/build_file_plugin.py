"""A dbt-duckdb plugin: one line says why a build file cannot be opened, instead of a traceback."""

import os
import re
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.duckdb.plugins import BasePlugin

from claims_warehouse import cache, locations
from claims_warehouse.messages import MESSAGES_OF_OTHERS, with_remedy
from claims_warehouse.release.contents import literal

HOLDER = re.compile(r"Conflicting lock is held in (?P<program>.*) \(PID (?P<process>\d+)\)")
MEMORY = re.compile(r"[0-9]+(\.[0-9]+)? *[KMGT]i?B", re.IGNORECASE)


class Plugin(BasePlugin):
    """What dbt-duckdb asks for by this name before and after it opens the build file."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Take over the profile's settings, and let nobody but the owner write what this process makes from now on."""
        self.memory_limit = plugin_config["memory_limit"]
        self.seeds = Path(plugin_config["seeds"])
        use_project(self.seeds.parents[1])
        os.umask(os.umask(0o077) | 0o022)

    def update_connection_config(self, creds: DuckDBCredentials, config: dict[str, Any]) -> None:
        """Open the build file before dbt does: dbt prints the traceback of any error but a RuntimeError."""
        path = locations.home() / creds.path
        if "?" in str(path):
            raise RuntimeError(f"{path.parent}: DuckDB writes no path with ?. Rename it, or set CLAIMS_HOME (CLM-011)")
        creds.path = str(path)
        if not MEMORY.fullmatch(self.memory_limit):
            raise RuntimeError(f"CLAIMS_MEMORY_LIMIT is '{self.memory_limit}'; it is a size such as 4GB (CLM-011)")
        config["memory_limit"] = self.memory_limit
        try:
            # The build holds every transcript, released or not.
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.first_connection = duckdb.connect(path, config=config)
            note_version(self.first_connection)
        except (duckdb.Error, OSError) as error:
            raise RuntimeError(reason(path, str(error))) from None

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Confine dbt's connection; only then give up the first, so that no other process can come between the two."""
        confine(conn, [locations.warehouse(), self.seeds])
        self.first_connection.close()


def use_project(folder: Path) -> None:
    """Have the package work on the project that dbt builds, unless another version of the project wrote it."""
    if locations.CARRIED.is_dir():
        # As an option gives it to dbt alone.
        os.environ["DBT_PROJECT_DIR"] = str(folder)
    version, own_version = (locations.project_version(place) for place in (folder, locations.own_project()))
    if version != own_version:
        raise RuntimeError(
            f"{folder} holds version {version} of the project, and version {own_version} is installed. "
            f"Renew the project's files, then build again: claims init {folder} (CLM-069)"
        )


def note_version(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the version of the package beside those of tables: what its models have made follows from it too."""
    package, version = "claims_warehouse", cache.code_version(".")
    connection.execute(
        "create table if not exists main.table_versions (relation varchar, made_from varchar, version varchar)"
    )
    connection.execute("delete from main.table_versions where relation = ?", [package])
    connection.execute("insert into main.table_versions values (?, null, ?)", [package, version])


def confine(connection: duckdb.DuckDBPyConnection, folders: Sequence[Path]) -> None:
    """Let SQL reach only its own database and some folders, and make that final."""
    # The engine compares real paths, so links are resolved first.
    allowed = ", ".join(literal(str(folder.resolve())) for folder in folders)
    connection.execute(f"set allowed_directories = [{allowed}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


def reason(path: Path, message: str) -> str:
    """Say why the build file cannot be opened, who holds it where another process does, and what to do."""
    holder = HOLDER.search(message)
    if holder is None:
        if any(known in message for known in MESSAGES_OF_OTHERS):
            return with_remedy(f"the build file {path} cannot be opened: {message}")
        return (
            f"the build file {path} cannot be opened: {message.rstrip('!.')}. "
            "Remove it and build again: it is made anew from the input (CLM-004)"
        )
    process = int(holder["process"])
    return (
        f"the build file {path} is held by process {process} ({Path(holder['program']).name}){_since(process)}. "
        "Nothing was changed. Wait until that process ends, then run this command again. "
        "The released file can be read meanwhile (CLM-008)"
    )


def _since(process: int) -> str:
    """Say since when a process runs, where the system has `/proc` as Linux does."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        # Another system, or the process has ended meanwhile.
        return ""
    # The program's name, in parentheses, may hold spaces; the start is the 20th field after it, in ticks from boot.
    started_after_boot = int(status.rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    started = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME) + started_after_boot
    return f" since {datetime.fromtimestamp(started, UTC):%Y-%m-%d %H:%M:%S} UTC"
