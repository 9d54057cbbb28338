"""Parquet files: columns of any type as text, each value as it stands or named as a problem."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from claims_warehouse.intake.columns import InputColumn, match_columns
from claims_warehouse.intake.formats import ENCRYPTED_PARQUET
from claims_warehouse.intake.problems import InputFileError

# From these values on, a floating-point number of that width may not be the whole number that was written.
INEXACT_FROM = {16: 2**11, 32: 2**24, 64: 2**53}
INEXACT = "is a floating-point number that may be rounded. Write the column as text or as whole numbers"
NOT_UTF8 = r"is not UTF-8 text; bytes that cannot be decoded are written \x.. Write the column as UTF-8"
Texts = tuple[pa.Array, dict[int, str]]


def column_names(path: Path, columns: Sequence[InputColumn]) -> list[str]:
    """Return the names of a file's columns.

    Raises
    ------
    InputFileError
        If one of the input columns has a type that cannot be written as text, such as a list, or if columns are
        encrypted.
    """
    with path.open("rb") as stream, pq.ParquetFile(stream) as parquet:
        schema = parquet.schema_arrow
        try:
            next(parquet.iter_batches(1), None)
        except OSError as error:
            # The footer of such a file can be read; to look at its columns there would end the process.
            if "decrypt" not in str(error):
                raise
            raise InputFileError(ENCRYPTED_PARQUET) from error
    for position in match_columns(schema.names, columns).values():
        field = schema.field(position)
        if not _has_text(field.type):
            raise InputFileError(
                f"has column '{field.name}' of type {field.type}. Write it as text, or as a number (CLM-042)"
            )
    return list(schema.names)


def as_text(values: pa.Array) -> Texts:
    """Write the values of a column as text.

    Parameters
    ----------
    values : pyarrow.Array
        Of a type that `column_names` accepts.

    Returns
    -------
    tuple of pyarrow.Array and dict of int to str
        The texts, and by position why a value is not what was written.
    """
    data_type = values.type
    if isinstance(values, pa.ExtensionArray):
        return as_text(values.storage)
    if pa.types.is_dictionary(data_type):
        return as_text(values.dictionary_decode())
    if pa.types.is_floating(data_type):
        return _texts_of_floats(values)
    if pa.types.is_decimal(data_type):
        return _texts_of_decimals(values), {}
    is_in_a_zone = pa.types.is_timestamp(data_type) and data_type.tz
    # Without its zone a timestamp is the one in UTC.
    texts = pc.cast(pc.cast(values, pa.timestamp(data_type.unit)) if is_in_a_zone else values, pa.string())
    return _decoded(pc.binary_join_element_wise(texts, "Z", "") if is_in_a_zone else texts)


def _has_text(data_type: pa.DataType) -> bool:
    if isinstance(data_type, pa.BaseExtensionType):
        return _has_text(data_type.storage_type)
    if pa.types.is_dictionary(data_type):
        return _has_text(data_type.value_type)
    # The number of a duration does not say whether it counts seconds or less.
    refused = ("is_nested", "is_binary", "is_large_binary", "is_binary_view", "is_fixed_size_binary", "is_duration")
    return not any(getattr(pa.types, name)(data_type) for name in refused)


def _texts_of_floats(values: pa.Array) -> Texts:
    numbers = pc.cast(values, pa.float64())
    is_whole = pc.and_(pc.less(pc.abs(numbers), INEXACT_FROM[64]), pc.equal(pc.floor(numbers), numbers))
    whole_numbers = pc.cast(pc.if_else(is_whole, numbers, None), pa.int64())
    texts = pc.coalesce(pc.cast(whole_numbers, pa.string()), pc.cast(values, pa.string()))
    is_inexact = pc.and_(pc.is_finite(numbers), pc.greater_equal(pc.abs(numbers), INEXACT_FROM[values.type.bit_width]))
    return texts, dict.fromkeys(pc.indices_nonzero(pc.fill_null(is_inexact, fill_value=False)).to_pylist(), INEXACT)


def _texts_of_decimals(values: pa.Array) -> pa.Array:
    texts = [None if value is None else f"{value:f}" for value in values.to_pylist()]
    return pa.array([text.rstrip("0").rstrip(".") if text and "." in text else text for text in texts], pa.string())


def _decoded(texts: pa.Array) -> Texts:
    """Write bytes that are not UTF-8 as digits."""
    try:
        texts.validate(full=True)
    except pa.ArrowInvalid:
        values = pc.cast(texts, pa.binary()).to_pylist()
        readable = [None if value is None else value.decode("utf-8", "backslashreplace") for value in values]
        is_damaged = [value != (text and text.encode()) for value, text in zip(values, readable, strict=True)]
        return pa.array(readable, pa.string()), {position: NOT_UTF8 for position, bad in enumerate(is_damaged) if bad}
    return texts, {}
