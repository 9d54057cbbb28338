"""SQLAlchemy with duckdb-engine, whose inspector tells tables and comments."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy
from asking import Client, main


@contextmanager
def open_client(path: str) -> Iterator[Client]:
    engine = sqlalchemy.create_engine(f"duckdb:///{path}", connect_args={"read_only": True})
    with engine.connect() as connection:
        inspector = sqlalchemy.inspect(connection)

        def description() -> str:
            videos = sqlalchemy.Table("videos", sqlalchemy.MetaData(), schema="marts", autoload_with=connection)
            return videos.columns["video_id"].comment

        yield Client(
            rows=lambda query: [list(row) for row in connection.execute(sqlalchemy.text(query))],
            tables=lambda: inspector.get_table_names(schema="marts"),
            description=description,
        )
    # The pool would keep the connection, and with it the release.
    engine.dispose()


main(open_client)
