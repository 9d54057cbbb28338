"""Which publication a second connection of one process sees while the first one goes on."""

import sys
import time
from pathlib import Path

import duckdb

PUBLICATION = "select publication_id from marts.publications where is_this"
path = Path(sys.argv[1])
with duckdb.connect(str(path), read_only=True) as first:
    ((publication_id,),) = first.execute(PUBLICATION).fetchall()
    while (path.parent / "current").resolve().name == publication_id:
        time.sleep(0.05)
    with duckdb.connect(str(path), read_only=True) as second:
        print("same" if second.execute(PUBLICATION).fetchall() == [(publication_id,)] else "next")
