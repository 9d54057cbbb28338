"""Records of a text that is not UTF-8."""

import re
from collections.abc import Mapping, Sequence

from claims_warehouse.intake.splitting import ParseIssue
from claims_warehouse.intake.texts import is_utf_16_or_32

UNDECODABLE = "the record is not {} text; bytes that cannot be decoded are written \\x.."
HALF_A_CHARACTER = "the record holds half a character, as of an emoji that was cut; it is written \\u...."
READ_AS = "record read as {}"
# How Python keeps a byte that it cannot decode, and half a UTF-16 character.
UNDECODED = re.compile("([\udc80-\udcff])|([\ud800-\udfff])")


def with_decoded_rows(
    rows: Sequence[Sequence[str | None]], issues: Mapping[int, ParseIssue], encoding: str
) -> dict[int, ParseIssue]:
    """Note which records hold characters that were read in an encoding other than UTF-8."""
    further_issues = dict(issues)
    for position, row in enumerate(rows):
        if not all(field.isascii() for field in row if field):
            issue = issues.get(position, ParseIssue())
            further_issues[position] = issue._replace(repairs=(*issue.repairs, READ_AS.format(encoding)))
    return further_issues


def without_undecoded_bytes(
    rows: Sequence[Sequence[str | None]], issues: Mapping[int, ParseIssue], encoding: str
) -> tuple[list[Sequence[str | None]], dict[int, ParseIssue]]:
    """Write what could not be decoded as digits, and note that the record holds it."""
    undecodable = UNDECODABLE.format("UTF-8" if encoding.startswith("utf") else encoding)
    problem = HALF_A_CHARACTER if is_utf_16_or_32(encoding) else undecodable
    readable_rows: list[Sequence[str | None]] = []
    further_issues = dict(issues)
    for position, row in enumerate(rows):
        readable_row = [None if field is None else readable(field) for field in row]
        if readable_row != row:
            issue = issues.get(position, ParseIssue())
            further_issues[position] = issue._replace(problem="; ".join(filter(None, [issue.problem, problem])))
        readable_rows.append(readable_row)
    return readable_rows, further_issues


def readable(text: str) -> str:
    r"""Write bytes that could not be decoded as `\x..`, and half characters as `\u....`."""
    return UNDECODED.sub(
        lambda found: f"\\x{ord(found[1]) - 0xDC00:02x}" if found[1] else f"\\u{ord(found[2]):04x}", text
    )
