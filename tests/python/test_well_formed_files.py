"""Well-formed text is read by another reader than all other text, with the same result."""

import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from conftest import ROOT
from hypothesis import example, given, settings
from hypothesis import strategies as st
from inputs.cleaning import COLUMNS as VIDEO_COLUMNS
from inputs.corpus import CASES
from inputs.small_files import COLUMNS, read
from inputs.writing import HEADER, good_rows, table

from claims_warehouse.intake import records, splitting
from claims_warehouse.intake.arrays import bytes_of, holds_any
from claims_warehouse.intake.files import inspect_files

TEXTS = {case.name: case.content(good_rows(case.name)) for case in CASES if case.name.endswith(".csv")}
TEXTS |= {path.name: path.read_bytes() for path in Path(ROOT, "tests", "fuzz", "cases").glob("*.csv")}
# What means something to one of the readers, beside fields that are in order.
pieces = st.sampled_from(
    [
        *('"', '""', ",", ";", "\n", "\r\n", "\r", "\\", '\\"', r"\n", "\0", "\ufeff", "\udce9", "\u00e9", "\u2028"),
        *("1", "7", "a b", " ", "#", "text", "#REF!", "Err:502", "#,text", '"x"', '"a, ""b"""', '"one\ntwo"'),
        *('"1\n2\n3"', '"1\n2\n3\n4\n5\n6"', "\x0b", "\x85"),
    ]
)
fields = st.one_of(st.just("1"), st.just("b c"), st.just('"two\r\nlines, ""said"""'), st.lists(pieces).map("".join))
lines = st.builds(
    lambda first, others, end: ",".join([first, *others]) + end,
    fields,
    st.lists(fields, min_size=1, max_size=2),
    st.sampled_from(["\n", "\r\n"]),
)


def outcome(path: Path, characters: int, *, is_careful: bool) -> tuple[Any, ...]:
    """Return what becomes of a file: its rows, or with what message it is refused."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "BATCH_CHARACTERS", characters)
        if is_careful:
            patch.setattr(records, "read_well_formed", lambda *_, **__: None)
        columns = COLUMNS if path.read_bytes()[:200].count(b",") < len(HEADER) - 1 else VIDEO_COLUMNS["videos"]
        files = inspect_files({"videos": path.name}, path.parent, {"videos": columns}, encoding="windows-1252")
        if files["problem"].null_count == 0:
            return (files,)
        return files, records.read_records(files.to_pylist(), columns).read_all().combine_chunks()


@pytest.mark.parametrize("characters", [7, 100, 1 << 22])
@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_file_of_the_corpus_is_read_alike_by_both_readers(tmp_path: Path, name: str, characters: int):
    (tmp_path / "videos.csv").write_bytes(TEXTS[name])
    fast, careful = (outcome(tmp_path / "videos.csv", characters, is_careful=careful) for careful in (False, True))
    assert fast == careful


@settings(max_examples=300, deadline=None)
@given(texts=st.lists(lines, max_size=8), end=st.lists(pieces, max_size=3), characters=st.integers(1, 60))
@example(texts=['1,"a"b\n'], end=[], characters=1)
@example(texts=['1,"one\n', '2",two\n'], end=[], characters=1)
@example(texts=["1,one\n", "\ufeff2,two\n"], end=[], characters=5)
def test_a_text_is_read_alike_by_both_readers(texts: list[str], end: list[str], characters: int):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "videos.csv"
        path.write_bytes("".join(["#,text\n", *texts, *end]).encode("utf-8", "surrogateescape"))
        fast, careful = (outcome(path, characters, is_careful=careful) for careful in (False, True))
        assert fast == careful


def refuse_lines(*_: object, **__: object) -> None:
    raise AssertionError("a line was split by the careful reader")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_well_formed_file_is_read_by_the_fast_reader_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, delimiter: str, end: str, encoding: str
):
    said = ['two\nlines, "said"; he\t|', "", " caf\u00e9 ", '"', '""', "#1: \\N", "one\r\ntwo", '\\"', "\u2028"]
    content = table([[str(number), text] for number, text in enumerate(said)], ["#", "text"], end, delimiter=delimiter)
    (tmp_path / "videos.csv").write_bytes((content + end).encode(encoding))
    monkeypatch.setattr(records, "split_lines", refuse_lines)
    for characters in (60, 1 << 22):
        monkeypatch.setattr(records, "BATCH_CHARACTERS", characters)
        rows = read("videos.csv", tmp_path)
        assert [(row["row_number"], row["text"]) for row in rows] == list(enumerate(said, start=1))
        assert {(row["record_problem"], row["record_repairs"]) for row in rows} == {(None, None)}


def test_only_the_part_of_a_file_that_is_not_in_order_is_read_with_care(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    split: list[list[str]] = []

    def counted(lines: list[str], *arguments: Any, **options: Any) -> splitting.Records:
        split.append(lines)
        return splitting.split_lines(lines, *arguments, **options)

    monkeypatch.setattr(records, "split_lines", counted)
    monkeypatch.setattr(records, "BATCH_CHARACTERS", 100)
    lines = [f"{number},said so\n" for number in range(100, 200)]
    lines[50] = '150,said "so\n'
    (tmp_path / "videos.csv").write_text("".join(["#,text\n", *lines]))
    rows = read("videos.csv", tmp_path)
    assert [row["running_number"] for row in rows] == [str(number) for number in range(100, 200)]
    assert rows[50]["text"] == 'said "so'
    assert len(split) == 1
    assert lines[50] in split[0]


@pytest.mark.parametrize(
    "odd",
    [b'1,"a"b', b'1,a"b', b'1, "a"', b"1", b"1,a,b", b"1,caf\xe9", b"1,a\r2,b", b'1,"a', b'1,"1\n2\n3\n4\n5\n6"'],
)
def test_whatever_is_odd_is_read_with_care(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: bytes):
    (tmp_path / "videos.csv").write_bytes(b"#,text\n1,one\n" + odd + b"\n")
    monkeypatch.setattr(records, "split_lines", refuse_lines)
    with pytest.raises(AssertionError, match="careful reader"):
        outcome(tmp_path / "videos.csv", 1 << 22, is_careful=False)


def test_the_fast_reader_gives_text_alone(tmp_path: Path):
    (tmp_path / "videos.csv").write_text("#,text\n1,\n2,NULL\n3,true\n4,1.0\n")
    assert [row["text"] for row in read("videos.csv", tmp_path)] == ["", "NULL", "true", "1.0"]
    assert pa.types.is_string(records.schema(COLUMNS).field("text").type)


@pytest.mark.parametrize(
    ("texts", "content"), [([], b""), ([None], b""), (["ab", None, "#\u00e9", "c"], "#\u00e9".encode())]
)
def test_the_bytes_of_a_slice_are_its_own(texts: list[str | None], content: bytes):
    texts_of_slice = pa.array(texts, pa.string()).slice(1, 2)
    assert bytes_of(texts_of_slice) == content
    assert holds_any(texts_of_slice, b"#:") == (b"#" in content)
