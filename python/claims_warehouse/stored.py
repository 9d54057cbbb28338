"""What the previous build left in the table that a Python model is about to make anew."""

import duckdb
import pyarrow as pa


def stored_rows(session: duckdb.DuckDBPyConnection, relation: object) -> pa.Table | None:
    """Return the rows of a relation, or None if it does not exist yet.

    Parameters
    ----------
    session : duckdb.DuckDBPyConnection
        The session that dbt hands to a Python model.
    relation : dbt's `this`
        Its text is the quoted name of the relation.
    """
    # A cursor of its own: an error would end the transaction that dbt has open on the session.
    with session.cursor() as cursor:
        try:
            return cursor.sql(f"from {relation}").to_arrow_table()
        except duckdb.CatalogException:
            return None
