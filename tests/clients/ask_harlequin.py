"""Harlequin as a person uses it: a query typed into the editor and run, in a terminal that is not shown."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from asking import DESCRIPTION, Client, main
from harlequin import Harlequin
from harlequin_duckdb import DuckDbAdapter


@contextmanager
def open_client(path: str) -> Iterator[Client]:
    app = Harlequin(DuckDbAdapter((path,), read_only=True), record_history=False)
    terminal = app.run_test(size=(160, 50))
    with asyncio.Runner() as runner:
        pilot = runner.run(terminal.__aenter__())

        def rows(query: str) -> list[list[object]]:
            return runner.run(typed_and_run(query))

        async def typed_and_run(query: str) -> list[list[object]]:
            while app.editor is None or app.connection is None:
                await pilot.pause(0.05)
            shown_before = app.results_viewer.get_visible_table()
            app.editor.focus()
            app.editor.text = query
            await pilot.press("ctrl+j")
            while (table := app.results_viewer.get_visible_table()) in (None, shown_before) or not table.row_count:
                await pilot.pause(0.05)
            return [list(table.get_row_at(number)) for number in range(table.row_count)]

        def tables() -> list[str]:
            (database,) = app.connection.get_catalog().items
            (marts,) = [schema for schema in database.fetch_children() if schema.label == "marts"]
            return [relation.label for relation in marts.fetch_children()]

        yield Client(rows, tables, description=lambda: rows(DESCRIPTION)[0][0])
        runner.run(terminal.__aexit__(None, None, None))


main(open_client)
