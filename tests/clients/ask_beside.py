"""Which release a second connection of one process sees while the first one goes on."""

import sys
import time
from pathlib import Path

import duckdb

RELEASE = "select release_id from marts.releases where is_current"
path = Path(sys.argv[1])
with duckdb.connect(str(path), read_only=True) as first:
    ((release_id,),) = first.execute(RELEASE).fetchall()
    while (path.parent / "current").resolve().name == release_id:
        time.sleep(0.05)
    with duckdb.connect(str(path), read_only=True) as second:
        print("same" if second.execute(RELEASE).fetchall() == [(release_id,)] else "next")
