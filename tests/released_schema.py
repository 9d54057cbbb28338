"""The public tables as the last release promised them: `python tests/released_schema.py MANIFEST` notes them anew."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

RELEASED = Path(__file__).with_suffix(".json")
Schema = dict[str, dict[str, str]]


def public_schema(manifest: Mapping[str, Any]) -> Schema:
    """Return the columns and types of each public table, from the contracts in dbt's manifest."""
    public = [node for node in manifest["nodes"].values() if node.get("access") == "public"]
    return {
        node["name"]: {name: column["data_type"].casefold() for name, column in node["columns"].items()}
        for node in sorted(public, key=lambda node: node["name"])
    }


def broken_promises(released: Schema, now: Schema) -> Iterator[str]:
    """Name what a reader of the released tables misses; what is added breaks nothing."""
    for table, columns in released.items():
        if table not in now:
            yield f"the table {table} is gone"
            continue
        for column, data_type in columns.items():
            found = now[table].get(column)
            if found is None:
                yield f"the column {table}.{column} is gone"
            elif found != data_type:
                yield f"the column {table}.{column} was {data_type} and is {found}"


if __name__ == "__main__":
    schema = public_schema(json.loads(Path(sys.argv[1]).read_text()))
    RELEASED.write_text(json.dumps(schema, indent=2) + "\n")
