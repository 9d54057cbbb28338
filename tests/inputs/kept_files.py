"""Input files, the copies that are kept of them, and what a build does with both."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from conftest import ROOT

from claims_warehouse.intake import quarantine
from claims_warehouse.intake.columns import InputColumn
from claims_warehouse.intake.files import inspect_files
from claims_warehouse.intake.input_file import InputFile
from claims_warehouse.intake.records import read_records

COLUMNS = [InputColumn("video_id", ("video_id",), is_required=True), InputColumn("text", ("text",), is_required=True)]
TABLE = "video_id,text\n1,one\n2,two\n"
OTHER = "video_id,text\n9,other\n"
ROWS = pa.table({"video_id": range(100), "text": ["some text"] * 100})


class Input:
    """A folder of input files and the copies of them."""

    def __init__(self, folder: Path):
        self.folder = folder / "input"
        self.kept = folder / "build" / quarantine.FOLDER
        self.folder.mkdir()
        self.before: pa.Table | None = None

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def inspect(
        self, pattern: str = "**/*.csv", policy: str = "quarantine", others: str = ""
    ) -> dict[str, dict[str, Any]]:
        """Do what a build does to its input files; a later one knows what an earlier one has inspected."""
        patterns = {"videos": f"{self.folder}/{pattern}", "reviews": others and f"{self.folder}/{others}"}
        home = self.kept.parents[1]
        columns = {"videos": COLUMNS, "reviews": COLUMNS}
        kept = quarantine.kept_input(home, policy)
        self.before = inspect_files(patterns, ROOT, columns, inspected_before=self.before, kept_input=kept)
        quarantine.forget_copies(self.before, home, policy, columns)
        return {file["source_file"]: file for file in self.before.to_pylist()}

    def copies(self, name: str | None = None) -> list[Path]:
        """Return all copies, or those of a file."""
        file = InputFile("videos", str(name), f"{self.folder}/{name}")
        folder = quarantine._place(self.kept, file) if name else self.kept
        return sorted(path for path in folder.rglob("*") if not path.is_dir())


def state(file: dict[str, Any]) -> str:
    states = [
        ("stopped", file["problem"] is not None),
        ("quarantined", file["quarantine_code"] is not None),
        ("skipped", file["skip_rule"] is not None and file["quarantine_code"] is None),
        ("read", not (file["problem"] or file["quarantine_code"] or file["skip_rule"])),
    ]
    (only,) = [name for name, holds in states if holds]
    return only


def texts(file: dict[str, Any]) -> list[str]:
    return [text for batch in read_records([file], COLUMNS) for text in batch["text"].to_pylist()]


def damaged_in_a_late_page(path: Path, rows: pa.Table = ROWS) -> None:
    """Write a Parquet file whose first rows can be read, and not its last. Numbers are not searched for headers."""
    pq.write_table(rows, path, row_group_size=50)
    content = bytearray(path.read_bytes())
    place = pq.read_metadata(path).row_group(1).column(0).data_page_offset
    content[place : place + 20] = bytes(20)
    path.write_bytes(content)
