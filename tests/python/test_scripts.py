"""The script of a text, as SQL finds it by ranges, against the names that Unicode gives its letters."""

import unicodedata
from collections import Counter

import duckdb
import jinja2
import pytest
from inputs.scripts import TEXTS

from claims_warehouse.locations import project_root

MACROS = jinja2.Environment().from_string((project_root() / "macros" / "script_of.sql").read_text()).module  # noqa: S701 - no page


def script_of(text: str | None) -> str:
    (found,) = duckdb.execute(f"select {MACROS.script_of('written')} from (select ? as written)", [text]).fetchone()  # type: ignore[misc] # one row
    return str(found)


def named(text: str) -> str:
    """Return the script of most letters, by the first word of their names."""
    names = [unicodedata.name(letter).split()[0] for letter in text if unicodedata.category(letter)[0] in "LM"]
    common = Counter("KANA" if name in {"HIRAGANA", "KATAKANA"} else name for name in names).most_common(1)[0][0]
    return {"CJK": "Han"}.get(common, common.title())


@pytest.mark.parametrize(("script", "text"), [(script, text) for script, texts in TEXTS.items() for text in texts])
def test_the_script_is_that_of_most_letters(script: str, text: str):
    assert (script_of(text), named(text)) == (script, script)


@pytest.mark.parametrize("text", ["", "1,234 😀 ☀️ !?", None])
def test_a_text_without_letters_has_no_script_of_its_own(text: str | None):
    assert script_of(text) == "other"
