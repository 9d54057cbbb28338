"""Read the records of all accepted files of a kind, as the files have them."""

import functools

from claims_warehouse import engines
from claims_warehouse.engines import Relation, Rows, Session
from claims_warehouse.intake import columns, increments, records


def ingest_records(
    session: Session,
    file_kind: str,
    *,
    accepted_files: Relation,
    input_columns: Relation,
    existing_table: object | None = None,
) -> Rows:
    """Read the records of the accepted files of a kind.

    Parameters
    ----------
    session : Session
        The session that dbt hands to a Python model.
    file_kind : {"videos", "user_reports", "reviews", "fact_checks"}
    accepted_files : Relation
        `raw_accepted_files`.
    input_columns : Relation
        The seed `input_columns`.
    existing_table : dbt's `this` or None
        Its text is the quoted name of a table whose rows need not be read again; None where every file is to be read.

    Returns
    -------
    Rows
        What `records.read_records` returns.
    """
    matching_files = accepted_files.filter(f"file_kind = '{file_kind}'")
    files = engines.to_arrow(matching_files, order_by=["source_file"]).to_pylist()
    if existing_table is not None:
        files = increments.unread_files(session, existing_table, files)
    read_columns = columns.input_columns(engines.to_arrow(input_columns).to_pylist())[file_kind]
    return engines.parallel_map(session, files, functools.partial(records.read_records, columns=read_columns))
