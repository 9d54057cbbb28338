"""pandas: frames from DuckDB's Python client, and pandas' own reader of SQL over ADBC."""

from collections.abc import Iterator
from contextlib import contextmanager

import adbc_driver_duckdb
import duckdb
import pandas as pd
from adbc_driver_manager import dbapi
from asking import DESCRIPTION, TABLES, Client, main


@contextmanager
def open_client(path: str) -> Iterator[Client]:
    adbc = dbapi.connect(
        driver=adbc_driver_duckdb.driver_path(),
        entrypoint="duckdb_adbc_init",
        db_kwargs={"path": path, "access_mode": "READ_ONLY"},
    )
    with duckdb.connect(path, read_only=True) as connection, adbc:

        def rows(query: str) -> list[list[object]]:
            return connection.sql(query).df().astype(object).to_numpy().tolist()

        def tables() -> list[str]:
            return pd.read_sql(TABLES, adbc)["table_name"].tolist()

        def description() -> str:
            return pd.read_sql(DESCRIPTION, adbc)["comment"].item()

        yield Client(rows, tables, description)


main(open_client)
