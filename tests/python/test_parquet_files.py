"""Parquet files as other engines write them: each value arrives as the digits or the text that was written."""

import base64
import datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from inputs.small_files import COLUMNS, inspect, read
from pyarrow.parquet import encryption

from claims_warehouse.intake import records
from claims_warehouse.intake.parquets import INEXACT, NOT_UTF8

DAY = datetime.date(2026, 1, 31)
NIGHT = datetime.datetime(2026, 1, 31, 23, 30)
WEST = datetime.timezone(datetime.timedelta(hours=-8))


class OpenKeys(encryption.KmsClient):
    """Keys that nobody keeps."""

    def wrap_key(self, key_bytes: bytes, master_key_identifier: str) -> str:  # noqa: ARG002 - the interface
        return base64.b64encode(key_bytes).decode()

    def unwrap_key(self, wrapped_key: str, master_key_identifier: str) -> bytes:  # noqa: ARG002 - the interface
        return base64.b64decode(wrapped_key)


def texts(path: Path, values: pa.Array) -> list[tuple[object, object]]:
    """Write values as the column `text`, and return them as they arrive, each with the problem of its record."""
    pq.write_table(pa.table({"#": ["1"] * len(values), "text": values}), path)
    return [(row["text"], row["record_problem"]) for row in read(path.name, path.parent)]


def problem(path: Path) -> str:
    (file,) = inspect(path.name, path.parent)
    return str(file["problem"]).removeprefix(f"{path}: ")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pa.array([2**63 - 1, -(2**63), None]), ["9223372036854775807", "-9223372036854775808", None]),
        (pa.array([2**64 - 1], pa.uint64()), ["18446744073709551615"]),
        (pa.array([0, 5, None], pa.decimal128(38, 18)), ["0", "5", None]),
        (pa.array([Decimal("0.50"), Decimal(-7)], pa.decimal128(38, 18)), ["0.5", "-7"]),
        (pa.array([7_209_511_382_864_235_780], pa.decimal128(38, 0)), ["7209511382864235780"]),
        (pa.array([Decimal("7209511382864235780")], pa.decimal256(76, 30)), ["7209511382864235780"]),
        (pa.array([Decimal("100.00")], pa.decimal64(10, 2)), ["100"]),
        (pa.array([7_017_666_017.0, 123_456_789_012.0, -0.0, None]), ["7017666017", "123456789012", "0", None]),
        (pa.array([2.0**53 - 1, 1.5, 1e-7]), ["9007199254740991", "1.5", "1e-7"]),
        (pa.array([float("nan"), float("inf")]), ["nan", "inf"]),
        (pa.array([2.0**24 - 1, 0.1], pa.float32()), ["16777215", "0.1"]),
        (pa.array([2047.0, 0.5], pa.float16()), ["2047", "0.5"]),
        (pa.array([True, False, None]), ["true", "false", None]),
        (pa.array([None, None]), [None, None]),
        (pa.array(["a", None, "\u00e9"]).dictionary_encode(), ["a", None, "\u00e9"]),
        (pa.array([7_017_666_017.0]).dictionary_encode(), ["7017666017"]),
        (pa.array(["a"], pa.large_string()), ["a"]),
        (pa.array(["a"], pa.string_view()), ["a"]),
        (pa.array([DAY]), ["2026-01-31"]),
        (pa.array([DAY], pa.date64()), ["2026-01-31"]),
        (pa.array([NIGHT], pa.timestamp("ms")), ["2026-01-31 23:30:00.000"]),
        (pa.array([NIGHT], pa.timestamp("us", "UTC")), ["2026-01-31 23:30:00.000000Z"]),
        (pa.array([NIGHT.replace(tzinfo=WEST)], pa.timestamp("ms", "-08:00")), ["2026-02-01 07:30:00.000Z"]),
        (pa.array([NIGHT], pa.timestamp("ns", "America/Los_Angeles")), ["2026-01-31 23:30:00.000000000Z"]),
    ],
    ids=lambda argument: str(argument.type) if isinstance(argument, pa.Array) else "",
)
def test_a_value_of_any_type_arrives_as_it_was_written(tmp_path: Path, values: pa.Array, expected: list[object]):
    assert texts(tmp_path / "videos.parquet", values) == [(text, None) for text in expected]


@pytest.mark.parametrize(
    ("data_type", "inexact"),
    [(pa.float64(), 2.0**53), (pa.float64(), -(2.0**63)), (pa.float32(), 2.0**24), (pa.float16(), 2.0**11)],
)
def test_a_floating_point_number_that_may_be_rounded_is_no_number(
    tmp_path: Path, data_type: pa.DataType, inexact: float
):
    (first, second, third) = texts(tmp_path / "videos.parquet", pa.array([5.0, inexact, None], data_type))
    assert (first, third) == (("5", None), (None, None))
    assert second[1] == f"text {INEXACT}"


@pytest.mark.parametrize("is_dictionary", [False, True])
def test_a_text_that_is_not_utf_8_is_the_problem_of_its_row(tmp_path: Path, is_dictionary: bool):
    content = pa.array([b"caf\xe9 said", b"caf\xc3\xa9", None, rb"\xe9"], pa.binary())
    values = pa.Array.from_buffers(pa.string(), 4, content.buffers())
    assert texts(tmp_path / "videos.parquet", values.dictionary_encode() if is_dictionary else values) == [
        (r"caf\xe9 said", f"text {NOT_UTF8}"),
        ("caf\u00e9", None),
        (None, None),
        (r"\xe9", None),
    ]


@pytest.mark.parametrize(
    "values",
    [
        pa.array([["a"]]),
        pa.array([{"a": 1}]),
        pa.array([b"a"]),
        pa.array([b"a"], pa.binary(1)),
        pa.array([b"a"]).dictionary_encode(),
        pa.array([datetime.timedelta(seconds=1)]),
        pa.array([b"a" * 16], pa.uuid()),
    ],
    ids=lambda values: str(values.type),
)
def test_a_column_without_a_text_is_refused_by_name(tmp_path: Path, values: pa.Array):
    pq.write_table(pa.table({"#": ["1"], "text": values}), tmp_path / "videos.parquet")
    message = problem(tmp_path / "videos.parquet")
    assert message.startswith("has column 'text' of type ")
    assert message.endswith(". Write it as text, or as a number (CLM-042).")


def test_such_a_column_does_no_harm_where_it_is_not_read(tmp_path: Path):
    pq.write_table(
        pa.table({"#": [1], "text": ["a"], "list": [["b"]], "list ": [{"c": 1}]}), tmp_path / "videos.parquet"
    )
    assert [row["text"] for row in read("videos.parquet", tmp_path)] == ["a"]


def test_a_file_without_rows_or_groups_of_rows_is_read(tmp_path: Path):
    schema = pa.schema([("#", pa.int64()), ("text", pa.string())])
    pq.ParquetWriter(tmp_path / "videos.parquet", schema).close()
    assert read("videos.parquet", tmp_path) == []
    pq.write_table(schema.empty_table(), tmp_path / "videos.parquet")
    assert read("videos.parquet", tmp_path) == []


def test_two_columns_of_one_name_are_refused(tmp_path: Path):
    pq.write_table(pa.table([["1"], ["a"], ["b"]], names=["#", "text", "text"]), tmp_path / "videos.parquet")
    assert problem(tmp_path / "videos.parquet") == "carries column 'text' 2 times. Remove all but one (CLM-037)."


@pytest.mark.parametrize("has_plain_footer", [False, True])
def test_an_encrypted_file_is_refused_as_what_it_is(tmp_path: Path, has_plain_footer: bool):
    factory = encryption.CryptoFactory(lambda _: OpenKeys())
    configuration = encryption.EncryptionConfiguration(
        footer_key="one", column_keys={"two": ["text"]}, plaintext_footer=has_plain_footer
    )
    properties = factory.file_encryption_properties(encryption.KmsConnectionConfig(), configuration)
    table = pa.table({"#": ["1"], "text": ["a"]})
    pq.write_table(table, tmp_path / "videos.parquet", encryption_properties=properties)
    assert (
        problem(tmp_path / "videos.parquet") == "is an encrypted Parquet file. Write it without encryption (CLM-029)."
    )


def test_a_page_that_is_not_what_was_written_ends_the_build(tmp_path: Path):
    """Spark writes checksums of pages; without them a damaged number is another number."""
    path = tmp_path / "videos.parquet"
    table = pa.table({"#": list(range(50_000)), "text": ["one"] * 50_000})
    pq.write_table(table, path, compression="none", use_dictionary=False, write_page_checksum=True)
    (file,) = inspect(path.name, tmp_path)
    content = bytearray(path.read_bytes())
    content[200_000] ^= 1
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"videos.parquet: cannot be read to its end \(.*checksum"):
        records.read_records([file], COLUMNS).read_all()
