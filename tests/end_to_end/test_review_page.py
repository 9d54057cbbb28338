"""How the moderators' review page looks, and what it shows, in a real browser, of items that bear every difficulty."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import Visit, overflow, visit
from inputs.review_items import FIRST_ID, HOSTILE, ITEMS, LATER_RELEASE, RELEASE, SWAYING, item, write_review_page
from playwright.sync_api import Browser
from reviewing import READY, enter_name, heading


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 768, 1440])
def test_the_page_fits_and_axe_finds_no_violation(browser: Browser, review_folder: Path, width: int, scheme: str):
    opened = visit(browser, review_folder, width, scheme, ready=READY)
    page = opened.page
    for keys in (["o"], ["f"], ["c", "ArrowLeft"], ["?"], ["Escape", "ArrowLeft"]):
        for key in keys:
            page.keyboard.press(key)
        if page.locator("#open-list").is_visible():
            page.locator("#open-list").dispatch_event("click")
        if keys == ["?"]:
            # It is read from its beginning.
            assert page.locator("#help").evaluate("(help) => help.scrollTop") == 0
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        assert overflow(page) <= 0
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, select, input:not([type=checkbox]), summary, label.check")]
            .map((control) => [control.id || control.textContent, control.getBoundingClientRect()])
            .filter(([name, box]) => box.width > 0 && (box.height < 44 || box.width < 44))
            .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)"""
    )
    assert small == []
    assert opened.complaints == []
    assert {Path(url).name for url in opened.requests} == {"index.html", "release.js"}
    assert all(url.startswith(review_folder.parent.as_uri()) for url in opened.requests)
    page.context.close()


def test_light_and_dark_differ_and_a_switch_overrules_the_system(browser: Browser, review_folder: Path):
    paper = "() => getComputedStyle(document.body).backgroundColor"
    light, dark = (visit(browser, review_folder, scheme=scheme, ready=READY).page for scheme in ("light", "dark"))
    assert light.evaluate(paper) != dark.evaluate(paper)
    light.locator("#open-settings").click()
    light.locator("#theme").select_option("dark")
    assert light.evaluate(paper) == dark.evaluate(paper)
    light.reload()
    assert light.evaluate(paper) == dark.evaluate(paper)


def test_what_may_sway_appears_after_the_decision(review: Visit, browser: Browser, tmp_path: Path):
    page = review.page
    for number in range(len(ITEMS)):
        shown = page.locator("body").inner_text()
        assert [text for text in SWAYING if text in shown] == [], number
        assert page.locator("#item :is(mark, .facts, details)").count() == 0
        page.keyboard.press("ArrowRight")
    page.locator("#entries button").first.click()
    page.keyboard.press("c")
    page.keyboard.press("ArrowLeft")
    shown = page.locator("#item").inner_text()
    assert [text for text in SWAYING if text not in shown] == []
    assert page.locator("mark").all_inner_texts() == ["claims"]
    assert page.locator("#item .facts").count() == 1
    page.keyboard.press("z")
    assert SWAYING[0] not in page.locator("body").inner_text()
    at_once = write_review_page(tmp_path / "warehouse", ITEMS[:2], is_blind=False)
    page = visit(browser, at_once, ready=READY).page
    assert SWAYING[0] in page.locator("#item").inner_text()
    assert page.locator("mark").all_inner_texts() == ["claims"]
    assert page.locator("#item .facts").count() == 1


def test_figures_are_shown_when_asked_for_of_one_item(review: Visit):
    page = review.page
    for show in (lambda: page.keyboard.press("f"), lambda: page.locator("#figures").click()):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowLeft")
        assert page.locator("#item .facts").count() == 0
        show()
        shown = page.locator("#item .facts dd").all_inner_texts()
        assert shown == ["2", "1,000", "0", "0", "1 verified, 1 banned"]
        assert page.locator("#told").inner_text().startswith("Videos 2, Views 1,000")
        assert [text for text in SWAYING if text in page.locator("body").inner_text()] == []


def test_the_page_stays_on_a_text_where_a_reviewer_says_so(review: Visit):
    page = review.page
    page.locator("#open-settings").click()
    page.locator("#stays").check()
    page.keyboard.press("Escape")
    page.locator("#settings").wait_for(state="hidden")
    page.keyboard.press("c")
    assert heading(page) == "Claim 1 of 40"
    assert SWAYING[0] in page.locator("#item").inner_text()
    assert page.locator("#told").inner_text().startswith("Claim. Model: Very likely a claim")
    page.keyboard.press("ArrowRight")
    assert SWAYING[0] not in page.locator("#item").inner_text()
    page.reload()
    page.wait_for_selector(READY)
    page.keyboard.press("o")
    assert heading(page) == "Claim 2 of 40"


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("The moon claims the Moon", ["moon", "the"], ["The", "moon", "the", "Moon"]),
        ("other then the (the) #the", ["the", "#the"], ["the", "the", "#the"]),
        ("有人声称AI月球", ["月", "ai"], ["AI", "月"]),
        ("قال خبير إن القمر", ["القمر"], ["القمر"]),
        ("Ёлка ёлки", ["ёлка"], ["Ёлка"]),
        (HOSTILE, ["script", "<b>", "a|b)("], ["script", "script"]),
        (None, ["no"], ["No"]),
    ],
)
def test_whole_words_are_marked_in_the_text(
    browser: Browser, tmp_path: Path, text: str, words: list[str], marked: list[str]
):
    folder = write_review_page(tmp_path, [item(0, text=text, marked_words=words)], is_blind=False)
    opened = visit(browser, folder, ready=READY)
    assert opened.page.locator("#text mark").all_inner_texts() == marked
    assert opened.page.locator("#text").inner_text() == (text or "No transcript")
    assert opened.page.evaluate("() => window.attacked") is None
    assert opened.complaints == []


def test_an_item_shows_only_what_it_has(browser: Browser, tmp_path: Path):
    bare = item(0, details=[], marked_words=[], nearest_claims=[], fact_checks=[], other_texts=[], authors=[])
    page = visit(browser, write_review_page(tmp_path, [bare], is_blind=False), ready=READY).page
    assert page.locator("#item :is(h3, details, mark)").count() == 0


def test_progress_counts_what_a_decision_settles(review: Visit):
    page = review.page
    for key in "cous":
        page.keyboard.press(key)
    [videos, views] = (ITEMS[0].settled_by_claim[index] + ITEMS[1].settled_by_opinion[index] for index in (0, 1))
    all_videos = sum(one.video_count for one in ITEMS)
    all_views = sum(one.view_count or 0 for one in ITEMS)
    assert page.locator("#settled").inner_text() == (
        f"Settled: 2 of 40 claims, {videos} of {all_videos} videos, {views:,} of {all_views:,} views"
    )


def test_the_video_of_an_audit_counts_once_in_progress(browser: Browser, tmp_path: Path):
    def sizes(claim: tuple[int, int], opinion: tuple[int, int], adds: tuple[int, int]) -> dict[str, object]:
        return {"settled_by_claim": claim, "settled_by_opinion": opinion, "adds": adds}

    own = (1, 10)
    whole = item(0, video_count=3, view_count=60, **sizes((2, 30), (1, 20), (3, 60)))
    inside = {"claim_id": None, "part_of": whole.video_id, **sizes(own, own, (0, 0))}
    items = [
        whole,
        item(1, settled_with_it_by=["claim"], **inside),
        item(2, settled_with_it_by=[], **inside),
        item(3, claim_id=None, **sizes(own, own, own)),
    ]
    page = visit(browser, write_review_page(tmp_path / "warehouse", items), ready=READY).page
    settled = page.locator("#settled")
    assert settled.inner_text() == "Settled: 0 of 4 texts, 0 of 4 videos, 0 of 70 views"
    for keys, told in [
        # The claim settles two videos, of which one is an audit's: that is settled twice and counts once.
        ("cco", "Settled: 3 of 4 texts, 3 of 4 videos, 40 of 70 views"),
        ("c", "Settled: 4 of 4 texts, 4 of 4 videos, 50 of 70 views"),
        # An opinion settles equal texts alone, and the audit settles its own video.
        ("zzzzoco", "Settled: 3 of 4 texts, 3 of 4 videos, 40 of 70 views"),
    ]:
        for key in keys:
            page.keyboard.press(key)
        assert settled.inner_text() == told


def test_the_last_decision_says_what_is_left(browser: Browser, tmp_path: Path):
    page = visit(browser, write_review_page(tmp_path / "warehouse", ITEMS[:3]), ready=READY).page
    enter_name(page, "Ann")
    for key in "csu":
        page.keyboard.press(key)
    assert page.locator("#notices").inner_text() == "All is decided, 1 skipped. Export the decisions."


def test_filters_and_search_show_what_they_say(review: Visit):
    page = review.page
    page.keyboard.press("c")

    def shown() -> int:
        return page.locator("#entries button").count()

    for choice, value, number in [
        ("#state", "undecided", 39),
        ("#state", "claim", 1),
        ("#state", "all", 40),
        ("#kind", "reported", sum(one.report_count > 0 for one in ITEMS)),
        ("#kind", "verified", sum(one.has_verified for one in ITEMS)),
        ("#kind", "any", 40),
    ]:
        page.locator(choice).select_option(value)
        assert shown() == number, (choice, value)
        assert page.locator("#shown").inner_text() == f"{number} of 40 claims"
    for words, number in [("ЗЕЛЁНЫЙ", 6), (str(FIRST_ID + 12), 1), ("another wording, of 7", 1), ("very likely", 0)]:
        page.locator("#search").fill(words)
        assert shown() == number, words


def test_texts_of_every_script_are_text(review: Visit):
    page = review.page
    page.keyboard.press("ArrowRight")
    assert page.locator("#text").inner_text() == HOSTILE
    assert page.locator("#text").evaluate("(text) => getComputedStyle(text).direction") == "ltr"
    page.keyboard.press("ArrowRight")
    assert page.locator("#text").evaluate("(text) => getComputedStyle(text).direction") == "rtl"
    assert page.evaluate("() => window.attacked") is None
    assert page.locator("img").count() == 0
    assert review.complaints == []


def test_a_text_is_hidden_until_asked_for(browser: Browser, tmp_path: Path):
    folder = write_review_page(tmp_path / "warehouse", ITEMS[:3], hides_text=True)
    page = visit(browser, folder, ready=READY).page
    text = ITEMS[0].text or ""
    assert text not in page.locator("body").inner_text()
    page.keyboard.press("t")
    assert text in page.locator("#item").inner_text()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert text not in page.locator("body").inner_text()
    page.locator("#reveal").click()
    assert text in page.locator("#item").inner_text()
    # Nor does the list say anything of it, until the setting is off.
    snippet = page.locator("#entries .snippet").first
    assert snippet.inner_text() == "Hidden text"
    page.locator("#open-settings").click()
    page.locator("#hides-text").uncheck()
    assert snippet.text_content() == text


def test_a_screen_reader_is_told_of_each_step(review: Visit):
    page = review.page
    page.keyboard.press("c")
    told = page.locator("#told")
    assert told.get_attribute("aria-live") == "polite"
    assert told.inner_text() == f"Claim. Claim 2 of 40: {HOSTILE}"
    page.keyboard.press("z")
    assert told.inner_text().startswith("Undone: Claim. Claim 1 of 40:")


def test_a_page_of_nothing_says_so(browser: Browser, tmp_path: Path):
    opened = visit(browser, write_review_page(tmp_path / "warehouse", []), ready=READY)
    assert heading(opened.page) == "Nothing to review"
    for key in ("c", "z", "ArrowRight", "t"):
        opened.page.keyboard.press(key)
    assert opened.complaints == []


def test_the_page_of_an_older_release_says_so(browser: Browser, tmp_path: Path):
    warehouse = tmp_path / "warehouse"
    old = write_review_page(warehouse, ITEMS[:3])
    # Who has the page open when the next release is made is told on return to the tab.
    opened = visit(browser, old, ready=READY)
    page = opened.page
    assert page.locator("#notices .notice").count() == 0
    new = write_review_page(warehouse, ITEMS[:3], LATER_RELEASE)
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_selector("#notices a")
    assert f"This page is of an older release, {RELEASE}" in page.locator("#notices").inner_text()
    page.locator("#notices a").click()
    page.wait_for_selector(READY)
    assert page.locator("#notices .notice").count() == 0
    assert LATER_RELEASE in page.locator("#release").inner_text()
    # The same by the path of a kept release, and of a release that was taken back.
    for release_id, newest, words in [
        (RELEASE, LATER_RELEASE, "of an older release"),
        (LATER_RELEASE, RELEASE, "was taken back"),
    ]:
        (warehouse / "release.js").write_text(
            f'globalThis.currentRelease = {{"release_id": "{newest}", "page": "review/index.html"}};'
        )
        kept = visit(browser, warehouse / "releases" / release_id / "review", ready=READY)
        kept.page.wait_for_selector("#notices a")
        assert words in kept.page.locator("#notices").inner_text()
        assert kept.complaints == []
    assert opened.complaints == []
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    moved.joinpath("index.html").write_bytes(new.joinpath("index.html").read_bytes())
    page = visit(browser, moved, ready=READY).page
    page.wait_for_selector("#notices .notice")
    assert "cannot see whether there is a newer release" in page.locator("#notices").inner_text()
