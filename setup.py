"""What pyproject.toml cannot say: a wheel carries the dbt project, which lies beside the package."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

# The map of renamed tables is read by `claims renamed`.
CARRIED = (
    *("dbt_project.yml", "profiles.yml", "selectors.yml", "analyses", "macros", "models", "seeds", "tests/dbt"),
    "docs/renamed.csv",
)


class BuildWithProject(build_py):
    """Puts the dbt project into the package; an editable installation finds it in the checkout."""

    def run(self) -> None:
        """Copy the project after the package."""
        super().run()
        if self.editable_mode:
            return
        project = Path(self.build_lib, "claims_warehouse", "project")
        for name in CARRIED:
            target = project / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if Path(name).is_dir():
                shutil.copytree(name, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(name, target)


# The folder build/ is the warehouse's own.
setup(cmdclass={"build_py": BuildWithProject}, options={"build": {"build_base": "target/wheel"}})
