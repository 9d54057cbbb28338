"""Putting back the snapshot before the one that readers see."""

from pathlib import Path

from claims_warehouse.publication import folders, history


class NothingToPutBackError(RuntimeError):
    """No earlier snapshot is there, so that readers go on with the one that they have."""


def roll_back(warehouse: Path) -> tuple[str, str]:
    """Show readers the publication before the current one.

    Parameters
    ----------
    warehouse : Path
        The folder of what readers open.

    Returns
    -------
    tuple of str
        The ids of the publication that was current and of the one that is now.

    Raises
    ------
    NothingToPutBackError
        If nothing is published, or no earlier publication is kept.
    """
    nothing = NothingToPutBackError(f"nothing is published in {warehouse}")
    if folders.current_id(warehouse) is None:
        raise nothing
    with folders.changing(warehouse):
        # Another process may have changed it while this one waited.
        current_id = folders.current_id(warehouse)
        if current_id is None:
            raise nothing
        # Those that the current one follows on: what was once withdrawn, or made and never shown, is not put back.
        listed = [row["publication_id"] for row in history.published_before(warehouse) if not row["is_withdrawn"]]
        kept = set(folders.kept_ids(warehouse)) - {current_id}
        earlier = [publication_id for publication_id in listed if publication_id in kept]
        if not earlier:
            raise NothingToPutBackError(f"no publication before {current_id} is kept in {warehouse}")
        folders.show(warehouse, earlier[-1])
    return current_id, earlier[-1]
