"""How the dashboard of the shipped sample looks and answers: widths, light and dark, print, time."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import changed_copy, overflow, visit
from playwright.sync_api import Browser

from claims_warehouse.dashboard.site import write_site

pytestmark = pytest.mark.xdist_group("sample")

PAGES = ["index.html", "reference.html"]


@pytest.fixture(scope="module")
def site(released_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the sample, with a reference figure, so that there is a page on these."""
    folder = tmp_path_factory.mktemp("dashboard")
    released = changed_copy(
        released_sample,
        folder / "claims.duckdb",
        "insert into marts.reference_figures by name select 'a figure' as figure, 2 as task, 1 as reference_value, "
        "2 as measured_value, 'A figure' as description, 'differs' as verdict, 'disagrees' as explanation_code",
    )
    write_site(released, folder / "site", review_page="../review/index.html")
    return folder / "site"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 768, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_the_page_fits_and_axe_finds_no_violation(browser: Browser, site: Path, width: int, scheme: str, name: str):
    page = visit(browser, site, width, scheme, name=name).page
    assert overflow(page) <= 0
    wide = page.evaluate(
        """() => [...document.querySelectorAll("[data-chart] svg")]
            .filter((svg) => {
                const frame = svg.closest(".component");
                return svg.getBoundingClientRect().right > frame.getBoundingClientRect().right;
            })
            .map((svg) => svg.closest("[data-chart]").dataset.chart)"""
    )
    assert wide == []
    for folded in page.locator("details").all():
        folded.evaluate("(details) => { details.open = true; }")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert overflow(page) <= 0
    # A table that is wider than its place says that it scrolls.
    cues = page.evaluate(
        """() => [...document.querySelectorAll(".scrolled")]
            .filter((region) => region.clientWidth && !region.closest("[data-is-away]"))
            .map((region) => [region.scrollWidth > region.clientWidth, region.hasAttribute("data-scrolls")])"""
    )
    assert all(is_wider == says_so for is_wider, says_so in cues)
    assert any(is_wider for is_wider, _ in cues) or width > 390


def test_light_and_dark_differ_in_the_charts_too(browser: Browser, site: Path):
    ink = "() => getComputedStyle(document.querySelector('#shares .role-axis-label text')).fill"
    light, dark = (visit(browser, site, scheme=scheme).page.evaluate(ink) for scheme in ("light", "dark"))
    assert light != dark


def test_in_print_the_label_of_simulated_data_stands_on_every_page(browser: Browser, site: Path):
    page = visit(browser, site, scheme="dark").page
    page.emulate_media(media="print")
    # What is fixed is printed on every page.
    assert page.locator(".simulated").evaluate("(note) => getComputedStyle(note).position") == "fixed"
    assert page.locator(".simulated").is_visible()
    assert not page.locator("nav").is_visible()
    assert page.locator("h1").evaluate("(heading) => getComputedStyle(heading).color") == "rgb(0, 0, 0)"


def test_the_dashboard_prints_on_two_pages(browser: Browser, site: Path):
    printed = visit(browser, site).page.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == 2


OBSERVE = """
    globalThis.longTasks = [];
    new PerformanceObserver((list) => globalThis.longTasks.push(...list.getEntries().map((task) => task.duration)))
        .observe({ type: "longtask" });
"""


def test_no_task_is_long_while_a_reader_interacts(browser: Browser, site: Path):
    """At a quarter of the processor's speed: other work on it makes a task long too, so that each is tried again."""
    page = visit(browser, site).page
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.evaluate(OBSERVE)
    table = page.locator("#engagement-table")
    table.locator("summary").click()
    search = table.get_by_role("searchbox")
    metrics = page.locator("#metric option").all_inner_texts()
    interactions: dict[str, Callable[[int], None]] = {
        "switch": lambda _: page.get_by_role("button", name="Claims", exact=True).click(),
        "choose": lambda attempt: page.select_option("#metric", metrics[attempt]) and None,
        "unfold": lambda _: page.locator("#profile summary").click(),
        "sort": lambda _: table.get_by_role("button", name="Videos", exact=True).click(),
        "filter": lambda attempt: search.fill("claim" if attempt % 2 else ""),
    }
    slow = []
    for name, interact in interactions.items():
        for attempt in range(1, 9):
            page.evaluate("() => { globalThis.longTasks.length = 0; }")
            interact(attempt)
            page.wait_for_timeout(200)
            if page.evaluate("() => globalThis.longTasks.length") == 0:
                break
        else:
            slow.append(name)
    assert slow == []


def test_the_first_paint_takes_less_than_a_second(browser: Browser, site: Path):
    page = visit(browser, site).page
    painted = page.evaluate("() => performance.getEntriesByName('first-contentful-paint')[0].startTime")
    assert painted < 1_000
