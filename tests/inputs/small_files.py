"""Input files of three columns, as the package inspects and reads them."""

from pathlib import Path

from claims_warehouse.intake import records
from claims_warehouse.intake.columns import InputColumn
from claims_warehouse.intake.files import inspect_files

COLUMNS = [
    InputColumn("running_number", ("running_number", "#"), is_required=True),
    InputColumn("text", ("text",), is_required=True),
    InputColumn("delivered_on", ("delivered_on",), is_required=False),
]
CSV = "#,text\n1,one\n2,two\n"


def inspect(pattern: str, root: Path, rules: str = "") -> list[dict[str, object]]:
    return inspect_files({"videos": pattern}, root, {"videos": COLUMNS}, rules).to_pylist()


def read(pattern: str, root: Path) -> list[dict[str, object]]:
    files = inspect(pattern, root)
    assert [file["problem"] for file in files] == [None] * len(files)
    return records.read_records(files, COLUMNS).read_all().to_pylist()
