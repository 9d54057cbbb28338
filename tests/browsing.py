"""A dashboard in a real browser: the file that it is made of, and what a reader sees of its page."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = shutil.which("chromium")
FLAGS = """
    --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync
""".split()
RELEASE = """
    create or replace table marts.releases as
    select
        '20260102T030405Z-0123abcd' as release_id,
        timestamp '2026-01-02 03:04:05' as released_at,
        ? as input_kind,
        '[{"file_kind": "videos", "source_file": "videos.csv", "byte_count": 1, "sha256": "0123456789abcdef"}]'
            as input_files,
        '{"claims": 320}' as row_counts,
        'a' as champion_at_upload,
        'b' as champion_with_engagement,
        '{"duckdb": "2.0.0"}' as library_versions,
        false as is_rolled_back,
        true as is_current
"""


@dataclass
class Visit:
    """A page in the browser, with what it asked for and complained of since it was opened."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@contextmanager
def started_browser(executable: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


def changed_copy(released: Path, target: Path, *statements: str, input_kind: str = "simulated") -> Path:
    """Copy a released file and change the copy."""
    # The released file is for nobody to write; its copy is.
    shutil.copyfile(released, target)
    with duckdb.connect(target) as connection:
        connection.execute(RELEASE, [input_kind])
        for statement in statements:
            connection.execute(statement)
    return target


def rows(released: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(released, read_only=True) as connection:
        return connection.execute(query).fetchall()


def visit(
    browser: Browser,
    folder: Path,
    width: int = 1440,
    scheme: str = "light",
    *,
    ready: str = "body[data-charts=drawn]",
    prepared: str = "",
    name: str = "index.html",
) -> Visit:
    """Open the page from disk, after a script that prepares it, and wait until it is ready: its charts are drawn."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    context.add_init_script(prepared)
    return revisit(context, folder, ready, name)


def revisit(
    context: BrowserContext, folder: Path, ready: str = "body[data-charts=drawn]", name: str = "index.html"
) -> Visit:
    """Open the page in a new tab of the same browser."""
    opened = Visit(context.new_page())
    opened.page.on("request", lambda request: opened.requests.append(request.url))
    opened.page.on("console", lambda message: opened.complaints.append(message.text))
    opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.page.goto((folder / name).as_uri())
    opened.page.wait_for_selector(ready)
    return opened


def specifications(page: Page) -> dict[str, Any]:
    """Return the specifications of the charts, with the rows that they draw."""
    found: dict[str, Any] = json.loads(page.locator("#specs").text_content() or "")
    return found


def undrawn(page: Page) -> list[str]:
    """Return the charts in sight that hold no mark."""
    names: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("[data-chart]")]
            .filter((chart) => !chart.closest("[data-is-away]"))
            .filter((chart) => !chart.querySelector(".mark-rect, .mark-symbol, .mark-area, .mark-line"))
            .map((chart) => chart.dataset.chart)"""
    )
    return names


def overflow(page: Page) -> int:
    pixels: int = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    return pixels
