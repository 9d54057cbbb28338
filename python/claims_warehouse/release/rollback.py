"""Put back the release before the one that readers see."""

from pathlib import Path

from claims_warehouse.release import folders, history


class NothingToPutBackError(RuntimeError):
    """No earlier release is there, so that readers go on with the one that they have."""


def roll_back(warehouse: Path) -> tuple[str, str]:
    """Show readers the release before the current one.

    Parameters
    ----------
    warehouse : Path
        The folder of what readers open.

    Returns
    -------
    tuple of str
        The ids of the release that was current and of the one that is now.

    Raises
    ------
    NothingToPutBackError
        If nothing is released, or no earlier release is kept.
    """
    nothing = NothingToPutBackError(f"nothing is released in {warehouse} (CLM-090)")
    if folders.current_id(warehouse) is None:
        raise nothing
    with folders.changing(warehouse):
        # Another process may have changed it while this one waited.
        current_id = folders.current_id(warehouse)
        if current_id is None:
            raise nothing
        # Only releases that the current one follows: one that was withdrawn, or never shown, is not put back.
        listed = [row["release_id"] for row in history.released_before(warehouse) if not row["is_rolled_back"]]
        kept = set(folders.kept_ids(warehouse)) - {current_id}
        earlier = [release_id for release_id in listed if release_id in kept]
        if not earlier:
            raise NothingToPutBackError(f"no release before {current_id} is kept in {warehouse} (CLM-091)")
        folders.show(warehouse, earlier[-1])
    return current_id, earlier[-1]
