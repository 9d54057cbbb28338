"""Messages about files that cannot be read."""

import re
import zipfile
import zlib
from pathlib import Path

# What the format readers raise for a file that is damaged or of another format.
READ_ERRORS = (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError)


class InputFileError(ValueError):
    """A file that is not read. The message says why and what to do, after the path."""


EMPTY = "the file is empty; expected is a header with the columns' names. Provide it again (CLM-026)"
# What a pattern that finds nothing may have been meant as.
MEANT = {
    r"\{.*\}": "braces stand for themselves; write * or [ab] in their place",
    r"^~|\$\w|\$\{|%\w+%": "names that only a shell replaces stand for themselves; write the path in full",
    r"^[\s\"']|[\s\"']$": "it begins or ends with a blank or a quote",
    r"[,;]": "several files are given by one glob that finds them all",
}


def nothing_found(pattern: str, root: Path) -> str:
    """Return why a path or glob names no file, and what to give."""
    if re.match("[a-z][a-z0-9+.-]+:/", pattern, re.IGNORECASE):
        return "is an address, and a build fetches nothing. Download the files, and give their path (CLM-022)"
    why = next((f": {meant}" for form, meant in MEANT.items() if re.search(form, pattern)), "")
    return (
        f"no such file{why}. "
        f"Give a CSV, Excel or Parquet file, or a glob of them, relative to {root} or absolute (CLM-020)"
    )


def error_text(error: Exception) -> str:
    """Return what an error says as one line without its full stop."""
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(words.split()).rstrip(".")
