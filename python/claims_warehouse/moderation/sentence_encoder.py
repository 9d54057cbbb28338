"""Sentence encoders that lie on this machine; it needs the extra `embeddings`.

Nothing is downloaded. Of a folder only safetensors are read as weights, and no code of its own is run.
"""

import importlib.metadata
import importlib.util
import json
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from claims_warehouse import cache

# Weights, settings and vocabularies, and what people write beside them. A pickle, code and other weights are refused.
SUFFIXES = ("", ".safetensors", ".json", ".txt", ".model", ".md")
# The library imports any class that a folder on this machine names, those of files in the folder included.
NAMESPACE, MODULES = "sentence_transformers.", ("Transformer", "Pooling", "Normalize")
MODULE_LIST = "modules.json"
LIBRARIES = ("sentence-transformers", "tokenizers", "torch", "transformers")


class SentenceEncoderError(ValueError):
    """A sentence encoder that cannot be used, with what to do."""


def find_encoder(name: str, root: Path) -> Path:
    """Return the folder of a sentence encoder, after a look at what it holds.

    Parameters
    ----------
    name : str
        A folder, absolute or from `root` on, or an installed package that holds one.
    root : pathlib.Path

    Returns
    -------
    pathlib.Path

    Raises
    ------
    SentenceEncoderError
        If the extra is not installed, there is no such encoder, or it holds what is not loaded.
    """
    if importlib.util.find_spec("sentence_transformers") is None:
        raise SentenceEncoderError(
            f"the variable sentence_encoder is '{name}', and the extra 'embeddings' is not installed. "
            "Use make embeddings, and build with .venv-embeddings/bin/dbt (CLM-067)"
        )
    folder = root / Path(name).expanduser()
    if not folder.is_dir():
        folder = _folder_of_package(name)
    check_folder(folder)
    return folder


def check_folder(folder: Path) -> None:
    """Refuse a folder that is no sentence encoder, or that holds what could run code."""
    try:
        modules = [str(module["type"]) for module in json.loads((folder / MODULE_LIST).read_text())]
    except (OSError, ValueError, TypeError, KeyError) as error:
        message = f"{folder} is no sentence encoder: it has no list of modules in {MODULE_LIST} (CLM-068)"
        raise SentenceEncoderError(message) from error
    for module in modules:
        if not module.startswith(NAMESPACE) or module.rpartition(".")[2] not in MODULES:
            raise SentenceEncoderError(
                f"{folder} names the module {module}; loaded are only {', '.join(MODULES)} (CLM-068)"
            )
    # What a link to a folder holds is not looked at.
    links = [path for path in folder.rglob("*") if path.is_symlink() and path.is_dir()]
    others = [path for path in _files(folder) if path.suffix not in SUFFIXES] + links
    if others:
        raise SentenceEncoderError(
            f"{folder} holds {others[0].relative_to(folder)}, and weights are read from safetensors only. "
            "Copy what is needed to a folder without it (CLM-068)"
        )
    if not (folder / "model.safetensors").is_file():
        raise SentenceEncoderError(
            f"{folder} holds no model.safetensors, and weights are read from safetensors only (CLM-068)"
        )


def encoder_version(folder: Path) -> str:
    """Return a hash of an encoder's files and of the libraries that compute with them, wherever the folder lies."""
    files = [f"{path.relative_to(folder)} {cache.sha256_of_file(path)}" for path in _files(folder)]
    libraries = [f"{library} {importlib.metadata.version(library)}" for library in LIBRARIES]
    return cache.sha256_of("\n".join([*files, *libraries]).encode())


class SentenceEncoder:
    """Encodes texts as vectors of length 1, on one core.

    Each text is encoded alone: the texts of a batch change each other's last digits.

    Parameters
    ----------
    folder : pathlib.Path
        What `find_encoder` returns.
    """

    def __init__(self, folder: Path) -> None:
        # Read when the libraries are imported.
        os.environ["HF_HUB_OFFLINE"] = "1"
        import sentence_transformers  # noqa: PLC0415 - an extra
        import torch  # noqa: PLC0415 - as above
        from transformers.utils import logging  # noqa: PLC0415 - as above

        logging.disable_progress_bar()
        torch.set_num_threads(1)
        self.model_ = sentence_transformers.SentenceTransformer(
            str(folder),
            device="cpu",
            trust_remote_code=False,
            local_files_only=True,
            model_kwargs={"use_safetensors": True},
        )

    def encode(self, texts: list[str]) -> NDArray[np.float64]:
        """Return the vector of each text, and zeros for an empty one.

        Parameters
        ----------
        texts : list of str

        Returns
        -------
        ndarray of shape (n_texts, n_dimensions)
        """
        vectors = np.zeros((len(texts), self.model_.get_embedding_dimension()))
        for vector, text in zip(vectors, texts, strict=True):
            if text:
                vector[:] = self.model_.encode(text, show_progress_bar=False, normalize_embeddings=True)
        return vectors


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _folder_of_package(name: str) -> Path:
    """Return the folder of an encoder within an installed package, without importing the package."""
    try:
        files = importlib.metadata.files(name) or []
    except (importlib.metadata.PackageNotFoundError, ValueError):
        files = []
    for path in files:
        if path.name == MODULE_LIST:
            return Path(str(path.locate())).parent
    raise SentenceEncoderError(
        f"the variable sentence_encoder is '{name}'; it is a folder, or an installed package that holds one, "
        "and there is neither. Nothing is downloaded (CLM-068)"
    )
