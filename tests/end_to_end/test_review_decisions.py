"""Decisions on the review page, in a real browser: by keyboard, kept, exported, imported, delivered and found again."""

from pathlib import Path

import pytest
from browsing import Visit, changed_copy, revisit, rows, visit
from conftest import Warehouse
from inputs.review_items import FIRST_ID, ITEMS, LATER_RELEASE, RELEASE, item, write_review_page
from playwright.sync_api import Browser
from reviewing import COLUMNS, READY, enter_name, exported, heading, import_file, write_decisions

from claims_warehouse import pages

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("decisions")]
ORDER = "list_position(['priority', 'fresh', 'unsure', 'unlikely'], review_lane), review_rank"


def test_every_key_does_what_the_help_says(review: Visit):
    page = review.page
    for key, decision in [("c", "claim"), ("O", "opinion"), ("u", "unsure"), ("s", "skip")]:
        before = heading(page)
        page.keyboard.press(key)
        assert heading(page) != before
        page.keyboard.press("ArrowLeft")
        assert heading(page) == before
        assert page.locator("[data-decision][aria-pressed=true]").get_attribute("data-decision") == decision
        page.keyboard.press("ArrowRight")
    assert heading(page) == "Claim 5 of 40"
    # Undo goes back to where the decision was made.
    page.keyboard.press("z")
    assert heading(page) == "Claim 4 of 40"
    assert page.locator("[data-decision][aria-pressed=true]").count() == 0
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    page.locator("#help").wait_for(state="hidden")
    page.keyboard.press("/")
    page.keyboard.type("cous")
    assert page.locator("#search").input_value() == "cous"
    assert page.locator("#settled").inner_text().startswith("Settled: 2 of 40 claims")
    assert review.complaints == []


def test_single_keys_can_be_switched_off(review: Visit):
    page = review.page
    page.locator("#open-settings").click()
    page.locator("#has-keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    assert heading(page) == "Claim 1 of 40"
    page.locator("[data-decision=claim]").click()
    assert heading(page) == "Claim 2 of 40"


def test_a_key_on_another_keyboard_decides_by_its_place(review: Visit):
    page = review.page
    page.evaluate(
        "() => document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'с', code: 'KeyC', bubbles: true}))"  # noqa: RUF001
    )
    page.keyboard.press("ArrowLeft")
    assert page.locator("[data-decision=claim]").get_attribute("aria-pressed") == "true"
    # What is held down decides once.
    page.evaluate(
        "() => document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'o', repeat: true, bubbles: true}))"
    )
    assert heading(page) == "Claim 1 of 40"


def test_decisions_survive_a_reload_and_reach_another_tab(review: Visit, review_folder: Path):
    page = review.page
    page.keyboard.press("c")
    other = revisit(page.context, review_folder, READY)
    # Tabs of several processes of the browser hear of each other a moment later.
    other.page.wait_for_function("() => document.querySelector('#settled').textContent.includes('1 of 40')")
    other.page.locator("#entries button").nth(1).click()
    other.page.keyboard.press("o")
    page.wait_for_function("() => document.querySelector('#settled').textContent.includes('2 of 40')")
    # The item that stands here was decided there, and both tabs decide on without losing anything.
    assert "Decided: Opinion" in page.locator("#item").inner_text()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("u")
    page.reload()
    page.wait_for_selector(READY)
    assert heading(page) == "Claim 4 of 40"
    assert page.locator("#entries .state").all_inner_texts() == ["Claim", "Opinion", "Unsure"]
    assert RELEASE in page.locator("#where").inner_text()
    other.page.wait_for_function("() => document.querySelectorAll('#entries .state').length === 3")
    page.keyboard.press("z")
    other.page.wait_for_function("() => document.querySelectorAll('#entries .state').length === 2")


def test_a_browser_that_keeps_nothing_is_told(browser: Browser, review_folder: Path):
    denied = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied'); }})"
    opened = visit(browser, review_folder, ready=READY, prepared=denied)
    opened.page.keyboard.press("c")
    assert heading(opened.page) == "Claim 2 of 40"
    assert "keeps nothing" in opened.page.locator("#notices").inner_text()
    assert opened.complaints == []


def test_the_exported_file_is_what_the_warehouse_reads(review: Visit, tmp_path: Path):
    page = review.page
    enter_name(page, '=Ann "A.", Berlin')
    for key in "cous":
        page.keyboard.press(key)
    assert page.locator("#export").inner_text() == "Export 4"
    rows = exported(page, tmp_path / "decisions.csv")
    assert list(rows[0]) == COLUMNS
    assert [row["video_id"] for row in rows] == [one.video_id for one in ITEMS[:4]]
    assert [row["claim_id"] for row in rows] == [one.claim_id for one in ITEMS[:4]]
    assert [row["decision"] for row in rows] == ["claim", "opinion", "unsure", "skip"]
    assert {row["release_id"] for row in rows} == {RELEASE}
    # What a spreadsheet would run is no part of a name.
    assert {row["reviewer"] for row in rows} == {'Ann "A.", Berlin'}
    assert all(len(row["reviewed_at"]) == 24 and row["reviewed_at"].endswith("Z") for row in rows)
    assert page.locator("#export").inner_text() == "Export"
    # What is decided anew replaces the decision, and is exported again.
    page.locator("#entries button").first.click()
    page.keyboard.press("u")
    assert page.locator("#export").inner_text() == "Export 1"
    changed = exported(page, tmp_path / "changed.csv")
    assert {row["video_id"]: row["decision"] for row in changed}[ITEMS[0].video_id] == "unsure"
    assert len(changed) == 4


def test_a_file_of_an_earlier_page_is_imported_by_video_and_by_claim(
    browser: Browser, review_folder: Path, tmp_path: Path
):
    first = visit(browser, review_folder, ready=READY).page
    enter_name(first, "Ann")
    for key in "cocc":
        first.keyboard.press(key)
    rows = exported(first, tmp_path / "decisions.csv")
    # Later, one claim is led by another video, and one has left the queue.
    later = [item(1), item(0, video_id="9223372036854775807"), item(2), item(9)]
    page = visit(browser, write_review_page(tmp_path / "later", later, LATER_RELEASE), ready=READY).page
    # Who has no name here yet goes by that of the file.
    assert import_file(page, tmp_path / "decisions.csv") == (
        "4 decisions imported, 3 on what this page shows. Your name in Settings is now Ann, as in the file."
    )
    assert page.locator("#entries .state").all_inner_texts() == ["Opinion", "Claim", "Claim"]
    assert import_file(page, tmp_path / "decisions.csv").endswith("4 were known.")
    page.locator("#state").select_option("undecided")
    page.locator("#entries button").click()
    page.keyboard.press("c")
    again = exported(page, tmp_path / "again.csv")
    assert again[:4] == rows
    assert again[4]["video_id"] == item(9).video_id
    assert again[4]["release_id"] == LATER_RELEASE


def test_rows_that_are_no_decisions_of_this_reviewer_stay_out(review: Visit, tmp_path: Path):
    page = review.page
    enter_name(page, "Ann")
    time = "2026-01-02T03:04:05.678Z"
    path = write_decisions(
        tmp_path / "mixed.csv",
        (FIRST_ID, "claim-0", RELEASE, "claim", "ANN", time),
        (FIRST_ID + 1, "claim-1", RELEASE, "claim", "Bob", time),
        (FIRST_ID + 2, "claim-2", RELEASE, "", "", ""),
        ("7.01767E+18", "claim-3", RELEASE, "claim", "Ann", time),
        (FIRST_ID + 4, "claim-4", RELEASE, "perhaps", "Ann", time),
        (FIRST_ID + 5, "claim-5", RELEASE, "claim", "Ann", "02.01.2026 03:04"),
    )
    told = import_file(page, path)
    assert told.startswith(
        "1 decision imported, 1 on what this page shows. 1 row is by Bob and was left out. If that is you, "
    )
    assert "3 rows left out" in told
    assert "line 5: the video_id is not a whole number" in told
    assert page.locator("#entries .state").all_inner_texts() == ["Claim"]
    path.write_text("a,b\n1,2\n")
    assert "holds no decisions" in import_file(page, path)


def test_decisions_of_an_earlier_page_in_the_same_browser_are_offered(browser: Browser, tmp_path: Path):
    page = visit(browser, write_review_page(tmp_path / "warehouse", ITEMS[:3]), ready=READY).page
    page.keyboard.press("c")
    later = write_review_page(tmp_path / "warehouse", ITEMS[:3], LATER_RELEASE)
    page.goto((later / "index.html").as_uri())
    page.wait_for_selector(READY)
    assert page.locator("#entries .state").count() == 0
    page.get_by_role("button", name="Import them").click()
    assert page.locator("#entries .state").all_inner_texts() == ["Claim"]


def page_of(released: Path, home: Path, release_id: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write the page of a copy of a released file under another id, with all of its queue on the list."""
    folder = home / "warehouse" / "releases" / release_id
    folder.mkdir(parents=True)
    changed_copy(
        released,
        folder / "claims.duckdb",
        f"update marts.releases set release_id = '{release_id}'",
        "delete from marts.review_list",
        f"insert into marts.review_list select row_number() over (order by {ORDER}), "
        "* exclude (is_selected_for_review) from marts.review_queue",
    )
    (home / "warehouse" / "release.js").write_text(
        f'globalThis.currentRelease = {{"release_id": "{release_id}", "page": "queue/index.html"}};'
    )
    monkeypatch.setenv("CLAIMS_HOME", str(home))
    page = pages.write_review_page(release_id, home / "warehouse" / "queue", is_blind=True, hides_text=False)
    page.rename(page.with_name("index.html"))
    return page.parent


def test_thirty_claims_decided_by_keyboard_come_back_in_a_build(
    browser: Browser, trained_warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    released = trained_warehouse.released_file
    first = visit(browser, page_of(released, tmp_path / "first", RELEASE, monkeypatch), ready=READY)
    page = first.page
    enter_name(page, "Ann")
    keys = "cocuscooccocsuccocoocccoucosco"
    for key in keys:
        page.keyboard.press(key)
    decided = exported(page, tmp_path / "decisions.csv")
    names = {"c": "claim", "o": "opinion", "u": "unsure", "s": "skip"}
    assert [row["decision"] for row in decided] == [names[key] for key in keys]
    later = visit(browser, page_of(released, tmp_path / "later", LATER_RELEASE, monkeypatch), ready=READY)
    told = import_file(later.page, tmp_path / "decisions.csv")
    assert told == (
        "30 decisions imported, 30 on what this page shows. Your name in Settings is now Ann, as in the file."
    )
    assert exported(later.page, tmp_path / "delivered.csv") == decided
    assert first.complaints == later.complaints == []

    monkeypatch.undo()
    warehouse = Warehouse(tmp_path / "delivered")
    warehouse.begin_with(trained_warehouse)
    videos = next(trained_warehouse.home.glob("*.csv"))
    warehouse.build(
        videos=str(videos), reviews=str(tmp_path / "delivered.csv"), retraining="never", publish_reviewers=True
    )
    found = warehouse.released(
        "select video_id::varchar, claim_id, release_id, decision, reviewer, "
        "strftime(reviewed_at, '%Y-%m-%dT%H:%M:%S.') || format('{:03d}', millisecond(reviewed_at) % 1000) || 'Z' "
        "from marts.reviews where row_state = 'accepted' order by reviewed_at"
    )
    assert [dict(zip(COLUMNS, row, strict=True)) for row in found] == decided
    assert warehouse.released("select count(*) from marts.rejected_reviews") == [(0,)]
    settled = {row["video_id"] for row in decided if row["decision"] in {"claim", "opinion"}}
    queued = {str(video) for (video,) in warehouse.released("select video_id from marts.review_queue_videos")}
    assert settled & queued == set()


def test_the_figures_of_the_page_are_those_of_the_file(
    browser: Browser, trained_warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    released = trained_warehouse.released_file
    page = visit(browser, page_of(released, tmp_path, RELEASE, monkeypatch), ready=READY).page
    queue = rows(
        released,
        "select video_id::varchar, video_transcription_text, video_count, wording_count, total_view_count, "
        f"total_share_count, coalesce(total_report_count, 0) from marts.review_queue order by {ORDER}",
    )
    assert page.locator("#settled").inner_text().startswith(f"Settled: 0 of {len(queue)} ")
    for video_id, text, videos, wordings, *others in queue[:10]:
        page.keyboard.press("f")
        # That there is one wording is not told.
        figures = [videos, *[wordings] * (wordings > 1), *others]
        shown = page.locator("#item .facts dd").all_inner_texts()
        assert shown[: len(figures)] == ["not known yet" if figure is None else f"{figure:,}" for figure in figures]
        assert page.locator("#item .ids").inner_text() == f"Video {video_id}"
        assert page.locator("#text").inner_text() == (text or "No transcript")
        page.keyboard.press("c")
    [(videos, views, all_videos, all_views)] = rows(
        released,
        f"""
        with queue as (
            select video_id, row_number() over (order by {ORDER}) as place from marts.review_queue
        )

        select
            count(*) filter (where place <= 10 and is_settled_by_item),
            sum(video_view_count) filter (where place <= 10 and is_settled_by_item),
            count(*),
            sum(video_view_count)
        from marts.review_queue_videos as members
        inner join queue on members.item_video_id = queue.video_id
        inner join marts.videos as videos on members.video_id = videos.video_id
        """,
    )
    assert (
        page.locator("#settled")
        .inner_text()
        .endswith(f"{videos:,} of {all_videos:,} videos, {views:,} of {all_views:,} views")
    )
