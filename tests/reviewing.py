"""The review page in a real browser: how it is opened, and how decisions leave it and come back."""

import csv
from pathlib import Path

from playwright.sync_api import Page

READY = "body[data-page=ready]"
COLUMNS = ["video_id", "claim_id", "release_id", "decision", "reviewer", "reviewed_at"]


def heading(page: Page) -> str:
    return page.locator("#item h2").inner_text()


def exported(page: Page, path: Path) -> list[dict[str, str]]:
    with page.expect_download() as download:
        page.locator("#export").click()
    download.value.save_as(path)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def import_file(page: Page, path: Path) -> str:
    page.locator("#file").set_input_files(path)
    page.wait_for_selector("#notices .notice")
    return page.locator("#notices").inner_text()


def write_decisions(path: Path, *rows: tuple[object, ...]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    return path
