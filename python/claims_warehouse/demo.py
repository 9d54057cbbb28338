"""The dbt project in a folder of its own, for those who have installed the package from a wheel."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from claims_warehouse import locations


def write_project(folder: Path) -> Path | None:
    """Write the dbt project into a folder, or renew the files of another version of it.

    Parameters
    ----------
    folder : Path
        New, empty, or with a project that this function wrote. What builds wrote there stays.

    Returns
    -------
    Path or None
        Where the earlier version's files are now; None if there were none.
    """
    if not locations.CARRIED.is_dir():
        raise RuntimeError(f"{locations.own_project()} is a checkout, which holds the project itself (CLM-137)")
    earlier_version = locations.project_version(folder)
    if earlier_version is None and folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder}: the folder holds other files. Name a new one (CLM-135)")
    earlier = None
    if earlier_version is not None:
        earlier = folder / f"project-{earlier_version}"
        if earlier.exists():
            raise FileExistsError(f"{earlier}: files kept before are still there. Move them away first (CLM-135)")
        earlier.mkdir()
        for path in locations.CARRIED.iterdir():
            if (folder / path.name).exists():
                shutil.move(folder / path.name, earlier)
    shutil.copytree(locations.CARRIED, folder, dirs_exist_ok=True)
    return earlier


def build_sample(folder: Path) -> None:
    """Write the project into a new folder and build the shipped sample there; in a checkout, that project builds it."""
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder}: the folder holds other files. Name a new one (CLM-135)")
    folder.mkdir(parents=True, exist_ok=True)
    if locations.CARRIED.is_dir():
        write_project(folder)
    project = folder if locations.CARRIED.is_dir() else locations.own_project()
    dbt = shutil.which("dbt", path=Path(sys.executable).parent)
    if dbt is None:
        raise FileNotFoundError(f"{Path(sys.executable).parent}: dbt is not installed there (CLM-136)")
    # Nothing of other builds; unit tests say nothing of the data.
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name == "CLAIMS_MEMORY_LIMIT" or not name.startswith(("CLAIMS_", "DBT_"))
    }
    folders = {
        "CLAIMS_HOME": folder,
        "DBT_PROJECT_DIR": project,
        "DBT_PROFILES_DIR": project,
        "DBT_TARGET_PATH": folder / "target",
        "DBT_LOG_PATH": folder / "logs",
    }
    environment = inherited | {name: str(path.resolve()) for name, path in folders.items()}
    built = subprocess.run(  # noqa: S603 - dbt of this environment
        [dbt, "build"],
        cwd=folder,
        env=environment,
        check=False,
    )
    if built.returncode:
        raise RuntimeError(f"dbt build failed; {folder}/logs/dbt.log says more (CLM-136)")
