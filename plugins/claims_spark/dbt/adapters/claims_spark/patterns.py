"""Regular expressions of RE2, which DuckDB has, as Java reads them, which Spark has."""

import re

# Java takes a letter of any script for a part of a word, RE2 one of ASCII alone.
WORD_BOUNDARY = r"(?:(?<=\w)(?!\w)|(?<!\w)(?=\w))"
# Java counts the vertical tab among the blanks.
BLANKS = r" \t\n\f\r"
PART = re.compile(r"\\.|[][$]", re.DOTALL)
OPTIONS = {"s", "i", "g", "c"}


def java_pattern(pattern: str, options: str = "") -> str:
    """Return a pattern of RE2 as one of Java.

    Parameters
    ----------
    pattern : str
        As it stands in a query for DuckDB.
    options : str, default=""
        DuckDB's: `i` for either case, `s` where a dot means a line's end too; `g` and `c` change no pattern.

    Raises
    ------
    ValueError
        If there is another option, or a bracket in a class, which Java takes for a class of its own.
    """
    if unknown := set(options) - OPTIONS:
        raise ValueError(f"no translation of the options {''.join(sorted(unknown))} of a regular expression")
    # To RE2 a line ends with \n alone, and letters of other scripts have two cases too.
    flags = "d" + ("s" if "s" in options else "") + ("iu" if "i" in options else "")
    in_class = False

    def translated(match: re.Match[str]) -> str:
        nonlocal in_class
        part = match.group()
        if part == "[" and in_class:
            raise ValueError(f"no translation of a bracket in a class: {pattern}")
        if part in "[]":
            in_class = part == "["
            return part
        if in_class:
            return BLANKS if part == r"\s" else part
        return {r"\b": WORD_BOUNDARY, r"\s": f"[{BLANKS}]", r"\S": f"[^{BLANKS}]", "$": r"\z"}.get(part, part)

    return f"(?{flags}){PART.sub(translated, pattern)}"


def java_replacement(replacement: str, groups_before: int = 0) -> str:
    """Return what replaces a match, where groups are written with a backslash, as Java writes it.

    Parameters
    ----------
    replacement : str
        As it stands in a query for DuckDB.
    groups_before : int, default=0
        How many groups stand before the pattern's own.
    """

    def translated(match: re.Match[str]) -> str:
        part = match.group()
        return rf"\{part}" if part == "$" else f"${int(part[1:]) + groups_before}"

    return re.sub(r"\\[0-9]|[$]", translated, replacement)
