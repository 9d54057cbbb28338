"""What the review page is made of: the items of a released queue, and where the page of a release lies."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from inputs.review_items import HOSTILE

from claims_warehouse import pages
from claims_warehouse.moderation.review_page.items import read_items
from claims_warehouse.moderation.review_page.page import items_of
from claims_warehouse.release import folders, private_files
from claims_warehouse.sentences import review

RELEASE, LATER_RELEASE = "2026-01-02T030405Z-0123abcd", "2026-01-03T030405Z-4567abcd"
QUEUE = """
    create table {schema}.review_list as from (values
        ('fresh', 1, 3, 'claim-c', 13, 'Fresh', 1, 1, 0, 0, 0, null, null, null,
            0.96, 'probability', 'unsure', null, null, null),
        ('priority', 2, 2, null, 12, null, 1, 1, 0, 0, 0, 7, 0, 0,
            null, 'reports_and_views', null, null, null, null),
        ('priority', 1, 1, 'claim-a', {id}, {text}, 5, 3, 1, 0, 2, 1500, 30, 4,
            0.8, 'expected_exposure', null, 'claim', 100, 0.83),
        ('audit', 1, 4, null, 3, 'Near', 1, 1, 1, 0, 0, 300, 1, null,
            0.6, 'chance', null, null, null, null),
        ('audit', 2, 5, null, 13, 'Fresh', 1, 1, 0, 0, 0, null, null, null,
            0.96, 'chance', null, null, null, null),
        ('audit', 3, 6, null, 21, 'Other', 1, 1, 0, 0, 0, 8, 1, 0,
            0.2, 'chance', null, null, null, null),
        ('audit', 4, 7, null, 50, 'Inherits', 1, 1, 0, 0, 0, 5, 1, 0,
            0.2, 'chance', null, null, null, null)
    ) as handed (
        review_lane, review_rank, list_rank, claim_id, video_id, video_transcription_text, video_count, wording_count,
        verified_video_count, under_review_video_count, banned_video_count, total_view_count, total_share_count,
        total_report_count, claim_probability, ranked_by, open_reason, suggested_decision, suggested_by_video_id,
        similarity
    )
"""
# The items of the queue, selected or not; the last is one that audits are drawn from.
ALL_ITEMS = """
    create table {schema}.review_queue as
    select * exclude (list_rank) from {schema}.review_list where review_lane != 'audit'
    union all
    select 'unlikely', 1, null, 20, 'Other', 2, 1, 0, 1, 0, 40, 3, 1, 0.2, 'expected_exposure', null, null, null, null
"""
REASONS = """
    create table {schema}.prediction_reasons as from (values
        ({id}, 0.5, 0.25, [
            {{'feature': 'statement', 'value': 'moon', 'contribution': 2.0}},
            {{'feature': 'statement', 'value': repeat('x', 81), 'contribution': 1.0}},
            {{'feature': 'attribution_phrase', 'value': 'i', 'contribution': -0.5}},
            {{'feature': 'video_view_count', 'value': '1000', 'contribution': 0.5}}
        ]),
        (21, 0.5, 0.0, [
            {{'feature': 'video_transcription_text', 'value': 'other', 'contribution': -2.0}},
            {{'feature': 'video_transcription_text', 'value': 'a', 'contribution': 0.5}}
        ])
    ) as reasons (video_id, base_log_odds, other_log_odds, reasons)
"""
VIDEOS = """
    create table {schema}.videos as from (values
        ({id}, {text}, 1000), (1, {text}, 100), (2, upper({text}), 50), (3, 'Near', 300), (4, 'Near', 50),
        (12, null, 7), (13, 'Fresh', null), (20, 'Other', 32), (21, 'Other', 8), (50, 'Inherits', 5),
        (99, 'Left out', 1), (100, 'Decided', 1)
    ) as videos (video_id, video_transcription_text, video_view_count)
"""
QUEUE_VIDEOS = """
    create table {schema}.review_queue_videos as from (values
        ({id}, {id}, true), (1, {id}, true), (2, {id}, true), (3, {id}, false), (4, {id}, false),
        (12, 12, true), (13, 13, true), (20, 20, true), (21, 20, true), (99, 99, true)
    ) as queue_videos (video_id, item_video_id, is_settled_by_item)
"""
FACT_CHECKS = """
    create table {schema}.claim_fact_checks as from (values
        ('claim-a', 2, 0.3, 'Another claim', null, null, null, null),
        ('claim-a', 1, 0.52, {text}, 'False', 'The moon', 'https://example.com', date '2026-01-02'),
        ('claim-z', 1, 0.9, 'Left out', 'True', null, null, null)
    ) as fact_checks (claim_id, match_rank, similarity, checked_claim_text, verdict, title, url, checked_on)
"""


def fill(connection: duckdb.DuckDBPyConnection, schema: str, text: str | None) -> None:
    connection.execute(f"create schema {schema}")
    literal = "cast(null as varchar)" if text is None else f"'{text}'"
    for statement in (QUEUE, ALL_ITEMS, VIDEOS, QUEUE_VIDEOS, REASONS, FACT_CHECKS):
        connection.execute(statement.format(schema=schema, text=literal, id=2**63 - 1))
    if text is None:
        for table in ("review_list", "videos"):
            connection.execute(f"update {schema}.{table} set video_transcription_text = null")
        connection.execute(f"update {schema}.prediction_reasons set reasons = null")


def write_release(warehouse: Path, release_id: str, text: str | None) -> Path:
    """Write the released file of a release that readers see, and return its folder."""
    folder = warehouse / "releases" / release_id
    folder.mkdir(parents=True)
    with duckdb.connect(folder / "claims.duckdb") as connection:
        fill(connection, "marts", text)
        connection.execute(
            "create table marts.releases as select ? as release_id, timestamp '2026-01-02 03:04:05' as released_at, "
            "'provided' as input_kind, true as is_current",
            [release_id],
        )
    folders.show(warehouse, release_id)
    return folder


@pytest.fixture
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLAIMS_HOME", str(tmp_path))
    for other in ("write_site", "write_picture"):
        monkeypatch.setattr(pages, other, lambda *_, **__: None)
    return tmp_path / "warehouse"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as memory:
        yield memory


def test_items_are_those_handed_to_reviewers_in_the_order_of_the_list(connection: duckdb.DuckDBPyConnection):
    fill(connection, '"its mine"', HOSTILE)
    items = read_items(connection, "its mine")
    assert [one.video_id for one in items] == ["9223372036854775807", "12", "13", "3", "21", "50"]
    first, unscored, fresh, *_ = items
    assert (first.claim_id, first.text) == ("claim-a", HOSTILE)
    assert first.other_texts == [("Near", 2), (HOSTILE.upper(), 1)]
    assert (first.wording_count, first.other_text_count) == (3, 2)
    assert (first.video_count, first.view_count, first.share_count, first.report_count) == (5, 1500, 30, 4)
    assert first.settled_by_claim == (3, 1150)
    assert first.settled_by_opinion == (2, 1100)
    assert first.nearest_claims == [("Decided", "Decided: claim. 83.0% alike.")]
    assert first.authors == [("verified", 1), ("banned", 2)]
    assert first.fact_checks == [
        (HOSTILE, "False, 52.0% alike, The moon, 2026-01-02, https://example.com"),
        ("Another claim", "30.0% alike"),
    ]
    assert dict(first.details)["Model"] == "Likely a claim: 80.0%."
    assert (unscored.claim_id, unscored.text, unscored.report_count) == (None, None, 0)
    assert unscored.settled_by_opinion == (1, 7)
    assert dict(unscored.details)["Model"] == "No model scores it."
    assert dict(fresh.details)["Before"] == "A reviewer was unsure."
    assert (fresh.view_count, fresh.settled_by_claim) == (None, (1, 0))
    assert (first.adds, fresh.adds) == ((5, 1500), (1, 0))


def test_an_audit_has_the_counts_of_the_item_that_its_video_belongs_to(connection: duckdb.DuckDBPyConnection):
    fill(connection, "marts", "A text")
    *_, inside, elsewhere, alone = read_items(connection, "marts")
    # Of the first item, which is selected: its videos count once.
    assert (inside.text, inside.video_count, inside.wording_count, inside.view_count) == ("Near", 5, 3, 1500)
    assert (inside.report_count, inside.authors) == (4, [("verified", 1), ("banned", 2)])
    assert inside.other_texts == [("A text", 2), ("A TEXT", 1)]
    assert inside.settled_by_claim == inside.settled_by_opinion == (1, 300)
    assert (inside.adds, inside.part_of, inside.settled_with_it_by) == ((0, 0), "9223372036854775807", [])
    # Of an item that is not selected.
    assert (elsewhere.video_count, elsewhere.view_count, elsewhere.authors) == (2, 40, [("under review", 1)])
    assert (elsewhere.settled_by_claim, elsewhere.adds, elsewhere.part_of) == ((1, 8), (1, 8), None)
    # What inherits a decision is in no item of the queue.
    assert (alone.video_count, alone.view_count, alone.settled_by_claim) == (1, 5, (1, 5))


def test_decisions_on_an_item_settle_an_audit_that_says_the_same(connection: duckdb.DuckDBPyConnection):
    fill(connection, "marts", "A text")
    connection.execute("update marts.review_queue_videos set is_settled_by_item = true")
    settled = {one.video_id: one.settled_with_it_by for one in read_items(connection, "marts")}
    assert settled["3"] == ["claim"]
    connection.execute("update marts.review_list set video_transcription_text = 'A text' where video_id = 3")
    assert {one.video_id: one.settled_with_it_by for one in read_items(connection, "marts")}["3"] == [
        "claim",
        "opinion",
    ]


def test_words_that_speak_for_what_the_model_says_are_marked(connection: duckdb.DuckDBPyConnection):
    fill(connection, "marts", "A text")
    items = {one.video_id: one for one in read_items(connection, "marts")}
    first = items["9223372036854775807"]
    assert first.marked_words == ["moon"]
    reasons = dict(first.details)["Reasons"]
    assert reasons == "For a claim: \u201cmoon\u201d (+2.0), views 1000 (+0.5). For an opinion: \u201ci\u201d (-0.5)."
    assert items["21"].marked_words == ["other"]
    assert items["12"].marked_words == []
    assert "Reasons" not in dict(items["12"].details)


def test_a_release_has_its_page_and_says_which_it_is(warehouse: Path):
    folder = write_release(warehouse, RELEASE, HOSTILE)
    tables = [{"table_name": "review_list", "schema_name": "marts", "masked_columns": []}]
    pages.write_pages(None, tables, folder / "claims.duckdb", folder, is_blind=True, hides_text=False)
    page = (folder / "review" / "index.html").read_text()
    assert len(items_of(page)) == 6
    # One of the seven rows of the list is the audit of a video that is selected, too.
    assert '"selected_count":6' in page
    assert '"release_script":"../release.js"' in page
    assert not (warehouse.parent / "build").exists()
    script = (folder / "release.js").read_text()
    newest = json.loads(script.partition("= ")[2].strip().rstrip(";"))
    assert newest == {"release_id": RELEASE, "page": "review/index.html"}


def test_masked_transcripts_are_on_a_private_page_alone(warehouse: Path):
    folder = write_release(warehouse, RELEASE, None)
    tables = [
        {"table_name": "review_list", "schema_name": "alice_marts", "masked_columns": ["video_transcription_text"]}
    ]
    with duckdb.connect() as build:
        fill(build, "alice_marts", HOSTILE)
        pages.write_pages(build, tables, folder / "claims.duckdb", folder, is_blind=True, hides_text=False)
    page = warehouse.parent / "build" / "review" / RELEASE / "index.html"
    assert items_of(page.read_text())[0].text == HOSTILE
    assert not (folder / "review").exists()
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert {stat.S_IMODE(parent.stat().st_mode) for parent in list(page.parents)[:3]} == {0o700}
    assert f'"page": "../build/review/{RELEASE}/index.html"' in (folder / "release.js").read_text()
    # Another page of it, with other settings, is made from the private one; without that there are no texts to show.
    again = pages.write_review_page(None, None, is_blind=False, hides_text=True)
    assert again == page
    assert items_of(page.read_text())[0].text == HOSTILE
    assert '"is_blind":false,"hides_text":true' in page.read_text()
    elsewhere = pages.write_review_page(RELEASE, warehouse.parent / "mine", is_blind=True, hides_text=False)
    assert stat.S_IMODE(elsewhere.parent.stat().st_mode) == 0o700
    private_files.remove_all_but([LATER_RELEASE])
    assert not page.parent.exists()
    with pytest.raises(ValueError, match="holds no transcripts, and its private page"):
        pages.write_review_page(None, None, is_blind=True, hides_text=False)


def test_a_page_is_made_again_of_any_kept_release(warehouse: Path, tmp_path: Path):
    write_release(warehouse, RELEASE, "An earlier text")
    write_release(warehouse, LATER_RELEASE, "A later text")
    for release_id, folder, text, script in [
        (None, None, "A later text", "../release.js"),
        (RELEASE, tmp_path / "away" / "deep", "An earlier text", "../../warehouse/release.js"),
    ]:
        page = pages.write_review_page(release_id, folder, is_blind=True, hides_text=False)
        assert page == (folder or warehouse / "queue") / "review.html"
        assert items_of(page.read_text())[0].text == text
        assert f'"release_script":"{script}"' in page.read_text()
    with pytest.raises(ValueError, match=f"no release 2025 is kept in .*; kept are: {RELEASE}, {LATER_RELEASE}"):
        pages.write_review_page("2025", None, is_blind=True, hides_text=False)


def test_a_page_of_another_version_is_named():
    with pytest.raises(ValueError, match="another version of the project made the page"):
        items_of('<script type="application/json" id="page">{"items": [{"colour": "red"}]}</script>')


def test_a_suspect_label_and_a_half_decided_video_say_why_they_are_handed_out():
    row = {
        "claim_probability": 0.03,
        "review_lane": "suspect_label",
        "review_rank": 2,
        "ranked_by": "label_probability",
        "open_reason": "second_review",
    }
    assert review.details(row, []) == [
        ("Model", "Very likely an opinion: 3.0%."),
        ("Lane", "Videos whose label the model contradicts, place 2."),
        ("Ranked", "By how improbable the model finds the label."),
        ("Before", "One of two reviewers has decided it."),
    ]
