"""Codes stand in SQL, sentences in one package, and the page reads tables as they stand."""

import ast
import re

import pytest
import yaml
from conftest import ROOT

from claims_warehouse.sentences import COLUMNS, models

MARTS = ROOT / "models" / "marts"
# What gives a code, where its table only passes it on.
GIVEN_BY = {
    "audited_performance.finding_code": ROOT / "python/claims_warehouse/moderation/audits.py",
    "reviewer_agreement.finding_code": ROOT / "python/claims_warehouse/moderation/agreement.py",
    "champion_comparison.verdict_code": ROOT / "python/claims_warehouse/claim_models/champion_comparison.py",
    "model_comparisons.verdict_code": ROOT / "python/claims_warehouse/claim_models/choice.py",
    "model_comparisons.error_verdict_code": ROOT / "python/claims_warehouse/claim_models/choice.py",
    "champions.choice_code": ROOT / "python/claims_warehouse/claim_models/choice.py",
    "champions.use_code": ROOT / "models/intermediate/claim_models/int_champions.sql",
}


def codes() -> dict[str, set[str]]:
    """Return the codes that each contracted column of codes may hold, by table and column."""
    found = {}
    for path in MARTS.rglob("_*__models.yml"):
        for model in yaml.safe_load(path.read_text())["models"]:
            for column in model["columns"]:
                if column["name"].endswith("_code"):
                    (allowed,) = (
                        constraint["expression"]
                        for constraint in column["constraints"]
                        if constraint["type"] == "check"
                    )
                    found[f"{model['name']}.{column['name']}"] = set(re.findall(r"'(\w+)'", allowed))
    return found


def test_every_code_has_a_sentence_and_every_sentence_a_code():
    assert {column: set(sentences) for column, sentences in COLUMNS.items()} == codes()


@pytest.mark.parametrize("column", sorted(COLUMNS))
def test_every_code_is_one_that_its_table_gives(column: str):
    (path,) = MARTS.rglob(f"{column.partition('.')[0]}.sql")
    source = GIVEN_BY.get(column, path).read_text().replace('"', "'")
    # What is said of a baseline names it: `none_beats_` and the model's name.
    source = source.replace("none_beats_{models[baseline]['model_name']}", "'none_beats_views_rule'")
    assert {code for code in COLUMNS[column] if f"'{code}'" not in source} == set()


def test_the_page_has_no_query_of_its_own():
    queries = {}
    for path in (ROOT / "python" / "claims_warehouse" / "dashboard").glob("*.py"):
        tree = ast.parse(path.read_text())
        texts = [
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        queries[path.name] = [
            text
            for text in texts
            if re.match(r"\s*(select|with|from)\b.*\b(from|select)\b", text, re.IGNORECASE | re.DOTALL)
        ]
    # The one way in reads rows as they stand.
    assert queries.pop("tables.py") == ["select * from marts."]
    assert {name: found for name, found in queries.items() if found} == {}


def test_the_summary_of_a_build_says_what_the_page_says():
    summary = (ROOT / "macros" / "build_summary.sql").read_text()
    for sentence in models.no_champion(["at_upload", "with_engagement"]).split(". "):
        assert f'"{sentence.rstrip(".")}."' in summary
