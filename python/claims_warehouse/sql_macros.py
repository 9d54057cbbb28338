"""The project's macros that make SQL of a value, without dbt: what a build does to a text has one definition."""

import functools
import re
from collections.abc import Callable
from typing import Any

import jinja2

from claims_warehouse.locations import project_root

MACROS = ("macros/columns.sql", "macros/attribution.sql", "macros/intake")
_MACRO = re.compile(r"\{%-?\s*macro\s+(?P<name>\w+).*?endmacro\s*-?%\}", re.DOTALL)


class _Returned(Exception):  # noqa: N818 - it ends a macro with a value, as in dbt
    def __init__(self, value: object) -> None:
        self.value = value


@functools.cache
def sql_macros() -> dict[str, Callable[..., Any]]:
    """Return the macros by their names, as functions that return SQL, or what the macro returns."""
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])  # noqa: S701 - they write SQL, no page
    macros: dict[str, Callable[..., Any]] = {}

    def give_back(value: object) -> None:
        raise _Returned(value)

    environment.globals["return"] = give_back
    for place in MACROS:
        path = project_root() / place
        for file in sorted(path.glob("*.sql")) if path.is_dir() else [path]:
            for source in _MACRO.finditer(file.read_text(encoding="utf-8")):
                macros[source["name"]] = _Macro(environment, source["name"], source.group())
    # Each finds the others as they are called here, with what they return.
    environment.globals |= macros
    return macros


class _Macro:
    """A macro, in a template of its own that is made when it is called: most are not."""

    def __init__(self, environment: jinja2.Environment, name: str, source: str) -> None:
        self._environment, self._name, self._source = environment, name, source

    @functools.cached_property
    def _template(self) -> jinja2.Template:
        return self._environment.from_string(self._source)

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        try:
            return getattr(self._template.module, self._name)(*arguments, **options)
        except _Returned as returned:
            return returned.value
