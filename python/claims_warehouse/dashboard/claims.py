"""What claims and opinions are in the data, how much engagement they get, and whether authors make a difference."""

import json

import duckdb

from claims_warehouse.dashboard.comparisons import tests
from claims_warehouse.dashboard.components import Section
from claims_warehouse.dashboard.composition import composition
from claims_warehouse.dashboard.engagement import engagement
from claims_warehouse.dashboard.groups import shares_by_group
from claims_warehouse.dashboard.tables import read, row_dicts
from claims_warehouse.sentences import engagement as say_engagement
from claims_warehouse.sentences import say
from claims_warehouse.sentences.wording import plural


def claims_section(connection: duckdb.DuckDBPyConnection) -> Section:
    """Return what is in the data, engagement by group, and what the status of authors has to do with it."""
    groups = read(connection, "claims_by_author_group", grouping="all")
    numbers = {row["claim_status"]: int(row["video_count"]) for row in row_dicts(groups)}
    views = read(connection, "engagement_differences", grouping="claim_status", metric="video_view_count")
    lead = [say_engagement.balance(numbers.get("claim", 0), numbers.get("opinion", 0))]
    lead += [say("engagement_differences.finding_code", row) for row in row_dicts(views)]
    for release in row_dicts(read(connection, "releases", is_current=True)):
        statements = json.loads(release["row_counts"] or "{}").get("claims", 0)
        lead += [f"The claim videos make {plural(statements, 'different claim')}"] if statements else []
    return Section(
        "claims",
        "Claims and opinions",
        [sentence.rstrip(".") + "." for sentence in lead],
        [shares_by_group(connection), *engagement(connection), *composition(connection), *tests(connection)],
    )
