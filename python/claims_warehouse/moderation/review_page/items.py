"""Read what is selected for review from public tables, as the review page shows it."""

from collections.abc import Mapping
from typing import Any

import duckdb

from claims_warehouse.moderation.review_page.page import Item
from claims_warehouse.release.contents import name
from claims_warehouse.sentences import review as say

# More than a team decides from one release; a page of all that a large queue selects would not open.
ITEMS_SHOWN = 2000
TEXTS_SHOWN = 5
STATUSES = {
    "verified_video_count": "verified",
    "under_review_video_count": "under review",
    "banned_video_count": "banned",
}
SELECTED = """
    select
        handed.*,
        suggesting.video_transcription_text as suggested_text
    from {schema}.review_list as handed
    left join {schema}.videos as suggesting on handed.suggested_by_video_id = suggesting.video_id
    order by handed.list_rank
    limit {limit}
"""
# The undecided videos of these items: how often each transcript occurs, and what a decision on the item settles. A
# claim passes to equal statements, an opinion to equal transcripts. An audit or a suspect label is of one video.
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
    where videos_of_items.item_video_id in (
        select video_id from ({selected}) where review_lane not in ('audit', 'suspect_label')
    )
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
        A connection whose current database has the public tables `review_list`, `review_queue_videos`, `videos` and
        `claim_fact_checks`.
    schema : str
        Where they lie: in a release in `marts`.
    """
    selected = SELECTED.format(schema=name(schema), limit=ITEMS_SHOWN)
    texts: dict[int, list[dict[str, Any]]] = {}
    for row in _rows(connection, TEXTS.format(schema=name(schema), selected=selected)):
        texts.setdefault(row["item_video_id"], []).append(row)
    fact_checks: dict[str, list[tuple[str, str]]] = {}
    for row in _rows(connection, FACT_CHECKS.format(schema=name(schema), selected=selected)):
        if row["checked_claim_text"]:
            fact_checks.setdefault(row["claim_id"], []).append((row["checked_claim_text"], say.fact_check(row)))
    return [
        _item(row, texts.get(row["video_id"], []), fact_checks.get(row["claim_id"], []))
        for row in _rows(connection, selected)
    ]


def _item(row: Mapping[str, Any], texts: list[dict[str, Any]], fact_checks: list[tuple[str, str]]) -> Item:
    text = row["video_transcription_text"]
    texts = texts or [_alone(row)]
    equal = [one for one in texts if one["transcript"] == text]
    others = [one for one in texts if one["transcript"] not in (None, text)]
    return Item(
        video_id=str(row["video_id"]),
        claim_id=row["claim_id"],
        text=text,
        video_count=row["video_count"],
        view_count=row["total_view_count"],
        share_count=row["total_share_count"],
        report_count=row["total_report_count"] or 0,
        settled_by_claim=_settled(texts),
        settled_by_opinion=_settled(equal),
        wording_count=row["wording_count"],
        other_texts=[(one["transcript"], one["video_count"]) for one in others[:TEXTS_SHOWN]],
        other_text_count=len(others),
        authors=[(status, row[column]) for column, status in STATUSES.items() if row[column] > 0],
        has_verified=row["verified_video_count"] > 0,
        has_banned=row["banned_video_count"] + row["under_review_video_count"] > 0,
        details=say.details(row),
        nearest_claims=[(row["suggested_text"], say.suggestion(row))] if row["suggested_text"] else [],
        fact_checks=fact_checks,
    )


def _alone(row: Mapping[str, Any]) -> dict[str, Any]:
    views = row["total_view_count"] or 0
    return {
        "transcript": row["video_transcription_text"],
        "video_count": 1,
        "settled_video_count": 1,
        "settled_view_count": views,
    }


def _settled(texts: list[dict[str, Any]]) -> tuple[int, int]:
    return sum(one["settled_video_count"] for one in texts), sum(one["settled_view_count"] for one in texts)


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = connection.sql(query).to_arrow_table().to_pylist()
    return rows
