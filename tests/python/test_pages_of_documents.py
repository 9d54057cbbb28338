"""The documents lead to what is there, and the page of a role is short."""

from pathlib import Path

import pytest
from conftest import ROOT
from documents import DOCUMENTS, headings, links

PAGES_OF_ROLES = ["README.md", *(f"docs/{name}.md" for name in "analyse connect moderate variables".split())]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_link_of_a_document_leads_somewhere(document: Path):
    """To a file, and to a heading in it."""
    for address in links(document):
        path, _, heading = address.partition("#")
        page = (document.parent / path).resolve() if path else document
        assert page.exists(), address
        assert not heading or heading in headings(page), address


@pytest.mark.parametrize("page", PAGES_OF_ROLES)
def test_the_page_of_a_role_fits_two_screens(page: str):
    assert len((ROOT / page).read_text().splitlines()) <= 100
