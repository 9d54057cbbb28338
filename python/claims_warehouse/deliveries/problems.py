"""What is said of a file that cannot be read."""

import re
import zipfile
import zlib
from pathlib import Path

# What the readers of the formats raise where a file is damaged, or is none of theirs.
READ_ERRORS = (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError)


def nothing_found(pattern: str, root: Path) -> str:
    """Return why a path or glob names no file, and what to give."""
    if re.match("[a-z][a-z0-9+.-]+://", pattern, re.IGNORECASE):
        return "is an address, and a build fetches nothing. Download the files, and give their path"
    return f"no such file. Give a CSV, Excel or Parquet file, or a glob of them, relative to {root} or absolute"


def words_of(error: Exception) -> str:
    """Return what an error says as one line without its full stop."""
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(words.split()).rstrip(".")
