"""Put the previous publication back: `python -m claims_warehouse.publication rollback`."""

import argparse
import sys

import duckdb

from claims_warehouse import locations
from claims_warehouse.publication.rollback import NothingToPutBackError, roll_back

parser = argparse.ArgumentParser(prog="python -m claims_warehouse.publication", description=__doc__)
parser.add_argument("command", choices=["rollback"])
parser.parse_args()
try:
    withdrawn, put_back = roll_back(locations.warehouse())
except (NothingToPutBackError, OSError, duckdb.Error) as error:
    sys.exit(f"Nothing was rolled back: {error}.")
print(f"Publication {withdrawn} is withdrawn; readers see {put_back} again.")
