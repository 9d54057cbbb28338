"""Mutate input files and artifacts and read them: `python fuzz.py SECONDS [--seed SEED]`, SECONDS for either.

What breaks a promise is written into `cases/`, where the tests read it from then on.
"""

import argparse
import csv
import gzip
import hashlib
import io
import random
import resource
import signal
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import skops.io
import xlsxwriter
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "python"))

from claims_warehouse.cache import sha256_of  # noqa: E402 - as above
from claims_warehouse.claim_models import artifacts  # noqa: E402 - the package lies beside the tests
from claims_warehouse.intake import columns, files, records  # noqa: E402 - as above

CASES = ROOT / "tests" / "fuzz" / "cases"
ARTIFACT = ".skops"
SECONDS_OF_ONE = 10
BYTES_OF_MEMORY = 4 << 30
MEMBERS_THAT_DECIDE = (artifacts.SCHEMA_MEMBER, "xl/worksheets/sheet1.xml")
# What means something in one of the formats.
TOKENS = [
    *(b'"', b'""', b"\\'", b"\\N", b"\r", b"\n", b"\x00", b",", b";", b"\t", b"|", b"1e9", b"#"),
    *(b"\xff\xfe", b"\xef\xbb\xbf", b"\xf0\x9f\x98\x80", b"\xa9", b"{", b"}", b"[", b"null", b"PK\x03\x04"),
    *(b"<row>", b"<c>", b"</c>", b' t="s"', b"<v>", b"<f>", b"_xD800_", b"&#0;", b"&x;", b"<!DOCTYPE x ["),
]


def input_files() -> dict[str, bytes]:
    """Return good files to begin with: the head of the sample in the formats that are read."""
    with (ROOT / "seeds" / "sample" / "simulated_videos.csv").open(encoding="utf-8") as file:
        text = "".join(line for line, _ in zip(file, range(40), strict=False))
    parquet, workbook = io.BytesIO(), io.BytesIO()
    pd.DataFrame(list(csv.DictReader(io.StringIO(text)))).to_parquet(parquet)
    with xlsxwriter.Workbook(workbook, {"in_memory": True, "strings_to_numbers": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(csv.reader(io.StringIO(text))):
            sheet.write_row(number, 0, row)
    return {
        "utf-8.csv": text.encode(),
        "utf-16.csv": text.encode("utf-16"),
        "semicolons.csv": text.replace(",", ";").encode(),
        "compressed.csv.gz": gzip.compress(text.encode()),
        "archived.csv.zip": zipped(text.encode()),
        "windows-1252.csv": text.replace("a", "\u00e4").encode("cp1252"),
        "joined.csv": 2 * text.encode(),
        "columns.parquet": parquet.getvalue(),
        "sheet.xlsx": workbook.getvalue(),
    }


def zipped(content: bytes) -> bytes:
    """Return a ZIP archive of one file."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as writer:
        writer.writestr("videos.csv", content)
    return archive.getvalue()


def written_artifacts() -> dict[str, bytes]:
    """Return good artifacts to begin with: a model of each type that holds arrays, trees or words."""
    numbers, is_claim = [[number, number % 3] for number in range(40)], [number % 2 for number in range(40)]
    texts = [f"word{number} that word{number % 3}" for number in range(40)]
    models = {
        "linear": make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(texts, is_claim),
        "forest": RandomForestClassifier(3, random_state=0).fit(numbers, is_claim),
        "boosting": HistGradientBoostingClassifier(max_iter=3, min_samples_leaf=2).fit(numbers, is_claim),
    }
    return {name + ARTIFACT: artifacts.to_bytes(model) for name, model in models.items()}


def mutated(content: bytes, choices: random.Random) -> bytes:
    """Change some bytes, insert tokens, repeat or drop a part, or cut the end off."""
    changed = bytearray(content)
    for _ in range(choices.randint(1, 6)):
        at = choices.randrange(len(changed) + 1)
        part = slice(at, at + choices.randrange(1, 500))
        match choices.choices(("byte", "token", "repeat", "drop", "cut"), (4, 4, 1, 1, 0.3))[0]:
            case "byte":
                changed[at : at + 1] = bytes([choices.randrange(256)])
            case "token":
                changed[at:at] = choices.choice(TOKENS) * choices.choice((1, 1, 1, 200))
            case "repeat":
                changed[at:at] = changed[part]
            case "drop":
                del changed[part]
            case "cut":
                del changed[at:]
    return bytes(changed)


def mutated_file(content: bytes, choices: random.Random) -> bytes:
    """Mutate a file; of an archive more often a member, whose own check of its bytes holds then."""
    if not content.startswith(b"PK") or choices.random() < 0.2:
        return mutated(content, choices)
    archive, changed = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    names = archive.namelist()
    victim = choices.choice([*(name for name in MEMBERS_THAT_DECIDE if name in names), *names])
    with zipfile.ZipFile(changed, "w") as copy:
        for member in archive.namelist():
            held = archive.read(member)
            copy.writestr(member, mutated(held, choices) if member == victim else held)
    return changed.getvalue()


def read_file(path: Path) -> None:
    """See that a file is refused in words, or read, or that reading ends with an error of the file."""
    with (ROOT / "seeds" / "vocabulary" / "input_columns.csv").open(encoding="utf-8") as file:
        expected = columns.input_columns(csv.DictReader(file))
    (inspected,) = files.inspect_files({"videos": str(path)}, path.parent, expected).to_pylist()
    if inspected["problem"] is not None:
        assert inspected["problem"].startswith(str(path))
        return
    try:
        for batch in records.read_records([inspected], expected["videos"]):
            batch.validate(full=True)
    except UnicodeError:
        raise
    except (OSError, ValueError) as error:
        # Not every page of a Parquet file, nor the place of every cell of a sheet, is looked at before rows are read.
        assert path.suffix in (".parquet", ".xlsx"), error  # noqa: PT017 - what is allowed depends on the file


def read_artifact(path: Path) -> None:
    """See that changed bytes are refused, and that below that check nothing is loaded beyond the trusted types."""
    content = path.read_bytes()
    try:
        artifacts.from_bytes(content, sha256_of(b"of what the training wrote"))
    except artifacts.TamperedArtifactError:
        pass
    else:
        raise AssertionError("bytes of another SHA-256 were loaded")
    try:
        skops.io.loads(content, trusted=artifacts.TRUSTED_TYPES)
    except Exception as error:
        assert not isinstance(error, (TimeoutError, AssertionError)), error  # noqa: PT017 - as above


def reader_of(path: Path) -> Callable[[Path], None]:
    return read_artifact if path.suffix == ARTIFACT else read_file


def fuzz(begin_with: Mapping[str, bytes], seconds: float, seed: int) -> int:
    """Read mutated files for a while; return how many."""
    choices = random.Random(seed)
    end, count = time.monotonic() + seconds, 0
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            name, content = choices.choice(list(begin_with.items()))
            path = Path(folder, name)
            path.write_bytes(mutated_file(content, choices))
            signal.alarm(SECONDS_OF_ONE)
            try:
                reader_of(path)(path)
            except BaseException:
                changed = path.read_bytes()
                case = CASES / f"{hashlib.sha256(changed).hexdigest()[:8]}-{name}"
                case.write_bytes(changed)
                print(f"seed {seed}, number {count}: {case}", file=sys.stderr)
                raise
            count += 1
    signal.alarm(0)
    return count


def out_of_time(*_: object) -> None:
    raise TimeoutError(f"one file took more than {SECONDS_OF_ONE} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--seed", type=int, default=time.time_ns())
    arguments = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (BYTES_OF_MEMORY, BYTES_OF_MEMORY))
    signal.signal(signal.SIGALRM, out_of_time)
    read = fuzz(input_files(), arguments.seconds, arguments.seed)
    loaded = fuzz(written_artifacts(), arguments.seconds, arguments.seed)
    print(f"seed {arguments.seed}: {read} files and {loaded} artifacts, none of which broke a promise")


if __name__ == "__main__":
    main()
