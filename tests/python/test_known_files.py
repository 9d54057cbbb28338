"""A file is read once: what it is known by, and when it is read again."""

from pathlib import Path

from inputs.small_files import CSV, inspect

from claims_warehouse.intake.increments import RULES, rules_version


def test_a_file_is_known_by_its_bytes_its_name_and_the_rules(tmp_path: Path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(CSV)
    known = {file["input_fingerprint"] for rules in ("these", "others") for file in inspect("*.csv", tmp_path, rules)}
    assert len(known - {None}) == 4


def test_the_rules_are_those_files_that_decide_how_a_row_is_cleaned(tmp_path: Path):
    rule = tmp_path / RULES[1] / "rule.sql"
    rule.parent.mkdir(parents=True)
    rule.write_text("select 1")
    before = rules_version(tmp_path)
    (tmp_path / "README.md").write_text("no rule")
    assert rules_version(tmp_path) == before
    rule.write_text("select 2")
    assert rules_version(tmp_path) != before
