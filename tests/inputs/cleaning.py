"""The project's own SQL for cleaning, as dbt compiled it, run on rows in memory."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from claims_warehouse.intake.columns import input_columns
from claims_warehouse.intake.files import SCHEMA, inspect_files
from claims_warehouse.intake.records import read_records, schema

VOCABULARY = Path(__file__).resolve().parents[2] / "seeds" / "vocabulary"
MODELS = (
    "staging/intake/stg_input__videos",
    "intermediate/intake/int_repeated_videos",
    "intermediate/intake/int_video_rows",
    "marts/intake/rejected_rows",
    "marts/intake/data_quality",
)
CLEANED = "intermediate/intake/int_cleaned_video_rows"
OTHER_KINDS = ("int_user_report_rows", "int_review_rows", "int_fact_check_rows")

with (VOCABULARY / "input_columns.csv").open(encoding="utf-8", newline="") as seed:
    COLUMNS = input_columns(csv.DictReader(seed))
RAW_SCHEMA = schema(COLUMNS["videos"])


class Cleaning:
    """A database in memory with the models from raw rows to their states.

    Parameters
    ----------
    compiled : pathlib.Path
        The folder of dbt's target in which it wrote the models' SQL.
    """

    def __init__(self, compiled: Path) -> None:
        self.database = duckdb.connect()
        self.database.execute("attach ':memory:' as claims_build")
        self.database.execute("use claims_build")
        for name in ("raw", "vocabulary", "staging", "intermediate", "marts"):
            self.database.execute(f"create schema {name}")
        self.database.execute(
            "create table vocabulary.status_vocabulary as from read_csv(?, all_varchar = true)",
            [str(VOCABULARY / "status_vocabulary.csv")],
        )
        for table, table_schema in (("raw_videos", RAW_SCHEMA), ("raw_files", SCHEMA)):
            self.database.register("columns_of_it", table_schema.empty_table())
            self.database.execute(f"create table raw.{table} as from columns_of_it")
            self.database.unregister("columns_of_it")
        self.cleaning = (compiled / f"{CLEANED}.sql").read_text()
        for model in OTHER_KINDS:
            self.database.execute(
                f"create table intermediate.{model} (source_file text, row_state text, reasons text[], repairs text[])"
            )
        staging, *others = MODELS
        # Views over a table, as in a build: all rows are cleaned once.
        for model, materialized in ((staging, "view"), (CLEANED, "table"), *((model, "view") for model in others)):
            self.database.execute(f"create {materialized} {_name(model)} as {(compiled / f'{model}.sql').read_text()}")

    def clean(self, raw_rows: pa.Table, files: pa.Table) -> None:
        """Put raw rows in the place of those that are there."""
        for table, rows in (("raw_videos", raw_rows), ("raw_files", files)):
            self.database.register("input_rows", rows)
            self.database.execute(f"delete from raw.{table}")
            self.database.execute(f"insert into raw.{table} from input_rows")
            self.database.unregister("input_rows")
        self.database.execute(f"delete from {_name(CLEANED)}")
        self.database.execute(f"insert into {_name(CLEANED)} {self.cleaning}")

    def clean_files(self, pattern: str) -> None:
        """Read input files for the models."""
        files = inspect_files({"videos": pattern}, Path("/"), COLUMNS)
        assert files["problem"].null_count == files.num_rows, files["problem"]
        self.clean(read_records(files.to_pylist(), COLUMNS["videos"]).read_all(), files)

    def clean_rows(self, rows: Sequence[Mapping[str, str | None]]) -> None:
        """Let the models have rows as if they stood in one file."""
        numbered = [{"source_file": "rows", "row_number": number, **row} for number, row in enumerate(rows, start=1)]
        file = {"file_kind": "videos", "source_file": "rows"}
        self.clean(pa.Table.from_pylist(numbered, schema=RAW_SCHEMA), pa.Table.from_pylist([file], schema=SCHEMA))

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Return the rows of a query."""
        return self.database.execute(query).fetchall()


def _name(model: str) -> str:
    path = Path(model)
    return f"{path.parts[0]}.{path.name}"
