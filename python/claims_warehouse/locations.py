"""Paths of the project and of its private and released files."""

import os
import re
from pathlib import Path

RELEASED_FILE = "claims.duckdb"
DASHBOARD = "dashboard"
SAMPLE = "seeds/sample/simulated_videos.csv"
# Where a wheel carries the dbt project; in a checkout there is no such folder.
CARRIED = Path(__file__).resolve().with_name("project")


def own_project() -> Path:
    """Return the folder of the dbt project that belongs to this package: the checkout, or what a wheel carries."""
    return CARRIED if CARRIED.is_dir() else Path(__file__).resolve().parents[2]


def project_root() -> Path:
    """Return the folder of the dbt project that is built: the checkout, independent of the current directory.

    If the package was installed from a wheel, it is where dbt looks for a project.
    """
    return Path(os.environ.get("DBT_PROJECT_DIR") or Path.cwd()).resolve() if CARRIED.is_dir() else own_project()


def project_version(folder: Path) -> str | None:
    """Return the version of this project in a folder, or None if the folder holds no such project."""
    try:
        text = (folder / "dbt_project.yml").read_text(encoding="utf-8")
    except OSError:
        return None
    found = re.match(r"name: claims_warehouse\nversion: (\S+)\n", text)
    return found[1] if found else None


def home() -> Path:
    """Return the folder that holds `build/` and `warehouse/`: `CLAIMS_HOME`, or else the project's."""
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
