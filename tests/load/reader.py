"""One reader of the released file: `python reader.py RELEASED_FILE NUMBER`, until its input ends.

It compares sums across tables again and again, and prints for each time when it ended, the seconds that it took and the
release. Every other reader keeps its connection for ten queries, and has to see one release in them.
"""

import random
import select
import sys
import time
from pathlib import Path

import duckdb
from released import THIS, differences

QUERIES_OF_A_CONNECTION = 10
PAUSE = 0.5


def queries(released_file: Path, count: int) -> None:
    began = time.monotonic()
    seen = set()
    with duckdb.connect(released_file, read_only=True, config={"threads": 1}) as release:
        for _ in range(count):
            release_id, *_ = release.execute(THIS).fetchall()[0]
            assert differences(release) == []
            seen.add(release_id)
            ended = time.monotonic()
            print(ended, ended - began, release_id, flush=True)
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
