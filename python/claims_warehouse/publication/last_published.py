"""What the last published snapshot predicted, as the measure that a new champion has to hold."""

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from claims_warehouse.publication import contents

SCHEMA = pa.schema(
    [
        ("moment", pa.string()),
        ("model_id", pa.string()),
        ("video_id", pa.int64()),
        ("is_claim", pa.bool_()),
        ("is_claim_predicted", pa.bool_()),
    ]
)
EVALUATED = """
    select predictions.moment, predictions.model_id, videos.video_id, videos.is_claim, predictions.is_claim_predicted
    from marts.claim_predictions as predictions
    inner join marts.videos as videos on predictions.video_id = videos.video_id
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
        The file that readers open; it may be absent, and then there are no rows.
    moments : sequence of str
        Moments of use to return.

    Returns
    -------
    pyarrow.Table
        One row per moment and video with the columns of `SCHEMA`.
    """
    if not published_file.exists():
        return SCHEMA.empty_table()
    with contents.open_snapshot(published_file) as snapshot:
        try:
            return snapshot.sql(EVALUATED, params=[list(moments)]).to_arrow_table().cast(SCHEMA)
        except duckdb.CatalogException:
            # A file that an older version published may lack these tables: there is nothing to compare with.
            return SCHEMA.empty_table()
