"""Python models on Spark: each runs in the process of dbt, and what it returns is written through Arrow."""

import atexit
import functools
import importlib
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
from dbt.adapters.base import PythonJobHelper
from dbt.adapters.claims_spark.connections import ClaimsSparkCredentials
from dbt_common.exceptions import DbtRuntimeError

# What goes to Spark at once of a stream of rows: this process holds no more of it.
CHUNK_BYTES = 1 << 28


class SessionJob(PythonJobHelper):
    """Runs a Python model in the Spark session of this process, or in one over Spark Connect.

    The code names by `target_relation` the table that it writes, which takes its place once it has been checked.
    """

    def __init__(self, parsed_model: dict[str, Any], credentials: ClaimsSparkCredentials) -> None:
        self.name = str(parsed_model["alias"])
        self.file_format = str(parsed_model["config"].get("file_format") or "parquet")
        self.credentials = credentials

    def submit(self, compiled_code: str) -> None:
        """Run a model as dbt has compiled it."""
        session = session_of(self.credentials.connect_url, tuple(self.credentials.module_paths))
        module = ModuleType(self.name)
        try:
            # The macros around it leave blanks before it.
            exec(compile(compiled_code.lstrip(), self.name, "exec"), module.__dict__)  # noqa: S102 - it is a model of the project
            dbt = module.dbtObj(session.table)
            # Parquet tables take in no single rows: what is incremental on DuckDB is made anew on Spark.
            dbt.is_incremental = False
            write(session, module.model(dbt, session), module.target_relation, self.file_format)
        except Exception as error:  # whatever a model raises is the failure of its node, and not of dbt
            raise DbtRuntimeError(f"Python model failed:\n{''.join(traceback.format_exception(error))}") from error


@functools.cache
def session_of(connect_url: str | None, module_paths: tuple[str, ...]) -> Any:
    """Return the session in which Python models run, with the packages that they call on its workers.

    Parameters
    ----------
    connect_url : str or None
        Of a Spark Connect server, such as `sc://localhost:15002`; None for the session in which dbt runs SQL.
    module_paths : tuple of str
        Folders that hold packages.
    """
    from pyspark.sql import SparkSession  # noqa: PLC0415 - dbt loads the adapter for commands that need no Spark

    sys.path.extend(path for path in module_paths if path not in sys.path)
    builder = SparkSession.builder
    session = builder.remote(connect_url).getOrCreate() if connect_url else builder.getOrCreate()
    # Loaded before its archive is on the path of this process too, where its files are to be found as files.
    importlib.import_module("claims_warehouse.spark_engine")
    # Spark hands the archives out for as long as this process lives.
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder)
    for number, path in enumerate(module_paths):
        archive = shutil.make_archive(str(Path(folder, f"modules_{number}")), "zip", path)
        if connect_url:
            session.addArtifacts(archive, pyfile=True)
        else:
            session.sparkContext.addPyFile(archive)
    return session


def write(session: Any, rows: Any, relation: str, file_format: str) -> None:
    """Write what a Python model returns as a new table.

    Parameters
    ----------
    session : SparkSession
    rows : pyspark.sql.DataFrame, pyarrow.Table or pyarrow.RecordBatchReader
        The table has its columns and types, whatever values they hold.
    relation : str
        Quoted name of the table; one of that name is replaced.
    file_format : str
        Such as `parquet`.
    """
    from pyspark.sql import DataFrame  # noqa: PLC0415 - as above
    from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415 - as above

    if isinstance(rows, DataFrame):
        rows.write.format(file_format).mode("overwrite").saveAsTable(relation)
        return
    reader = rows.to_reader() if isinstance(rows, pa.Table) else rows
    schema = from_arrow_schema(reader.schema)
    for number, chunk in enumerate(_chunks(reader)):
        frame = session.createDataFrame(chunk, schema).coalesce(1)
        frame.write.format(file_format).mode("append" if number else "overwrite").saveAsTable(relation)


def _chunks(reader: pa.RecordBatchReader) -> Iterator[pa.Table]:
    """Yield the rows of a stream in tables of about the size that goes to Spark at once, one at least."""
    batches: list[pa.RecordBatch] = []
    held = 0
    for batch in reader:
        if held >= CHUNK_BYTES:
            yield pa.Table.from_batches(batches)
            batches, held = [], 0
        batches.append(batch)
        held += batch.nbytes
    # Spark takes no table without a batch.
    yield pa.Table.from_batches(batches or [pa.RecordBatch.from_pylist([], schema=reader.schema)])
