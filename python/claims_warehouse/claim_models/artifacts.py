"""Models as bytes in a table: written and read without ever running what the bytes say."""

import copy
import io
import json
import zipfile
from typing import Any

import skops.io
from sklearn.base import BaseEstimator
from sklearn.pipeline import Pipeline

from claims_warehouse.cache import sha256_of
from claims_warehouse.claim_models.text_features import text_steps

# Beyond what skops trusts by itself, each with the reason why it is safe: scikit-learn's own trees, which run no code
# when they are loaded. Their node numbers are not checked when they predict, so a forged tree could crash a process:
# bytes are loaded from the build file or beside a release, and only if they have the SHA-256 that its tables name.
# A calibrated model holds a sigmoid and whose it is, both plain numbers; the rest is this package's own.
TRUSTED_TYPES = [
    "claims_warehouse.claim_models.text_features.WordwiseTfidf",
    "claims_warehouse.claim_models.text_features.normalize",
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.tree._tree.Tree",
]

SCHEMA_MEMBER = "schema.json"
# The terms of each vectorizer, in the order of their columns. skops would write each as a node of its own, and take
# nine seconds to write a hundred thousand of them and two to read them.
VOCABULARIES_MEMBER = "vocabularies.json"


class UntrustedTypeError(ValueError):
    """A model holds a type of which nobody has said that it is safe to load."""


class TamperedArtifactError(ValueError):
    """The bytes of an artifact are not those that the training wrote."""


def to_bytes(estimator: BaseEstimator) -> bytes:
    """Write an estimator as bytes in the format of skops: the same model always gives the same bytes.

    Raises
    ------
    UntrustedTypeError
        If it holds a type that is not trusted, and so could not be read again.
    """
    bare, vocabularies = _without_vocabularies(estimator)
    content = skops.io.dumps(bare)
    untrusted = sorted(set(skops.io.get_untrusted_types(data=content)) - set(TRUSTED_TYPES))
    if untrusted:
        last = estimator[-1] if isinstance(estimator, Pipeline) else estimator
        raise UntrustedTypeError(
            f"a fitted {type(last).__name__} holds types that are not trusted: {', '.join(untrusted)}. Where they are "
            "safe to load, add them to TRUSTED_TYPES in claim_models/artifacts.py, and say why (CLM-074)"
        )
    written = zipfile.ZipFile(io.BytesIO(content))
    numbers: dict[object, int] = {}
    members: dict[str, bytes] = {}

    # skops numbers what it writes by addresses in memory, and dates the members of its archive by the clock.
    def renumber(node: Any) -> None:
        if isinstance(node, list):
            for child in node:
                renumber(child)
        if not isinstance(node, dict):
            return
        if "__id__" in node:
            # Plain values may share an address or not: each is numbered by itself.
            is_plain = node["__loader__"] == "JsonNode"
            node["__id__"] = numbers.setdefault(len(numbers) if is_plain else str(node["__id__"]), len(numbers))
        if str(node.get("file", "")).endswith(".npy"):
            name = f"{node['__id__']}.npy"
            members[name] = written.read(node["file"])
            node["file"] = name
        if "_stop_words_id" in node:
            node["_stop_words_id"]["content"] = "0"
        for child in node.values():
            renumber(child)

    schema = json.loads(written.read(SCHEMA_MEMBER))
    renumber(schema)
    artifact = io.BytesIO()
    with zipfile.ZipFile(artifact, "w") as archive:
        texts = {SCHEMA_MEMBER: json.dumps(schema).encode(), VOCABULARIES_MEMBER: json.dumps(vocabularies).encode()}
        for name, content in (texts | members).items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return artifact.getvalue()


def from_bytes(artifact: bytes, sha256: str) -> Any:
    """Read a fitted estimator.

    Raises
    ------
    TamperedArtifactError
        If the bytes do not have the SHA-256 that the training noted.
    skops.io.exceptions.UntrustedTypesFoundException
        If they hold any type that is not trusted.
    """
    if sha256_of(artifact) != sha256:
        raise TamperedArtifactError("the bytes of the model are not those that its training wrote (CLM-073)")
    estimator = skops.io.loads(artifact, trusted=TRUSTED_TYPES)
    with zipfile.ZipFile(io.BytesIO(artifact)) as archive:
        vocabularies = json.loads(archive.read(VOCABULARIES_MEMBER))
    for step, terms in vocabularies.items():
        estimator[0].named_transformers_[step].vocabulary_ = {term: column for column, term in enumerate(terms)}
    return estimator


def _without_vocabularies(estimator: Any) -> tuple[Any, dict[str, list[str]]]:
    """Return an estimator whose vectorizers know no term, and the terms of each by the name of its step."""
    steps = text_steps(estimator)
    if not steps or not hasattr(estimator[0], "transformers_"):
        # Without texts, or not fitted: there are no terms.
        return estimator, {}
    vocabularies = {}
    columns = copy.copy(estimator[0])
    columns.transformers_ = list(columns.transformers_)
    for number, (name, vectorizer, texts) in enumerate(columns.transformers_):
        if name in steps:
            vocabularies[name] = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)
            bare = copy.copy(vectorizer)
            bare.vocabulary_ = {}
            columns.transformers_[number] = (name, bare, texts)
    return Pipeline([(estimator.steps[0][0], columns), *estimator.steps[1:]]), vocabularies
