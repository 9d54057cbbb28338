"""Write the table of messages from the registry of their codes.

Usage: python docs/generators/messages.py docs/messages.md
"""

import sys
from pathlib import Path

from claims_warehouse.messages import MESSAGES

HEAD = """\
# Messages

Each message that ends or warns of a build, rejects a file, or ends a `claims` command holds its code; the reasons in
`rejected_rows` and its like are found by their words. `claims explain CLM-041` prints what stands here, and so does
`claims explain "video_id is missing"`. Written from `python/claims_warehouse/messages` by `make generated-docs`.

| code | name | cause | what to do |
| --- | --- | --- | --- |
"""


def table() -> str:
    """Return the page."""
    rows = [
        f"| {message.code} | `{message.name}` | {cell(message.cause)} | {cell(message.remedy)} |\n"
        for _, message in sorted(MESSAGES.items())
    ]
    return HEAD + "".join(rows)


def cell(text: str) -> str:
    """Return a text as Markdown shows it in a table."""
    return text.replace("\\", "\\\\").replace("|", "\\|")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(table())
