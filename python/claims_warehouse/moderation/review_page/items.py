"""Read what is selected for review from public tables, as the review page shows it."""

from collections.abc import Mapping
from typing import Any

import duckdb

from claims_warehouse.features import TEXTS as FEATURES_OF_TEXT
from claims_warehouse.moderation.review_page.page import Item
from claims_warehouse.release.contents import name
from claims_warehouse.sentences import review as say

# More than a team decides from one release; a page of all that a large queue selects would not open.
ITEMS_SHOWN = 2000
TEXTS_SHOWN = 5
# A longer "word" is none that a person reads.
CHARACTERS_OF_REASON = 80
STATUSES = {
    "verified_video_count": "verified",
    "under_review_video_count": "under review",
    "banned_video_count": "banned",
}
# An audit is of one video. It is shown with the counts of the item that the video belongs to in the queue, as each item
# is: of one video alone, they would tell it from a claim (0103). What is selected by now and was drawn before for an
# audit is decided once.
SELECTED = """
    with handed as (
        select * from {schema}.review_list
        qualify row_number() over (partition by video_id order by review_lane = 'audit') = 1
        order by list_rank
        limit {limit}
    ),

    items as (
        select
            handed.*,
            queue_videos.is_settled_by_item,
            coalesce(queue_videos.item_video_id, handed.video_id) as whole_video_id
        from handed
        left join {schema}.review_queue_videos as queue_videos
            on handed.review_lane = 'audit' and handed.video_id = queue_videos.video_id
    )

    select
        items.* replace ({counts}),
        items.total_view_count as own_view_count,
        selected.video_id as selected_video_id,
        selected.video_transcription_text is not distinct from items.video_transcription_text as is_text_of_selected,
        suggesting.video_transcription_text as suggested_text,
        reasons.base_log_odds + reasons.other_log_odds as other_log_odds,
        coalesce(reasons.reasons, []) as reasons
    from items
    left join {schema}.review_queue as whole on items.whole_video_id = whole.video_id
    left join handed as selected
        on
            items.whole_video_id = selected.video_id
            and items.review_lane = 'audit'
            and selected.review_lane != 'audit'
    left join {schema}.videos as suggesting on items.suggested_by_video_id = suggesting.video_id
    left join {schema}.prediction_reasons as reasons on items.video_id = reasons.video_id
    order by items.list_rank
"""
COUNTS = ["video_count", "wording_count", "total_view_count", "total_share_count", "total_report_count", *STATUSES]
# The undecided videos of these items: how often each transcript occurs, and what a decision on the item settles. A
# claim passes to equal statements, an opinion to equal transcripts.
TEXTS = """
    select
        videos_of_items.item_video_id,
        videos.video_transcription_text as transcript,
        count(*) as video_count,
        count(*) filter (where videos_of_items.is_settled_by_item) as settled_video_count,
        coalesce(sum(videos.video_view_count) filter (where videos_of_items.is_settled_by_item), 0)::bigint
            as settled_view_count
    from {schema}.review_queue_videos as videos_of_items
    inner join {schema}.videos as videos on videos_of_items.video_id = videos.video_id
    where videos_of_items.item_video_id in (select whole_video_id from ({selected}))
    group by all
    order by video_count desc, transcript
"""
FACT_CHECKS = """
    select * from {schema}.claim_fact_checks
    where claim_id in (select claim_id from ({selected}))
    order by claim_id, match_rank
"""


def read_items(connection: duckdb.DuckDBPyConnection, schema: str) -> list[Item]:
    """Return the first items that reviewers are handed, in the order in which they are to be decided.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        A connection whose current database has the public tables `review_list`, `review_queue`, `review_queue_videos`,
        `videos`, `prediction_reasons` and `claim_fact_checks`.
    schema : str
        Where they lie: in a release in `marts`.
    """
    counts = ", ".join(f"coalesce(whole.{column}, items.{column}) as {column}" for column in COUNTS)
    selected = SELECTED.format(schema=name(schema), limit=ITEMS_SHOWN, counts=counts)
    texts: dict[int, list[dict[str, Any]]] = {}
    for row in _rows(connection, TEXTS.format(schema=name(schema), selected=selected)):
        texts.setdefault(row["item_video_id"], []).append(row)
    fact_checks: dict[str, list[tuple[str, str]]] = {}
    for row in _rows(connection, FACT_CHECKS.format(schema=name(schema), selected=selected)):
        if row["checked_claim_text"]:
            fact_checks.setdefault(row["claim_id"], []).append((row["checked_claim_text"], say.fact_check(row)))
    return [
        _item(row, texts.get(row["whole_video_id"], []), fact_checks.get(row["claim_id"], []))
        for row in _rows(connection, selected)
    ]


def _item(row: Mapping[str, Any], texts: list[dict[str, Any]], fact_checks: list[tuple[str, str]]) -> Item:
    text = row["video_transcription_text"]
    others = [one for one in texts if one["transcript"] not in (None, text)]
    reasons = [one for one in row["reasons"] if len(one["value"] or "") <= CHARACTERS_OF_REASON]
    return Item(
        video_id=str(row["video_id"]),
        claim_id=row["claim_id"],
        text=text,
        video_count=row["video_count"],
        view_count=row["total_view_count"],
        share_count=row["total_share_count"],
        report_count=row["total_report_count"] or 0,
        **_settles(row, texts),
        wording_count=row["wording_count"],
        other_texts=[(one["transcript"], one["video_count"]) for one in others[:TEXTS_SHOWN]],
        other_text_count=len(others),
        authors=[(status, row[column]) for column, status in STATUSES.items() if row[column] > 0],
        has_verified=row["verified_video_count"] > 0,
        has_banned=row["banned_video_count"] + row["under_review_video_count"] > 0,
        details=say.details(row, reasons),
        marked_words=_marked(row, reasons),
        nearest_claims=[(row["suggested_text"], say.suggestion(row))] if row["suggested_text"] else [],
        fact_checks=fact_checks,
    )


def _settles(row: Mapping[str, Any], texts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what decisions on an item settle, and what it adds to the list, whose videos count once."""
    own = (1, row["own_view_count"] or 0)
    if row["review_lane"] == "audit" or not texts:
        found = {"settled_by_claim": own, "settled_by_opinion": own, "adds": own}
        if row["selected_video_id"] is None:
            return found
        settled_by = ["claim", "opinion"] if row["is_text_of_selected"] else ["claim"]
        return found | {
            "adds": (0, 0),
            "part_of": str(row["selected_video_id"]),
            "settled_with_it_by": settled_by if row["is_settled_by_item"] else [],
        }
    return {
        "settled_by_claim": _settled(texts),
        "settled_by_opinion": _settled([one for one in texts if one["transcript"] == row["video_transcription_text"]]),
        "adds": (row["video_count"], row["total_view_count"] or 0),
    }


def _settled(texts: list[dict[str, Any]]) -> tuple[int, int]:
    return sum(one["settled_video_count"] for one in texts), sum(one["settled_view_count"] for one in texts)


def _marked(row: Mapping[str, Any], reasons: list[dict[str, Any]]) -> list[str]:
    """Return the words that speak for what the model says of the text, not those that speak against it."""
    log_odds = (row["other_log_odds"] or 0.0) + sum(one["contribution"] for one in row["reasons"])
    words = [one for one in reasons if one["feature"] in FEATURES_OF_TEXT]
    return [one["value"] for one in words if one["contribution"] * log_odds > 0]


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = connection.sql(query).to_arrow_table().to_pylist()
    return rows
