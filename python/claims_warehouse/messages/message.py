"""What is known of a message."""

from typing import NamedTuple


class Message(NamedTuple):
    """A message that ends or warns of a build, rejects a file or a row, or ends a command.

    Parameters
    ----------
    code : str
        `CLM-` and three digits. It never changes, and is never used again.
    name : str
        A short name; that of a test or of a verdict where there is one.
    cause : str
        What has happened.
    remedy : str
        What to do.
    pattern : str
        Of a rejection reason: what finds it; empty for messages, which carry their code.
    """

    code: str
    name: str
    cause: str
    remedy: str
    pattern: str = ""
