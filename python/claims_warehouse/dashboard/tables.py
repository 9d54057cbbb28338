"""Read rows of released tables as they are: the page computes nothing in SQL."""

from typing import Any

import duckdb
import pandas as pd

from claims_warehouse.release import contents


def read(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    *,
    order_by: str | None = None,
    descending: bool = False,
    limit: int | None = None,
    **values: Any,
) -> pd.DataFrame:
    """Return rows of a released table.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        A released file.
    table : str
        Name of the table in the schema `marts`.
    order_by : str, optional
        Column by which rows are ordered; by default in the order of the table.
    descending : bool
        Whether the largest value of that column comes first.
    limit : int, optional
        How many rows at most.
    **values
        By column: the value that its rows have, or a list of such values.
    """
    conditions, parameters = [], []
    for column, value in values.items():
        options = value if isinstance(value, list) else [value]
        conditions.append(f"{contents.name(column)} in ({', '.join('?' * len(options)) or 'null'})")
        parameters += options
    where = f" where {' and '.join(conditions)}" if conditions else ""
    order = f" order by {contents.name(order_by)}{' desc' if descending else ''}" if order_by else ""
    rows = "" if limit is None else f" limit {limit}"
    query = f"select * from marts.{contents.name(table)}{where}{order}{rows}"  # noqa: S608 - quoted by `name`
    return connection.execute(query, parameters).df()


def row_dicts(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as sentences take them, by column."""
    return [{str(column): value for column, value in row.items()} for row in frame.to_dict("records")]


def share_of_claims(connection: duckdb.DuckDBPyConnection) -> float | None:
    """Return the share of claims among the labelled videos, the average precision of a ranking by chance."""
    rows = read(connection, "claims_by_author_group", grouping="all")
    labelled = rows["video_count"].sum()
    return float(rows.loc[rows["claim_status"] == "claim", "video_count"].sum() / labelled) if labelled else None
