"""Each question of `analyses` is answered on the released tables by its SQL as it stands there."""

import re
from pathlib import Path

import pytest
from conftest import ROOT, Warehouse
from documents import blocks

pytestmark = pytest.mark.xdist_group("sample")

ANALYSES = sorted((ROOT / "analyses").glob("*.sql"))
# The document's figures are compared on its own data alone (test_real_build.py), and the sample has no dates.
WITHOUT_AN_ANSWER = {"which_reference_figures_hold", "how_many_videos_came_on_each_day"}


@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda path: path.stem)
def test_an_analysis_answers_its_question(sample_warehouse: Warehouse, analysis: Path):
    query = analysis.read_text()
    assert re.match(r"-- .+\?\n", query), "the first line states the question"
    answer = sample_warehouse.released(query)
    assert bool(answer) != (analysis.stem in WITHOUT_AN_ANSWER)
    # `dbt show` puts a limit of its own behind it.
    assert len(sample_warehouse.released(f"{query}\nlimit 5")) == min(len(answer), 5)


def test_the_first_answer_of_the_manual_is_the_one_that_it_shows(sample_warehouse: Warehouse):
    command = blocks("docs/analyse.md", "sh")[0].splitlines()[1]
    shown = sample_warehouse.dbt(*command.split()[1:])
    assert shown.returncode == 0, shown.stdout[-2000:]
    (printed,) = blocks("docs/analyse.md", "text")
    assert "| claim        |        9608 |" in printed
    assert printed in shown.stdout


def test_long_tables_become_wide_as_the_manual_says(sample_warehouse: Warehouse):
    (block,) = blocks("docs/analyse.md", "sql")
    queries = block.strip().rstrip(";").split(";")
    for query in queries:
        counted = sample_warehouse.frame(re.sub(r"first\(\w+\)", "count(*)", query)).select_dtypes("number")
        # Each cell is made of one row at most: `first` has no choice.
        assert counted.max(axis=None) == 1
    files, segments = (sample_warehouse.frame(query) for query in queries)
    assert files.loc[0, ["rows_read", "rows_accepted"]].tolist() == [19_382, 19_084]
    assert segments["recall"].notna().any()
