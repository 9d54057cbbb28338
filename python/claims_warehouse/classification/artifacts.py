"""Models as bytes in a table: written and read without ever running what the bytes say."""

import io
import re
import zipfile
from typing import Any

import skops.io
from sklearn.base import BaseEstimator

from claims_warehouse.stored import sha256_of

# Beyond what skops trusts by itself: scikit-learn's own trees, which run no code when they are loaded. Their node
# numbers are not checked when they predict, so that a forged tree could crash a build: bytes are loaded from the
# private build file alone, and only if they have the SHA-256 that stands beside them.
TRUSTED_TYPES = ["sklearn.tree._tree.Tree", "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor"]

SCHEMA_MEMBER = "schema.json"
ADDRESS = r'(?<="__id__": )[0-9]+|[0-9]+(?=\.npy")'


class TamperedArtifactError(ValueError):
    """The bytes of an artifact are not those that the training wrote."""


def to_bytes(estimator: BaseEstimator) -> bytes:
    """Write a fitted estimator as bytes in the format of skops: the same estimator always gives the same bytes."""
    written = zipfile.ZipFile(io.BytesIO(skops.io.dumps(estimator)))
    numbers: dict[str, str] = {}

    def renumbered(address: re.Match[str]) -> str:
        return numbers.setdefault(address[0], str(len(numbers)))

    # skops numbers what it writes by addresses in memory, and dates the members of its archive by the clock.
    schema = re.sub(ADDRESS, renumbered, written.read(SCHEMA_MEMBER).decode())
    members = {SCHEMA_MEMBER: schema.encode()}
    for address, number in numbers.items():
        if f"{address}.npy" in written.namelist():
            members[f"{number}.npy"] = written.read(f"{address}.npy")
    artifact = io.BytesIO()
    with zipfile.ZipFile(artifact, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return artifact.getvalue()


def from_bytes(artifact: bytes, sha256: str) -> Any:
    """Read a fitted estimator.

    Raises
    ------
    TamperedArtifactError
        If the bytes do not have the SHA-256 that the training noted.
    skops.io.exceptions.UntrustedTypesFoundException
        If they hold any type beyond scikit-learn's own.
    """
    if sha256_of(artifact) != sha256:
        raise TamperedArtifactError("the bytes of the model are not those that its training wrote")
    return skops.io.loads(artifact, trusted=TRUSTED_TYPES)
