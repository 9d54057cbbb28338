"""The codes of messages: what each means, and what to do.

A message carries its code as literal text, so that a search for the code finds the line that gives the message, and the
same in Python, SQL and Jinja. Reasons for which rows are rejected are public and carry none: a pattern finds theirs.
"""

import re
import textwrap

from claims_warehouse.messages import builds, commands, files, rows
from claims_warehouse.messages.message import Message

CODE = re.compile(r"\(CLM-(\d{3})\)")
MESSAGES = {
    message.code: message for message in (*builds.MESSAGES, *files.MESSAGES, *commands.MESSAGES, *rows.MESSAGES)
}
# Codes of messages that are no longer given: a number is never used for anything else.
RETIRED: frozenset[str] = frozenset()
UNEXPECTED = "CLM-001"
# What the engine, the system or dbt says, by the code of what an operator does about it. The first that fits counts.
MESSAGES_OF_OTHERS = {
    "No space left on device": "CLM-002",
    "Out of Memory Error": "CLM-003",
    "Corrupt database file": "CLM-004",
    "Permission denied": "CLM-005",
    "Read-only file system": "CLM-005",
    "Catalog Error: Table with name": "CLM-006",
    "because the relation doesn't exist": "CLM-006",
    "configured to fail if": "CLM-009",
    "actual differs from expected": "CLM-010",
}
WIDTH = 80


def with_code(text: str, code: str = UNEXPECTED) -> str:
    """Return a message with a code at its end, unless it has one."""
    if CODE.search(text):
        return text
    bare = text.rstrip(".!")
    return f"{bare} ({code}){'.' if text != bare else ''}"


def with_remedy(text: str) -> str:
    """Return the message of an engine or a system with its code, and with what to do if that is known and not said."""
    if CODE.search(text):
        return text
    code = next((code for words, code in MESSAGES_OF_OTHERS.items() if words in text), UNEXPECTED)
    if code in {UNEXPECTED, "CLM-009", "CLM-010"} or "build again" in text:
        return with_code(text, code)
    return f"{text.rstrip('.!')}. {MESSAGES[code].remedy} ({code})."


def code_of(text: str) -> str | None:
    """Return the code of a message: its last one, since what it names before may hold others, as a file's name may."""
    numbers = CODE.findall(text)
    return f"CLM-{numbers[-1]}" if numbers else None


def find(text: str) -> Message | None:
    """Return what is known of a code (`CLM-021`, `clm21`), of a message that holds one, or of a rejection reason."""
    number = re.fullmatch(r"(?i)\s*(?:clm-?)?0*(\d{1,3})\s*", text)
    code = f"CLM-{int(number[1]):03d}" if number else code_of(text)
    if code:
        return MESSAGES.get(code)
    return next((message for message in rows.MESSAGES if re.search(message.pattern, text)), None)


def explain(message: Message) -> str:
    """Return what a message means and what to do, in lines of at most 80 columns."""
    parts = [f"{message.code} {message.name}", f"Cause: {message.cause}.", f"Remedy: {message.remedy}."]
    return "\n".join(
        textwrap.fill(part, WIDTH, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False)
        for part in parts
    )
