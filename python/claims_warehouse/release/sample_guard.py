"""What keeps the shipped sample, which a build reads where no videos are named, from taking the place of real ones."""

from pathlib import Path

import pyarrow as pa

from claims_warehouse.locations import SAMPLE
from claims_warehouse.release import history


def guarded(inspected: pa.Table, warehouse: Path) -> pa.Table:
    """Refuse the sample where readers have a release of real videos.

    Parameters
    ----------
    inspected : pyarrow.Table
        The files of a build that names no videos, with a column `problem`.
    warehouse : Path
        The folder of what readers open.

    Returns
    -------
    pyarrow.Table
        The same files, each with the refusal as its problem where there is one.
    """
    current = [row for row in history.released_before(warehouse) if row["is_current"]]
    if [row["input_kind"] for row in current] != ["provided"]:
        return inspected
    refusal = (
        "no videos are named, and the shipped sample, which is simulated, would replace the real videos of the "
        f"release {current[0]['release_id']}. Name the files with --vars '{{videos: PATH}}' or CLAIMS_VIDEOS; "
        f"to go back to the sample all the same, name it: --vars '{{videos: {SAMPLE}}}' (CLM-066)"
    )
    position = inspected.schema.get_field_index("problem")
    return inspected.set_column(position, inspected.schema.field(position), [[refusal] * inspected.num_rows])
