"""Models as bytes in a table: written and read without ever running what the bytes say."""

import hashlib
import importlib.metadata
import sys
from pathlib import Path
from typing import Any

import skops.io
from sklearn.base import BaseEstimator

# Beyond what skops trusts by itself; all of them are scikit-learn's own, and none runs code when it is loaded.
TRUSTED_TYPES = ["sklearn.tree._tree.Tree"]
LIBRARIES = ("numpy", "scikit-learn", "scipy")


class TamperedArtifactError(ValueError):
    """The bytes of an artifact are not those that the training wrote."""


def to_bytes(estimator: BaseEstimator) -> bytes:
    """Write a fitted estimator as bytes in the format of skops."""
    artifact: bytes = skops.io.dumps(estimator)
    return artifact


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


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def code_version() -> str:
    """Return a hash of this package's code and of the versions of the libraries that decide what a training yields."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    parts = [source.name.encode() + source.read_bytes() for source in sources]
    parts += [f"{library}=={importlib.metadata.version(library)}".encode() for library in LIBRARIES]
    return sha256_of(b"\0".join([*parts, sys.version.encode()]))
