"""A query or a file of variables of an earlier version is answered with the names of today."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import ROOT

from claims_warehouse.command_line import main
from claims_warehouse.renamed import read_map, renamed_names

MAP = [
    dict(zip(("old_table", "old_column", "new_table", "new_column"), row, strict=True))
    for row in (
        ("marts.publications", "publication_id", "marts.releases", "release_id"),
        ("marts.publications", "row_counts", "marts.releases", "row_counts"),
        ("marts.champions", "moment", "marts.champions", "scoring_stage"),
        ("marts.faults", "*", "", ""),
        ("marts.videos", "is_new", "marts.videos", ""),
        ("*", "moment = at_publication", "*", "scoring_stage = at_upload"),
        ("variables", "snapshots_kept", "variables", "releases_kept"),
    )
]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("select row_counts from marts.publications", ["marts.publications is now marts.releases"]),
        (
            "SELECT Publication_ID FROM Publications",
            ["marts.publications is now marts.releases", "marts.publications.publication_id is now release_id"],
        ),
        # A column of this name in another table is another one.
        ("select moment from marts.claims", []),
        (
            "select * from champions where moment = 'at_publication'",
            ["marts.champions.moment is now scoring_stage", "moment = at_publication is now scoring_stage = at_upload"],
        ),
        ("from marts.faults", ["marts.faults is gone"]),
        ("select is_new from marts.videos", ["marts.videos.is_new is gone"]),
        ("select is_claim from marts.videos", []),
        ("snapshots_kept: 3\nvideos: a.csv", ["variables.snapshots_kept is now releases_kept"]),
    ],
)
def test_old_names_of_a_text_are_answered_with_new_ones(text: str, lines: list[str]):
    assert renamed_names(text, MAP) == lines


def test_each_row_of_the_projects_own_map_answers_for_its_names():
    renamed = read_map(ROOT)
    for row in renamed:
        if (row["old_table"], row["old_column"]) != (row["new_table"], row["new_column"]):
            assert renamed_names(f"{row['old_table']} {row['old_column']}", renamed), row


def test_the_command_reads_a_file_or_standard_input(tmp_path: Path):
    query = tmp_path / "old.sql"
    query.write_text("select * from marts.published_figures")
    result = CliRunner().invoke(main, ["renamed", str(query)])
    assert (result.exit_code, result.output) == (0, "marts.published_figures is now marts.reference_figures\n")
    result = CliRunner().invoke(main, ["renamed", "-"], input="select * from marts.videos")
    assert (result.exit_code, result.output) == (0, "<stdin>: no table, column or variable has another name now\n")
