"""What the maintainer's manual says of versions is what the package's metadata says."""

import re
import tomllib

from conftest import ROOT

MANUAL = (ROOT / "docs" / "maintain.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_version_that_is_held_back_has_a_reason():
    extras = [requirement for extra in PROJECT["optional-dependencies"].values() for requirement in extra]
    held_back = {
        re.split(r"[^\w-]", requirement)[0] for requirement in [*PROJECT["dependencies"], *extras] if "<" in requirement
    }
    first_cells = re.findall(r"(?m)^\| ([^|]+) \| [^|]+ \|$", MANUAL.partition("| held back | why |")[2])
    named = {name for cell in first_cells for name in re.findall(r"\b[a-z][a-z-]+\b", cell)}
    assert named - {"below", "with"} == held_back


def test_the_supported_pythons_are_those_of_the_metadata():
    ours = re.findall(r"Python :: (3\.\d+)", " ".join(PROJECT["classifiers"]))
    assert f"Python {', '.join(ours[:-1])} and {ours[-1]} on Linux" in MANUAL
    assert f"Python below {PROJECT['requires-python'].partition('<')[2]}" in MANUAL
