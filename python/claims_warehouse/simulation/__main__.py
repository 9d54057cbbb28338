"""Write simulated videos: `python -m claims_warehouse.simulation OUTPUT [--rows N] [--seed S] [--days D]`."""

import argparse
from pathlib import Path

from claims_warehouse.simulation.videos import ROW_COUNT, SEED, write_videos

parser = argparse.ArgumentParser(prog="python -m claims_warehouse.simulation", description=__doc__)
parser.add_argument("output", type=Path, help="a .csv or .parquet file, which is replaced, or with --days a new folder")
parser.add_argument("--rows", type=int, default=ROW_COUNT)
parser.add_argument("--seed", type=int, default=SEED)
parser.add_argument("--days", type=int, default=0, help="spread the rows over folders delivered_on=..., one a day")
arguments = parser.parse_args()
write_videos(arguments.output, arguments.rows, arguments.seed, arguments.days)
