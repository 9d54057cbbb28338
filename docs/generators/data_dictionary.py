"""Write the data dictionary from what dbt knows of the public tables.

Usage: python docs/generators/data_dictionary.py target/manifest.json docs/data_dictionary.md
"""

import json
import sys
from pathlib import Path
from typing import Any

import jinja2

TEMPLATE = """\
# Data dictionary

The public tables: schema `marts` of `warehouse/claims.duckdb`. Written from the models by `make generated-docs`; the
same descriptions stand in the file, as comments on every table and column, and `make docs` writes a page on private
tables as well.

{% for subject, tables in subjects.items() -%}
- {{ subject }}: {% for table in tables %}[{{ table.name }}](#{{ table.name }}){{ ", " if not loop.last }}{% endfor %}
{% endfor %}
{%- for tables in subjects.values() %}
{%- for table in tables %}
## {{ table.name }}

{{ table.description }}

One row for each {{ table.key }}.

| column | type | | what it holds |
| --- | --- | --- | --- |
{%- for column in table.columns %}
| `{{ column.name }}` | {{ column.type }} | {{ column.null }} | {{ column.description }} |
{%- endfor %}
{% endfor %}
{%- endfor %}"""


def in_one_line(text: str) -> str:
    """Return a description as a cell of a table takes it."""
    return " ".join(text.split()).replace("|", r"\|")


def null_or_key(column: dict[str, Any], key: list[str]) -> str:
    """Return whether a column is part of the key, or else may be null."""
    if column["name"] in key:
        return "key"
    return "" if any(constraint["type"] == "not_null" for constraint in column["constraints"]) else "may be null"


def table_of(model: dict[str, Any], key: list[str]) -> dict[str, Any]:
    """Return what the dictionary says of a model."""
    columns = [
        {
            "name": column["name"],
            "type": column["data_type"],
            "null": null_or_key(column, key),
            "description": in_one_line(column["description"]),
        }
        for column in model["columns"].values()
    ]
    return {
        "name": model["name"],
        "description": model["description"].strip(),
        "key": ", ".join(f"`{name}`" for name in key),
        "columns": columns,
    }


def dictionary(manifest: dict[str, Any]) -> str:
    """Return the dictionary as Markdown, by subject."""
    nodes = manifest["nodes"].values()
    keys = {
        node["attached_node"]: node["test_metadata"]["kwargs"]["columns"]
        for node in nodes
        if (node.get("test_metadata") or {}).get("name") == "primary_key"
    }
    subjects: dict[str, list[dict[str, Any]]] = {}
    for model in sorted((node for node in nodes if node.get("access") == "public"), key=lambda node: node["name"]):
        subject = Path(model["original_file_path"]).parent.name
        subjects.setdefault(subject, []).append(table_of(model, keys[model["unique_id"]]))
    environment = jinja2.Environment(autoescape=False, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)  # noqa: S701 - Markdown of the project's own words
    return environment.from_string(TEMPLATE).render(subjects=dict(sorted(subjects.items()))).rstrip("\n") + "\n"


def main(manifest_file: str, dictionary_file: str) -> None:
    """Write the dictionary."""
    manifest = json.loads(Path(manifest_file).read_text(encoding="utf-8"))
    Path(dictionary_file).write_text(dictionary(manifest), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
