"""The date that a folder gives to the files in it, as in `delivered_on=2026-01-31`."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote

from claims_warehouse.intake.columns import InputColumn, canonical, misspelt
from claims_warehouse.intake.problems import InputFileError

PARTITION_KEY = "delivered_on"
# What Hive and Spark write where a row has no date.
NO_PARTITION_DATE = "__HIVE_DEFAULT_PARTITION__"


def partition_date(path: Path, columns: Sequence[InputColumn]) -> str | None:
    """Return the value of the innermost folder `delivered_on=…`, with the characters that Hive writes as `%3A`.

    Raises
    ------
    InputFileError
        If there is none, and a folder looks like one whose name is misspelt.
    """
    folders = [part.split("=", 1) for part in path.parts[:-1] if "=" in part]
    dates = [unquote(value) for key, value in folders if canonical(key) == PARTITION_KEY]
    meant = misspelt([key for key, _ in folders], [column for column in columns if column.name == PARTITION_KEY])
    for key in () if dates else meant.values():
        raise InputFileError(
            f"lies in a folder '{key}=…': did you mean {PARTITION_KEY}=…? Rename the folder or, if it is something "
            "else, give it a name that is less alike (CLM-045)"
        )
    return dates[-1] if dates and dates[-1] != NO_PARTITION_DATE else None
