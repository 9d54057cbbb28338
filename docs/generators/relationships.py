"""Write which public tables join on what, from the tests that hold the joins.

Usage: python docs/generators/relationships.py target/manifest.json FOLDER

Writes `relationships.csv` and `er_diagram.md` into the folder.
"""

import csv
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

import jinja2

TEMPLATE = """\
# ER diagram

How the public tables join, by the subject of the table that is looked up. Written by `make generated-docs` from the
tests that each build runs; [relationships.csv](relationships.csv) has the same for programs. A box shows the columns
that identify a row (`PK`) and those to join on (`FK`); the [data dictionary](data_dictionary.md) has all columns.
{% for subject, (relations, tables) in diagrams.items() %}
## {{ subject }}

```mermaid
erDiagram
{%- for relation in relations %}
    {{ relation.line }}
{%- endfor %}
{%- for table, columns in tables.items() %}
    {{ table }} {
    {%- for column, data_type, marks in columns %}
        {{ data_type }} {{ column }} {{ marks }}
    {%- endfor %}
    }
{%- endfor %}
```
{% endfor %}
## Tables that stand alone

{{ alone }}.
"""


@dataclass(frozen=True)
class Relation:
    """A column whose values are found in the key of another table, or are null."""

    from_table: str
    from_column: str
    to_table: str
    to_column: str
    cardinality: str
    may_be_null: bool

    @property
    def line(self) -> str:
        """The line between both tables, as Mermaid draws it."""
        to_end, from_end = "|o" if self.may_be_null else "||", "o|" if self.cardinality == "one_to_one" else "o{"
        return f"{self.to_table} {to_end}--{from_end} {self.from_table} : {self.from_column}"


@dataclass(frozen=True)
class Table:
    """A public table: its subject, its keys, the shortest first, and its columns: type, and whether it may be null."""

    subject: str
    keys: Sequence[Sequence[str]]
    columns: Mapping[str, tuple[str, bool]]


def tests_of(manifest: Mapping[str, Any], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the unique id of the model and the arguments of each test of this name."""
    for node in manifest["nodes"].values():
        if (node.get("test_metadata") or {}).get("name") == name:
            yield node["attached_node"], node["test_metadata"]["kwargs"]


def public_tables(manifest: Mapping[str, Any]) -> dict[str, Table]:
    """Return the public tables by name, in the order of the alphabet."""
    keys: dict[str, list[list[str]]] = {}
    for model, arguments in tests_of(manifest, "primary_key"):
        keys.setdefault(model, []).append(arguments["columns"])
    tables = {}
    for model, node in manifest["nodes"].items():
        if node.get("access") == "public":
            columns = {
                name: (
                    column["data_type"],
                    all(name not in key for key in keys[model])
                    and all(limit["type"] != "not_null" for limit in column["constraints"]),
                )
                for name, column in node["columns"].items()
            }
            subject = Path(node["original_file_path"]).parent.name
            by_length = sorted(keys[model], key=lambda key: (len(key), key))
            tables[str(node["name"])] = Table(subject, by_length, columns)
    return dict(sorted(tables.items()))


def relations_of(manifest: Mapping[str, Any], tables: Mapping[str, Table]) -> list[Relation]:
    """Return what the tests of relationships between public tables say, in the order of the alphabet."""
    relations = []
    for model, arguments in tests_of(manifest, "relationships"):
        from_table, column = str(manifest["nodes"][model]["name"]), str(arguments["column_name"])
        to_table = str(arguments["to"]).split("'")[1]
        if from_table in tables and to_table in tables:
            is_key = [column] in tables[from_table].keys
            relations.append(
                Relation(
                    from_table,
                    column,
                    to_table,
                    str(arguments["field"]),
                    "one_to_one" if is_key else "many_to_one",
                    tables[from_table].columns[column][1],
                )
            )
    return sorted(relations, key=astuple)


def ends_of(relations: Sequence[Relation]) -> set[str]:
    """Return the tables at both ends."""
    return {end for relation in relations for end in (relation.to_table, relation.from_table)}


def diagram(
    subject: str, relations: Sequence[Relation], tables: Mapping[str, Table]
) -> tuple[Sequence[Relation], dict[str, Any]]:
    """Return the relations of a subject's diagram, and the columns that its boxes show."""
    drawn = [relation for relation in relations if tables[relation.to_table].subject == subject]
    boxes: dict[str, list[tuple[str, str, str]]] = {}
    for name in sorted(ends_of(drawn)):
        joins = {relation.from_column for relation in relations if relation.from_table == name}
        key = tables[name].keys[0]
        boxes[name] = [
            (column, data_type, ", ".join(["PK"] * (column in key) + ["FK"] * (column in joins)))
            for column, (data_type, _) in tables[name].columns.items()
            if column in key or column in joins
        ]
    return drawn, boxes


def main(manifest_file: str, folder: str) -> None:
    """Write both files."""
    manifest = json.loads(Path(manifest_file).read_text(encoding="utf-8"))
    tables = public_tables(manifest)
    relations = relations_of(manifest, tables)
    with (Path(folder) / "relationships.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(column.name for column in fields(Relation))
        writer.writerows(
            [str(value).lower() if isinstance(value, bool) else value for value in astuple(relation)]
            for relation in relations
        )
    subjects = sorted({tables[relation.to_table].subject for relation in relations})
    joined = ends_of(relations)
    environment = jinja2.Environment(autoescape=False, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)  # noqa: S701 - Markdown of the project's own names
    page = environment.from_string(TEMPLATE).render(
        diagrams={subject: diagram(subject, relations, tables) for subject in subjects},
        alone=", ".join(f"`{name}`" for name in tables if name not in joined),
    )
    (Path(folder) / "er_diagram.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
