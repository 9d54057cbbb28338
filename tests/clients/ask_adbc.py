"""The ADBC driver manager with the driver that DuckDB's wheel holds."""

from collections.abc import Iterator
from contextlib import contextmanager

import adbc_driver_duckdb
from adbc_driver_manager import dbapi
from asking import DESCRIPTION, Client, main


@contextmanager
def open_client(path: str) -> Iterator[Client]:
    with dbapi.connect(
        driver=adbc_driver_duckdb.driver_path(),
        entrypoint="duckdb_adbc_init",
        db_kwargs={"path": path, "access_mode": "READ_ONLY"},
    ) as connection:

        def rows(query: str) -> list[list[object]]:
            with connection.cursor() as cursor:
                cursor.execute(query)
                return [list(row.values()) for row in cursor.fetch_arrow_table().to_pylist()]

        def tables() -> list[str]:
            catalogs = connection.adbc_get_objects(depth="tables", db_schema_filter="marts").read_all().to_pylist()
            schemas = [schema for catalog in catalogs for schema in catalog["catalog_db_schemas"]]
            return [table["table_name"] for schema in schemas for table in schema["db_schema_tables"]]

        yield Client(rows, tables, description=lambda: rows(DESCRIPTION)[0][0])


main(open_client)
