"""Paths of the project and of its private and released files."""

import os
from pathlib import Path

RELEASED_FILE = "claims.duckdb"
DASHBOARD = "dashboard"
SAMPLE = "seeds/sample/simulated_videos.csv"


def project_root() -> Path:
    """Return the folder of the checkout, independent of the current directory."""
    return Path(__file__).resolve().parents[2]


def home() -> Path:
    """Return the folder that holds `build/` and `warehouse/`: `CLAIMS_HOME`, or else the checkout."""
    # A quoted tilde is not expanded by the shell, nor is one in a service's settings.
    return Path(os.environ.get("CLAIMS_HOME") or project_root()).expanduser()


def build_file() -> Path:
    """Return the path of the private DuckDB file of builds."""
    return home() / "build" / "claims_build.duckdb"


def warehouse() -> Path:
    """Return the folder of what readers open."""
    return home() / "warehouse"


def released_file() -> Path:
    """Return the path of the DuckDB file that readers open."""
    return warehouse() / RELEASED_FILE


def named_videos() -> str:
    """Return the path or glob of videos that the environment names, or nothing."""
    return os.environ.get("CLAIMS_VIDEOS", "")
