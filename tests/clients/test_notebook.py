"""The notebook answers its questions from the released file, in the environment that `make notebook` makes."""

import json
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT, Warehouse
from test_clients import client_environment, python_of

pytestmark = pytest.mark.xdist_group("sample")

NOTEBOOK = ROOT / "analyses" / "five_questions.py"
# What its cells define, as JSON.
DEFINED = """
import json, five_questions
_, found = five_questions.app.run()
answers = {name: json.loads(found[name].to_json(orient="records")) for name in
           ("how_many", "views", "authors", "models", "first_claims")}
charts = {name: found[name].to_dict() for name in ("views_chart", "models_chart")}
print(json.dumps({"answers": answers, "charts": charts}))
"""


def printed(sample: Warehouse, home: Path, *arguments: str) -> str:
    result = subprocess.run(
        [python_of("notebook"), *arguments],
        cwd=home,
        env=client_environment(home) | {"CLAIMS_HOME": str(sample.home), "PYTHONPATH": str(NOTEBOOK.parent)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert result.returncode == 0, result.stderr[-4000:]
    return result.stdout


def test_five_answers_and_two_charts_are_those_of_the_release(sample_warehouse: Warehouse, tmp_path: Path):
    found = json.loads(printed(sample_warehouse, tmp_path, "-c", DEFINED).splitlines()[-1])
    answers = found["answers"]
    ((video_count,),) = sample_warehouse.released("select count(*) from marts.videos")
    assert sum(row["video_count"] for row in answers["how_many"]) == video_count
    assert [row["claim_status"] for row in answers["views"]] == ["claim", "opinion"]
    assert len(answers["authors"]) > 1
    names = sample_warehouse.released("select model_name from marts.model_registry order by all")
    assert sorted((row["model_name"],) for row in answers["models"]) == names
    assert [row["review_rank"] for row in answers["first_claims"]] == list(range(1, 11))
    for name, rows in (("views_chart", answers["views"]), ("models_chart", answers["models"])):
        chart = found["charts"][name]
        # What is drawn is the answer.
        drawn = [len(data) for data in chart["datasets"].values()]
        assert set(drawn) == {len(rows)}
        fields = {channel["field"] for layer in chart["layer"] for channel in layer["encoding"].values()}
        assert fields <= set(rows[0])


def test_as_a_script_it_prints_the_answers(sample_warehouse: Warehouse, tmp_path: Path):
    output = printed(sample_warehouse, tmp_path, str(NOTEBOOK))
    assert output.count("\n\n") == 5
    assert "phrase_logistic_regression" in output
