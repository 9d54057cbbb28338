"""Videos of given texts and labels: every other column is drawn without any relation to either."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from scipy import stats

FIRST_ID, ID_STEP = 7_000_000_000, 13
VERIFIED_SHARE = 1 / 16
BAN_STATUSES, BAN_SHARES = ["active", "under review", "banned"], [0.8, 0.1, 0.1]
# Views of real videos are skewed: half of them have fewer than 10,000, some have millions.
LOG_VIEWS, LOG_VIEWS_DEVIATION, MIN_VIEWS, MAX_VIEWS = 9.2, 2.3, 20, 4_000_000
# The two parameters of the beta distribution that the share of views with such a reaction follows.
REACTIONS = {"like": (2, 6), "share": (1, 18), "download": (1, 250), "comment": (1, 400)}


def videos_of_texts(
    texts: Sequence[str],
    is_claim: Sequence[bool | None],
    *,
    seed: int = 0,
    first_number: int = 1,
    with_counts: bool = True,
) -> pa.Table:
    """Return rows of an input file with its twelve columns.

    Parameters
    ----------
    texts : sequence of str
        The transcripts.
    is_claim : sequence of bool or None
        For each text whether it is a claim; None leaves the label empty.
    seed : int
        Of the draws. They do not depend on texts and labels, nor on how many rows follow.
    first_number : int
        The running number of the first row; numbers of videos follow from it, so that other numbers give other videos.
    with_counts : bool
        Whether the five counts are given; else they are empty, as those of a fresh video.

    Returns
    -------
    pyarrow.Table
        One row for each text, in their order.
    """
    row_count = len(texts)
    numbers = np.arange(first_number, first_number + row_count)
    # A row of draws for each video: those of the first ones stay as they are when more follow.
    draws = np.random.default_rng([seed, first_number]).random((row_count, 4 + len(REACTIONS)))
    duration, verified, ban, view, *reactions = draws.T
    views = np.clip(np.exp(stats.norm.ppf(view, LOG_VIEWS, LOG_VIEWS_DEVIATION)), MIN_VIEWS, MAX_VIEWS)
    shares = [stats.beta.ppf(draw, *of) for draw, of in zip(reactions, REACTIONS.values(), strict=True)]
    counts = {"view": views} | {name: views * share for name, share in zip(REACTIONS, shares, strict=True)}
    statuses = {None: None, True: "claim", False: "opinion"}
    return pa.table(
        {
            "#": numbers,
            "claim_status": pa.array([statuses[label] for label in is_claim], pa.string()),
            "video_id": FIRST_ID + ID_STEP * numbers,
            "video_duration_sec": 5 + np.floor(56 * duration).astype(np.int64),
            "video_transcription_text": pa.array(texts, pa.string()),
            "verified_status": np.where(verified < VERIFIED_SHARE, "verified", "not verified"),
            "author_ban_status": np.array(BAN_STATUSES)[np.searchsorted(np.cumsum(BAN_SHARES)[:-1], ban)],
            **{
                f"video_{name}_count": pa.array(count.astype(np.int64), mask=np.full(row_count, not with_counts))
                for name, count in counts.items()
            },
        }
    )
