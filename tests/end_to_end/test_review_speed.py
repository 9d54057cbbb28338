"""How large the review page is, and how fast it answers: under 3 MB, and no task takes over 50 milliseconds."""

import json
from pathlib import Path

import pytest
from browsing import visit
from inputs.review_items import item, write_review_page
from playwright.sync_api import Browser, Page
from reviewing import READY, heading

LONGEST = 50


def slowest_tasks(browser: Browser, page: Page, keys: str) -> list[float]:
    """Press keys, and return for each how long the page's thread computed in its longest task, in milliseconds."""
    arrows = {"←": "ArrowLeft", "→": "ArrowRight"}
    categories = ["__metadata", "devtools.timeline", "disabled-by-default-devtools.timeline"]
    browser.start_tracing(page=page, categories=categories)
    for key in keys:
        page.keyboard.press(arrows.get(key, key))
        # Until what the key has changed is on the screen.
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        page.evaluate("() => console.timeStamp('pressed')")
    events = json.loads(browser.stop_tracing())["traceEvents"]
    threads = [
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    ]
    events = sorted((one for one in events if (one["pid"], one["tid"]) in threads), key=lambda event: event["ts"])
    found: list[float] = [0.0]
    for event in events:
        if event["name"] == "RunTask":
            found[-1] = max(found[-1], event.get("tdur", 0) / 1000)
        elif event["name"] == "TimeStamp":
            found.append(0.0)
    assert len(found) == len(keys) + 1
    assert min(found[:-1]) > 0
    return found[:-1]


@pytest.mark.parametrize("letter", ["a", "月", "\N{GRINNING FACE}"])
def test_five_hundred_items_of_long_texts_stay_under_three_megabytes(browser: Browser, tmp_path: Path, letter: str):
    text = f"{letter * 5} " * 2000
    items = [item(number, text=text, other_texts=[(text, 1)] * 5) for number in range(500)]
    folder = write_review_page(tmp_path / "warehouse", items)
    assert (folder / "index.html").stat().st_size < 3_000_000
    page = visit(browser, folder, ready=READY).page
    assert "The text is cut here" in page.locator("#item").inner_text()
    assert max(slowest_tasks(browser, page, "couscous")) < LONGEST


@pytest.mark.parametrize("state", ["all", "undecided"])
def test_no_task_takes_fifty_milliseconds_while_deciding_on_a_slow_machine(
    browser: Browser, tmp_path: Path, state: str
):
    text = "A transcript that is long enough to fill some lines of a page, and says one thing after another. " * 4
    items = [item(number, text=f"{number} {text}", marked_words=["transcript", "thing"]) for number in range(500)]
    folder = write_review_page(tmp_path / "warehouse", items)
    repeats = []
    for _ in range(3):
        page = visit(browser, folder, ready=READY).page
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.locator("#state").select_option(state)
        page.locator("#item").focus()
        repeats.append(slowest_tasks(browser, page, "coufscosz" * 3 + "←→"))
        page.context.close()
    # The time that a thread computes leaves out when it waits for other processes. What they cost it all the same, and
    # what else the browser does at times, does not fall on one key three times.
    assert max(map(min, zip(*repeats, strict=True))) < LONGEST, repeats


def test_a_long_list_is_looked_through_part_by_part(browser: Browser, tmp_path: Path):
    items = [item(number, text=f"Text of {number}") for number in range(150)]
    page = visit(browser, write_review_page(tmp_path / "warehouse", items), ready=READY).page

    def ends() -> tuple[str | None, str | None]:
        entries = page.locator("#entries .snippet")
        return entries.first.text_content(), entries.last.text_content()

    assert ends() == ("Text of 0", "Text of 59")
    page.get_by_role("button", name="Show 90 after these").click()
    assert ends() == ("Text of 60", "Text of 119")
    page.get_by_role("button", name="Show 30 after these").click()
    assert ends() == ("Text of 120", "Text of 149")
    assert page.locator("#after").is_hidden()
    page.get_by_role("button", name="Show 120 before these").click()
    page.locator("#entries button").last.click()
    # The current item has others before and after it.
    assert heading(page) == "Claim 120 of 150"
    assert ends() == ("Text of 80", "Text of 139")
    for _ in range(21):
        page.keyboard.press("c")
    assert ends() == ("Text of 120", "Text of 149")
    page.locator("#state").select_option("undecided")
    # Of the 129 that are left, the one that stands there is the 121st.
    assert page.locator("#entries button").count() == 49
    page.locator("#search").fill("text of 14")
    assert ends() == ("Text of 14", "Text of 149")
