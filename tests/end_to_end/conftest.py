"""What the modules of tests of the review page share."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from inputs.review_items import ITEMS, write_review_page

if TYPE_CHECKING:
    from browsing import Visit
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def review_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a review page of forty items."""
    return write_review_page(tmp_path_factory.mktemp("review") / "warehouse", ITEMS)


@pytest.fixture
def review(browser: "Browser", review_folder: Path) -> Iterator["Visit"]:
    """That page in a browser that keeps nothing from other tests."""
    from browsing import visit
    from reviewing import READY

    first = visit(browser, review_folder, ready=READY)
    yield first
    first.page.context.close()
