"""How the pages and the picture of a release are filled in: what they are given is text, never markup."""

from pathlib import Path

import jinja2


def environment(folder: Path) -> jinja2.Environment:
    """Return the environment of the templates in a folder, in which values are escaped and none may be missing."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
