"""Landing: the records of all accepted files of a kind, as they were delivered."""

import functools

from claims_warehouse import engines
from claims_warehouse.deliveries import columns, increments, records
from claims_warehouse.engines import Relation, Rows, Session


def landed_records(
    session: Session,
    file_kind: str,
    *,
    accepted_files: Relation,
    input_columns: Relation,
    landed_before: object | None = None,
) -> Rows:
    """Read the records of the accepted files of a kind.

    Parameters
    ----------
    session : Session
        The session that dbt hands to a Python model.
    file_kind : {"videos", "user_reports", "reviews"}
    accepted_files : Relation
        `raw_accepted_files`.
    input_columns : Relation
        The seed `input_columns`.
    landed_before : dbt's `this` or None
        Its text is the quoted name of a table whose rows need not be read again; None where every file is to be read.

    Returns
    -------
    Rows
        What `records.read_records` returns.
    """
    of_kind = accepted_files.filter(f"file_kind = '{file_kind}'")
    files = engines.collected(of_kind, order_by=["source_file"]).to_pylist()
    if landed_before is not None:
        files = increments.unread_files(session, landed_before, files)
    read_columns = columns.input_columns(engines.collected(input_columns).to_pylist())[file_kind]
    return engines.spread(session, files, functools.partial(records.read_records, columns=read_columns))
