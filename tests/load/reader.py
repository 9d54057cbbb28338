"""One reader of the published file: `python reader.py PUBLISHED_FILE NUMBER`, until its input ends.

It compares sums across tables again and again, and prints for each time when it ended, the seconds that it took and the
publication. Every other reader keeps its connection for ten queries, and has to see one publication in them.
"""

import random
import select
import sys
import time
from pathlib import Path

import duckdb
from published import THIS, differences

QUERIES_OF_A_CONNECTION = 10
PAUSE = 0.5


def queries(published_file: Path, count: int) -> None:
    began = time.monotonic()
    seen = set()
    with duckdb.connect(published_file, read_only=True, config={"threads": 1}) as snapshot:
        for _ in range(count):
            publication_id, *_ = snapshot.execute(THIS).fetchall()[0]
            assert differences(snapshot) == []
            seen.add(publication_id)
            ended = time.monotonic()
            print(ended, ended - began, publication_id, flush=True)
            if is_over(pause=random.uniform(0, 2 * PAUSE)):
                break
            began = time.monotonic()
    assert len(seen) == 1


def is_over(pause: float = 0) -> bool:
    """Wait a while, or until the input ends."""
    return bool(select.select([sys.stdin], [], [], pause)[0])


if __name__ == "__main__":
    number = int(sys.argv[2])
    random.seed(number)
    while not is_over():
        queries(Path(sys.argv[1]), QUERIES_OF_A_CONNECTION if number % 2 else 1)
