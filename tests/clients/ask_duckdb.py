"""DuckDB's own Python client, in any version."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
from asking import Client, client_of_queries, main


@contextmanager
def open_client(path: str) -> Iterator[Client]:
    with duckdb.connect(path, read_only=True) as connection:
        yield client_of_queries(lambda query: [list(row) for row in connection.execute(query).fetchall()])


main(open_client)
