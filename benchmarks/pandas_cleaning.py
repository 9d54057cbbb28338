"""Cleaning of `pandas_workflow.py`: the rules of `stg_input__videos` and `int_repeated_videos` in pandas."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

COUNTS = [f"video_{action}_count" for action in ("view", "like", "share", "download", "comment")]
RAW_COLUMNS = [
    "running_number",
    "claim_status",
    "video_id",
    "video_duration_sec",
    "video_transcription_text",
    "verified_status",
    "author_ban_status",
    *COUNTS,
]
CONTENT = [name for name in RAW_COLUMNS if name != "running_number"]
BLANKS = " \t\n\r\u00a0\ufeff"
MISSING = ["", "#n/a", "#n/a n/a", "#na", "n/a", "na", "<na>", "nan", "-nan", "#null!", "null", r"\n", "nil", "none"]
MISSING += ["missing", "-", "--", ".", "?"]
VOCABULARY = {
    "claim_status": {"claim": "claim", "opinion": "opinion"},
    "verified_status": {"verified": "verified", "not verified": "not verified"},
    "author_ban_status": {
        "active": "active",
        "under review": "under review",
        "under scrutiny": "under review",
        "banned": "banned",
    },
}
# The smallest and the largest number that is kept; a running number is not checked.
BOUNDS = {
    "video_id": (0, 10**18 - 1),
    "video_duration_sec": (1, 1_000_000),
    **dict.fromkeys(COUNTS, (0, 10**15)),
}
# The positions of the rows that something is said of.
Flags = dict[str, NDArray[np.int64]]


def cleaned(raw: pd.DataFrame) -> tuple[pd.DataFrame, Flags, Flags]:
    """Return the cast columns, why rows are rejected, and what was repaired in them."""
    rows: dict[str, object] = {}
    reasons: Flags = {}
    repairs: Flags = {}
    for name in RAW_COLUMNS:
        column = raw[name]
        if name in VOCABULARY:
            rows[name] = _statuses(column, reasons, repairs)
        elif pd.api.types.is_integer_dtype(column):
            _flag(reasons, f"{name} is missing", column.isna())
            _flag(reasons, f"{name} is negative", column < 0)
            rows[name] = column.mask(column < 0)
        else:
            text = _trimmed(column)
            _flag(reasons, f"{name} is missing", text.isna())
            _flag(repairs, f"{name} trimmed", text != column)
            rows[name] = text if name == "video_transcription_text" else _whole_numbers(text, reasons, repairs)
        if name in BOUNDS:
            least, most = BOUNDS[name]
            _flag(reasons, f"{name} is out of range", rows[name] > most)
            _flag(reasons, f"{name} is less than {least}", rows[name] < least)
    # A row may have neither a label nor a running number.
    unasked = ("claim_status is missing", "running_number ")
    required = {reason: positions for reason, positions in reasons.items() if not reason.startswith(unasked)}
    return pd.DataFrame(rows, copy=False), required, repairs


def row_states(rows: pd.DataFrame, reasons: Flags) -> pd.Series:
    """Return the state of each row; those of one video with other contents are added to `reasons`."""
    states = pd.Series("accepted", index=rows.index, dtype=pd.CategoricalDtype(["accepted", "rejected", "duplicate"]))
    for positions in reasons.values():
        states.iloc[positions] = "rejected"
    well_formed = rows.loc[states == "accepted", CONTENT]
    repeated = well_formed[well_formed["video_id"].duplicated(keep=False)]
    contents = repeated.drop_duplicates()
    several = contents.loc[contents["video_id"].duplicated(), "video_id"]
    contradicted = repeated.index[repeated["video_id"].isin(several)]
    states[repeated.index[repeated["video_id"].duplicated()]] = "duplicate"
    states[contradicted] = "rejected"
    if len(contradicted):
        reasons["video_id stands in this file with other contents"] = contradicted.to_numpy()
    return states


def reasons_by_row(reasons: Flags) -> pd.Series:
    """Return the list of reasons of each rejected row, by its position."""
    found = [pd.Series(reason, index=positions, dtype=object) for reason, positions in reasons.items()]
    return pd.concat([pd.Series(dtype=object), *found]).groupby(level=0).agg(list)


def _flag(flags: Flags, what: str, is_flagged: pd.Series | NDArray[np.bool_]) -> None:
    positions = np.flatnonzero(pd.Series(is_flagged).fillna(value=False).to_numpy(bool))
    if len(positions):
        flags[what] = np.union1d(flags.get(what, []), positions).astype(int)


def _trimmed(column: pd.Series) -> pd.Series:
    """Return the text of a column, null where it says that it is missing."""
    text = column.str.strip(BLANKS)
    return text.mask(text.str.lower().isin(MISSING))


def _statuses(column: pd.Series, reasons: Flags, repairs: Flags) -> pd.Categorical:
    # Few spellings are met: each is read once. The code -1 of a null meets the last place.
    name, by_spelling = column.name, column.astype("category").cat
    codes = by_spelling.codes.to_numpy()
    input_rows = pd.Series(by_spelling.categories)
    text = _trimmed(input_rows)
    status = text.str.lower().str.replace(r"\s+", " ", regex=True).map(VOCABULARY[name]).astype(text.dtype)

    def by_row(of_spelling: pd.Series, *, of_null: bool = False) -> NDArray[np.bool_]:
        return np.append(of_spelling.fillna(value=False).to_numpy(bool), of_null)[codes]

    _flag(reasons, f"{name} is missing", by_row(text.isna(), of_null=True))
    _flag(reasons, f"{name} is not in the vocabulary", by_row(text.notna() & status.isna()))
    _flag(repairs, f"{name} trimmed", by_row(text != input_rows))
    _flag(repairs, f"{name} spelt otherwise", by_row(text != status))
    statuses = pd.Categorical(status.astype(object), sorted(set(VOCABULARY[name].values())))
    return pd.Categorical.from_codes(np.append(statuses.codes, -1)[codes], dtype=statuses.dtype)


def _whole_numbers(text: pd.Series, reasons: Flags, repairs: Flags) -> pd.Series:
    name = text.name
    digits = text.str.extract(r"^[+]?0*(?P<digits>[0-9]{1,18})(?:[.]0*)?$", expand=False)
    numbers = digits.astype("int64[pyarrow]")
    _flag(repairs, f"{name} written with decimals", text.str.fullmatch(r"[+]?[0-9]+[.]0*"))
    unread = text.notna() & numbers.isna()
    is_negative = text[unread].str.fullmatch(r"-[0-9]+(?:[.][0-9]*)?")
    is_too_long = text[unread].str.fullmatch(r"[+]?[0-9]+(?:[.]0*)?")
    for what, is_so in (
        ("is negative", is_negative),
        ("is not a whole number", ~is_negative & ~is_too_long),
        ("is out of range", is_too_long),
    ):
        _flag(reasons, f"{name} {what}", is_so.reindex(text.index))
    return numbers
