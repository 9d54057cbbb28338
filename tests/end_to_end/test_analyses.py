"""Each question of the document has an SQL file that answers it on the released tables alone."""

import re
from pathlib import Path

import pytest
from conftest import ROOT, Warehouse

pytestmark = pytest.mark.xdist_group("sample")

ANALYSES = sorted((ROOT / "analyses").glob("*.sql"))
REFERENCE = re.compile(r"\{\{ ref\('(\w+)'\) \}\}")


@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda path: path.stem)
def test_an_analysis_answers_its_question(sample_warehouse: Warehouse, analysis: Path):
    query = analysis.read_text()
    assert re.match(r"-- .+\?\n", query), "the first line states the question"
    answer = sample_warehouse.released(REFERENCE.sub(r"marts.\1", query))
    # The document's figures are compared on its own data alone; test_real_build.py reads them there.
    assert bool(answer) != (analysis.stem == "which_reference_figures_hold")
