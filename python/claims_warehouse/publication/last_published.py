"""What the last published snapshot predicted, as the measure that a new champion has to hold."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from claims_warehouse.publication import contents

log = logging.getLogger(__name__)
SCHEMA = pa.schema(
    [
        ("moment", pa.string()),
        ("model_id", pa.string()),
        ("video_id", pa.int64()),
        ("is_claim", pa.bool_()),
        ("is_claim_predicted", pa.bool_()),
    ]
)
READ = {
    "claim_predictions": {
        "moment": "varchar",
        "model_id": "varchar",
        "video_id": "bigint",
        "is_claim_predicted": "boolean",
        "prediction_origin": "varchar",
    },
    "videos": {"video_id": "bigint", "is_claim": "boolean"},
}
EVALUATED = """
    select predictions.moment, predictions.model_id, videos.video_id, videos.is_claim, predictions.is_claim_predicted
    from claim_predictions as predictions
    inner join videos on predictions.video_id = videos.video_id
    where
        predictions.prediction_origin = 'held_out'
        and videos.is_claim is not null
        and list_contains(?, predictions.moment)
    order by predictions.moment, videos.video_id
"""


def evaluated_predictions(published_file: Path, moments: Sequence[str]) -> pa.Table:
    """Return the predictions of the published champions for the labelled videos that they were not trained on.

    Parameters
    ----------
    published_file : Path
        The file that readers open. Where it is absent, or where another version of the project published it without
        a column that is needed, there are no rows.
    moments : sequence of str
        Moments of use to return.

    Returns
    -------
    pyarrow.Table
        One row per moment and video with the columns of `SCHEMA`.
    """
    return _read(published_file, EVALUATED, [list(moments)], READ, SCHEMA)


def _read(
    published_file: Path, query: str, params: list[object], types: Mapping[str, Mapping[str, str]], schema: pa.Schema
) -> pa.Table:
    """Return the rows of a query, given the columns that it reads; none where one of these cannot be read in full."""
    if not published_file.exists():
        return schema.empty_table()
    with contents.open_snapshot(published_file) as snapshot:
        unreadable = []
        for table, columns in types.items():
            rows, lost = contents.columns_as(snapshot, table, columns)
            snapshot.execute(f"create temp view {contents.name(table)} as {rows}")
            unreadable += lost
        if unreadable:
            # A comparison on what is left of a column would hold this build against another measure.
            log.warning(
                "nothing is compared with the last publication, of another version of the project: %s cannot be read",
                ", ".join(unreadable),
            )
            return schema.empty_table()
        return snapshot.sql(query, params=params).to_arrow_table().cast(schema)
