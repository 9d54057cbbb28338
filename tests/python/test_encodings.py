"""In which encoding a text is: its bytes tell, somebody has named it, or the file is refused."""

import re
from pathlib import Path

import pytest
from conftest import ROOT
from inputs.small_files import COLUMNS, inspect

from claims_warehouse.intake import records, texts
from claims_warehouse.intake.files import inspect_files
from claims_warehouse.intake.western import LOWER, UNKNOWN_ENCODING, UPPER

LATIN = "cp1250 cp1252 cp1254 cp1257 cp1258 iso8859-1 iso8859-2 iso8859-9 iso8859-13 iso8859-15 iso8859-16".split()
ENGLISH = "it\u2019s \u201ca test\u201d \u2013 5 \u20ac, \u00a35 \u2026 20\u00b0C, caf\u00e9 Brand\u2122"
GERMAN = "Gr\u00f6\u00dfe, \u00c4pfel und \u201esch\u00f6n\u201c \u2013 m\u00fc\u00dfte \u00d6l"
FRENCH = "tr\u00e8s \u00e0 l\u2019\u00e9t\u00e9, \u00eatre o\u00f9"
SPANISH = "ma\u00f1ana \u00bfqu\u00e9 canci\u00f3n?"
PORTUGUESE = "n\u00e3o, cora\u00e7\u00e3o"
POLISH = "by\u0142 w\u0105\u017c, \u0142\u00f3d\u017a, ko\u0144"
CZECH = "p\u0159\u00edli\u0161 \u017elu\u0165ou\u010dk\u00fd k\u016f\u0148"
HUNGARIAN = "\u0151r\u00fclt t\u0171z"
TURKISH = "\u0131\u015f\u0131k a\u011fa\u00e7"
LITHUANIAN = "\u0105\u017euolas \u017emogus"
RUSSIAN = "\u043f\u0440\u0438\u0432\u0435\u0442 \u043c\u0438\u0440"
GREEK = "\u03ba\u03b1\u03bb\u03b7\u03bc\u03ad\u03c1\u03b1 \u03ba\u03cc\u03c3\u03bc\u03b5"
HEBREW = "\u05e9\u05dc\u05d5\u05dd"
ARABIC = "\u0645\u0631\u062d\u0628\u0627"
CHINESE = "\u4f60\u597d\u4e16\u754c"
JAPANESE = "\u65e5\u672c\u8a9e\u306e\u30c6\u30b9\u30c8"
KOREAN = "\uc548\ub155\ud558\uc138\uc694"
# One letter, as the only one of a file, that another encoding has another letter for.
SHORT = [("ni\u00f1o", "cp1252"), ("ko\u0144", "cp1250"), ("by\u0142", "iso8859-2"), ("\u0432", "cp1251")]


def written(folder: Path, text: str, encoding: str) -> Path:
    path = folder / "videos.csv"
    path.write_bytes(f"#,text\n1,{text}\n2,plain\n".encode(encoding))
    return path


def read_as(folder: Path, encoding: str | None) -> list[dict[str, object]]:
    files = inspect_files({"videos": "videos.csv"}, folder, {"videos": COLUMNS}, encoding=encoding).to_pylist()
    assert [file["problem"] for file in files] == [None]
    return records.read_records(files, COLUMNS).read_all().to_pylist()


def test_the_letters_that_are_read_without_a_name_are_those_that_all_latin_encodings_share():
    shared = {
        bytes([code]).decode("cp1252")
        for code in range(0xC0, 0x100)
        if len({bytes([code]).decode(encoding, "replace") for encoding in LATIN}) == 1
    }
    letters = {letter.encode("ascii", "surrogateescape").decode("cp1252") for letter in LOWER + UPPER}
    assert letters == shared


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "cp1252"),
        (GERMAN, "cp1252"),
        (GERMAN.replace("\u201e", "").replace("\u201c", "").replace("\u2013", "-"), "iso8859-2"),
        ("sz\u00e9p \u00f6r\u00f6m", "cp1250"),
    ],
)
def test_what_all_latin_encodings_agree_on_is_read(tmp_path: Path, text: str, encoding: str):
    written(tmp_path, f'"{text}"', encoding)
    first, second = read_as(tmp_path, None)
    assert (first["text"], first["record_repairs"]) == (text, ["record read as Windows-1252"])
    assert (second["text"], second["record_repairs"]) == ("plain", None)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((text, "cp1252") for text in (FRENCH, SPANISH, PORTUGUESE)),
        *((text, encoding) for text in (GERMAN, FRENCH, SPANISH, ENGLISH) for encoding in ("mac-roman", "cp850")),
        *((text, encoding) for text in (POLISH, CZECH, HUNGARIAN) for encoding in ("cp1250", "iso8859-2", "cp852")),
        (TURKISH, "cp1254"),
        (LITHUANIAN, "cp1257"),
        *((RUSSIAN, encoding) for encoding in ("cp1251", "koi8-r", "iso8859-5", "cp866", "mac-cyrillic")),
        *((GREEK, encoding) for encoding in ("cp1253", "iso8859-7")),
        (HEBREW, "cp1255"),
        (ARABIC, "cp1256"),
        *((CHINESE, encoding) for encoding in ("gbk", "gb18030", "big5")),
        *((JAPANESE, encoding) for encoding in ("shift-jis", "euc-jp", "iso-2022-jp")),
        (KOREAN, "euc-kr"),
        *SHORT,
    ],
)
def test_another_encoding_is_asked_for_and_read_once_it_is_named(tmp_path: Path, text: str, encoding: str):
    can_be_written = text.encode(encoding, "ignore").decode(encoding)
    path = written(tmp_path, f'"{can_be_written}"', encoding)
    (file,) = inspect("videos.csv", tmp_path)
    assert file["problem"] == f"{path}: {UNKNOWN_ENCODING}."
    first, second = read_as(tmp_path, encoding)
    assert (first["text"], first["record_repairs"]) == (can_be_written, [f"record read as {encoding}"])
    assert (second["text"], second["record_repairs"]) == ("plain", None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-32-be"])
def test_a_named_encoding_does_not_change_what_the_bytes_tell(tmp_path: Path, encoding: str):
    written(tmp_path, RUSSIAN, encoding)
    assert [(row["text"], row["record_repairs"]) for row in read_as(tmp_path, "windows-1251")] == [
        (RUSSIAN, None),
        ("plain", None),
    ]


def test_damaged_utf_8_stays_utf_8_beside_a_named_encoding(tmp_path: Path):
    path = written(tmp_path, RUSSIAN, "utf-8")
    path.write_bytes(path.read_bytes().replace(b"plain", b"pl\xe4in"))
    rows = read_as(tmp_path, "windows-1251")
    assert rows[0]["text"] == RUSSIAN
    assert rows[1]["record_problem"] == "the record is not UTF-8 text; bytes that cannot be decoded are written \\x.."


def test_utf_8_as_the_named_encoding_rejects_single_records(tmp_path: Path):
    written(tmp_path, RUSSIAN, "cp1251")
    first, second = read_as(tmp_path, "utf-8")
    assert "is not UTF-8 text" in str(first["record_problem"])
    assert (second["text"], second["record_problem"]) == ("plain", None)


@pytest.mark.parametrize(("text", "encoding"), [(FRENCH, "windows-1252"), (CHINESE, "gbk")])
def test_a_byte_that_the_named_encoding_has_not_rejects_its_record(tmp_path: Path, text: str, encoding: str):
    path = written(tmp_path, f'"{text}"', encoding)
    path.write_bytes(path.read_bytes().replace(b"plain", b"pl\xff\x81"))
    first, second = read_as(tmp_path, encoding)
    assert (first["text"], first["record_problem"]) == (text, None)
    assert str(second["record_problem"]).startswith(f"the record is not {encoding} text; bytes")
    assert "\\x81" in str(second["text"])


def test_another_named_encoding_is_another_input(tmp_path: Path):
    written(tmp_path, RUSSIAN, "cp1251")
    fingerprints = {read_as(tmp_path, encoding)[0]["input_fingerprint"] for encoding in ("windows-1251", "koi8-r")}
    assert len(fingerprints) == 2


def test_half_an_emoji_in_utf_16_rejects_its_record(tmp_path: Path):
    path = tmp_path / "videos.csv"
    path.write_bytes("#,text\n1,XY\n2,plain\n".encode("utf-16-le").replace(b"X\0", b"\x3d\xd8"))
    first, second = read_as(tmp_path, None)
    assert (first["text"], first["record_problem"]) == (
        "\\ud83dY",
        "the record holds half a character, as of an emoji that was cut; it is written \\u....",
    )
    assert (second["text"], second["record_problem"]) == ("plain", None)


def test_each_name_of_the_variable_is_a_text_encoding_of_python():
    macro = (ROOT / "macros" / "variables.sql").read_text().partition("macro check_encoding()")[2].partition("]")[0]
    names = re.findall(r"'([\w-]+)'", macro)
    assert len(names) == len(set(names)) > 40
    assert ["#,text".encode(name).decode(name) for name in names] == ["#,text"] * len(names)


def test_a_word_at_the_edge_of_two_pieces_is_input_features_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(texts, "CHUNK", 7)
    written(tmp_path, f'"{GERMAN}"', "cp1252")
    assert read_as(tmp_path, None)[0]["text"] == GERMAN
