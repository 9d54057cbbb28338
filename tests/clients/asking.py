"""What every client is asked, and when. Runs in the client's environment, so that it needs Python alone."""

import json
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple

THIS = "(select release_id from marts.releases where is_current) as release_id"
# Each answer names the release that it is from: a client that mixed two of them would be found out.
QUESTIONS = {
    "count": f"select {THIS}, count(*) as video_count from marts.videos",
    "group": f"""
        select
            {THIS}, claim_status, count(*) as video_count, max(like_rate) as highest_like_rate,
            cast(sum(video_view_count) as bigint) as view_count
        from marts.videos group by claim_status order by claim_status
    """,
    "join": f"""
        select {THIS}, queue.review_rank, queue.video_id, videos.verified_status, predictions.claim_probability
        from marts.review_queue_videos as queue
        inner join marts.videos as videos on queue.video_id = videos.video_id
        inner join marts.claim_predictions as predictions
            on queue.video_id = predictions.video_id and predictions.scoring_stage = 'at_upload'
        order by queue.review_lane, queue.review_rank limit 5
    """,
    "nested": f"""
        select {THIS}, model_id, len(features) as feature_count, features[1].feature as first_feature
        from marts.model_registry order by model_id
    """,
}
TABLES = "select table_name from information_schema.tables where table_schema = 'marts'"
DESCRIPTION = "select comment from duckdb_columns() where table_name = 'videos' and column_name = 'video_id'"


class Client(NamedTuple):
    """What a client can do with the file that it has open."""

    rows: Callable[[str], list[list[Any]]]
    tables: Callable[[], list[str]]
    description: Callable[[], str]


def client_of_queries(rows: Callable[[str], list[list[Any]]]) -> Client:
    """Return a client whose users see tables and descriptions by asking DuckDB for them."""
    return Client(
        rows, tables=lambda: [table for (table,) in rows(TABLES)], description=lambda: rows(DESCRIPTION)[0][0]
    )


def answers(client: Client) -> dict[str, list[list[Any]]]:
    return {name: client.rows(question) for name, question in QUESTIONS.items()}


def main(open_client: Callable[[str], AbstractContextManager[Client]]) -> None:
    """Ask everything, go on asking until another release is there, ask again, then open the file anew and ask."""
    path = Path(sys.argv[1])
    link = path.parent / "current"
    with open_client(str(path)) as client:
        first = answers(client)
        release_id = first["count"][0][0]
        tables, description = client.tables(), client.description()
        while link.resolve().name == release_id:
            client.rows(QUESTIONS["count"])
            time.sleep(0.2)
        still_open = answers(client)
    with open_client(str(path)) as client:
        anew = answers(client)
    readings = {"first": first, "still_open": still_open, "anew": anew}
    print(json.dumps({"tables": sorted(tables), "description": description, "readings": readings}))
