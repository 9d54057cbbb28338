"""The review page in a real browser: how it is opened, and how decisions leave it and come back."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    # Tests of other environments import the fixtures, and have no browser.
    from browsing import Visit
    from playwright.sync_api import Browser, Page

READY = "body[data-page=ready]"
COLUMNS = ["video_id", "claim_id", "release_id", "decision", "reviewer", "reviewed_at"]


@pytest.fixture(scope="module")
def review_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a review page of forty items."""
    from inputs.review_items import ITEMS, write_review_page

    return write_review_page(tmp_path_factory.mktemp("review") / "warehouse", ITEMS)


@pytest.fixture
def review(browser: "Browser", review_folder: Path) -> Iterator["Visit"]:
    """That page in a browser that keeps nothing from other tests."""
    from browsing import visit

    first = visit(browser, review_folder, ready=READY)
    yield first
    first.page.context.close()


def heading(page: "Page") -> str:
    return page.locator("#item h2").inner_text()


def enter_name(page: "Page", name: str) -> None:
    page.locator("#open-settings").click()
    page.locator("#reviewer").fill(name)
    page.keyboard.press("Escape")
    page.locator("#settings").wait_for(state="hidden")


def exported(page: "Page", path: Path) -> list[dict[str, str]]:
    with page.expect_download() as download:
        page.locator("#export").click()
    download.value.save_as(path)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def import_file(page: "Page", path: Path) -> str:
    before = page.locator("#notices").inner_text()
    page.locator("#file").set_input_files(path)
    page.wait_for_function("(before) => document.querySelector('#notices').innerText !== before", arg=before)
    return page.locator("#notices").inner_text()


def write_decisions(path: Path, *rows: tuple[object, ...]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    return path
