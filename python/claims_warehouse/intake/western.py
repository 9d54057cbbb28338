"""Decide whether a text that is not UTF-8 is readable without a guess, is damaged, or needs its encoding named."""

import re
from collections.abc import Iterable

from claims_warehouse.intake.problems import InputFileError

WINDOWS_1252 = "Windows-1252"
# What only a build can be told.
NAME_IT = ", or name its encoding in --vars, as in {encoding: windows-1252}"
UNKNOWN_ENCODING = f"is not UTF-8 text, and its bytes do not tell its encoding. Save it as UTF-8{NAME_IT} (CLM-032)"
UTF_8_CHARACTER = re.compile("[^\x00-\x7f\udc80-\udcff]")
UNDECODED = re.compile("[\udc80-\udcff]")


def _undecoded(characters: str) -> str:
    """Return characters as they stand in a text in Windows-1252 that was decoded as UTF-8."""
    return characters.encode("cp1252").decode("ascii", "surrogateescape")


# Letters that Windows-1250, -1252, -1254, -1257, -1258 and ISO 8859-1, -2, -9, -13, -15, -16 write with one byte.
LOWER = _undecoded("\u00e4\u00e9\u00f3\u00f6\u00fc\u00df")
UPPER = _undecoded("\u00c4\u00c9\u00d3\u00d6\u00dc")
OPENING = _undecoded("\u201a\u201e\u2018\u2019\u201c\u201d")
CLOSING = _undecoded("\u2018\u2019\u201c\u201d")
APOSTROPHE = _undecoded("\u2019")
ELLIPSIS = _undecoded("\u2026")
DASHES = _undecoded("\u2022\u2013\u2014\u20ac")
TRADEMARK = _undecoded("\u2122")
BLANK = _undecoded("\u00a0")
POUND = _undecoded("\u00a3")
DEGREE = _undecoded("\u00b0")
# Bytes that Windows-1252 leaves undefined.
UNDEFINED = "\udc81\udc8d\udc8f\udc90\udc9d"
MARKS = OPENING + ELLIPSIS + DASHES + TRADEMARK + BLANK
LETTER = f"A-Za-z{LOWER}{UPPER}"
OTHER = "".join(sorted({chr(code) for code in range(0xDC80, 0xDD00)} - {*MARKS}))
# Where such a byte stands as in Western text. Words of another script hold no ASCII letter, a character of two bytes
# has another byte beside it, and Mac Roman and DOS have letters within words where Windows-1252 has marks around them.
SHARED_BY_ALL = re.compile(
    "|".join(
        [
            f"(?<![{OTHER}])(?:(?<=[A-Za-z])[{LOWER}]{{1,2}}|[{LOWER}]{{1,2}}(?=[A-Za-z]))(?![{OTHER}])",
            f"(?<![a-z{OTHER}])(?:(?<=[A-Z])[{UPPER}]|[{UPPER}](?=[A-Za-z]))(?![{OTHER}])",
            f"(?<![{LETTER}0-9])[{OPENING}](?=[{LETTER}0-9])",
            f"(?<=[{LETTER}0-9.,!?{ELLIPSIS}])[{CLOSING}](?![{LETTER}0-9])",
            f"(?<=[A-Za-z]){APOSTROPHE}(?=[A-Za-z])",
            f"{ELLIPSIS}(?![{LETTER}])",
            f"(?<![{LETTER}])[{DASHES}](?![{LETTER}])",
            f"(?<=[A-Za-z]){TRADEMARK}(?![{LETTER}])",
            f"(?<![{LETTER}]){BLANK}|{BLANK}(?![{LETTER}])",
            f"{POUND}(?=[0-9])",
            f"(?<=[0-9]){DEGREE}",
        ]
    )
)


def encoding_of_undecodable_text(pieces: Iterable[str], other_encoding: str | None = None) -> str:
    """Return the encoding of a text that UTF-8 cannot decode.

    Parameters
    ----------
    pieces : iterable of str
        The text as UTF-8 with the error handler `surrogateescape` decodes it, divided between words.
    other_encoding : str or None
        The encoding that somebody has named for such texts.

    Returns
    -------
    str
        UTF-8 where the text is UTF-8 with damaged records, which are rejected; else the encoding that was named; else
        Windows-1252 if each byte beyond ASCII stands for one character in all Latin encodings in use, and stands
        where that character can stand.

    Raises
    ------
    InputFileError
        If none of this holds: the encoding would be a guess.
    """
    characters, undecoded, undefined = 0, 0, 0
    is_western = True
    for piece in pieces:
        characters += len(UTF_8_CHARACTER.findall(piece))
        found = UNDECODED.findall(piece)
        undecoded += len(found)
        undefined += sum(byte in UNDEFINED for byte in found)
        is_western = is_western and _is_western(piece)
    if characters > undecoded or 0 < undefined == undecoded:
        return "utf-8"
    if other_encoding:
        return other_encoding
    if is_western and 0 == characters < undecoded:
        return WINDOWS_1252
    raise InputFileError(UNKNOWN_ENCODING)


def _is_western(piece: str) -> bool:
    position = 0
    while undecoded := UNDECODED.search(piece, position):
        shared = SHARED_BY_ALL.match(piece, undecoded.start())
        if not shared:
            return False
        position = shared.end()
    return True
