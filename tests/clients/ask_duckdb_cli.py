"""DuckDB's command line, kept open as in a terminal."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from asking import Client, client_of_queries, main

END = "the answer ends here"


@contextmanager
def open_client(path: str) -> Iterator[Client]:
    command = [Path(sys.executable).with_name("duckdb"), "-readonly", "-json", path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as terminal:

        def rows(query: str) -> list[list[object]]:
            terminal.stdin.write(f"{query};\n.print {END}\n")
            terminal.stdin.flush()
            answer = "".join(iter(terminal.stdout.readline, f"{END}\n"))
            return [list(row.values()) for row in json.loads(answer)]

        yield client_of_queries(rows)
        terminal.stdin.close()


main(open_client)
