"""What becomes of claim models from build to build: used on, trained again, refused."""

import csv
import re
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, Warehouse, copy_project
from inputs.writing import write_rows

pytestmark = [pytest.mark.xdist_group("claim models"), pytest.mark.long]


@pytest.fixture(scope="module")
def complete_rows() -> list[list[str]]:
    """Every twentieth complete row of the sample, claims and opinions mixed: some 950 rows."""
    with (ROOT / "seeds" / "sample" / "simulated_videos.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in list(csv.reader(file))[1::20] if "#N/A" not in row]
    return sorted(rows, key=lambda row: row[2])


@pytest.fixture(scope="module")
def kept_days(tmp_path_factory: pytest.TempPathFactory, complete_rows: list[list[str]]) -> Warehouse:
    """Copies of a warehouse after a first day, on which models were trained, and after a second with few rows more."""
    warehouse = Warehouse(tmp_path_factory.mktemp("models") / "home")
    write_rows(warehouse.home / "videos" / "day 1.csv", complete_rows[:600])
    build(warehouse)
    warehouse.keep("first day")
    unlabelled = [[row[0], "", *row[2:]] for row in complete_rows[630:640]]
    write_rows(warehouse.home / "videos" / "day 2.csv", complete_rows[600:630] + unlabelled)
    assert "Released" in build(warehouse)
    warehouse.keep("second day")
    return warehouse


@pytest.fixture
def first_day(kept_days: Warehouse) -> Warehouse:
    kept_days.bring_back("first day")
    return kept_days


@pytest.fixture
def second_day(kept_days: Warehouse) -> Warehouse:
    kept_days.bring_back("second day")
    return kept_days


def build(warehouse: Warehouse, **variables: object) -> str:
    return warehouse.build(videos=f"{warehouse.home}/videos/*.csv", **variables)


def of_registry(warehouse: Warehouse, column: str) -> set[object]:
    return {value for (value,) in warehouse.released(f"select distinct {column} from marts.model_registry")}


def test_models_are_used_on_while_data_grow_by_little(first_day: Warehouse):
    trained = of_registry(first_day, "model_id")
    first_day.bring_back("second day")
    assert of_registry(first_day, "model_id") == trained
    assert of_registry(first_day, "retraining_decision") == {
        "reused: labelled videos have grown by 5.0%, less than 10.0%"
    }
    origins = first_day.released("select prediction_origin, count(*) from marts.claim_predictions group by all")
    assert dict(origins)["new"] == 2 * 40
    drift = first_day.released("select distinct compared_rows, row_count from marts.feature_drift")
    assert set(drift) == {("held_out", 240), ("new", 40)}
    assert first_day.released("select feature from marts.feature_drift where is_drifting") == []


def test_drift_past_its_bound_warns_and_publishes(second_day: Warehouse, complete_rows: list[list[str]]):
    longer = [[*row[:3], "60", "zebras xylophones quizzes " + row[4], *row[5:]] for row in complete_rows[640:680]]
    write_rows(second_day.home / "videos" / "day 3.csv", longer)
    output = build(second_day, retraining="never")
    drifting = second_day.released(
        "select feature from marts.feature_drift where is_drifting and compared_rows = 'new' order by all"
    )
    assert ("video_duration_sec",) in drifting
    assert "Warning in test new_videos_do_not_drift" in output
    told = "Warning: the feature video_duration_sec of new videos drifts from the training rows: population stability"
    assert told in output
    assert "Released" in output
    assert of_registry(second_day, "retraining_decision") == {"reused: the policy is never to train again"}


def test_the_last_champion_is_compared_on_the_rows_that_it_was_evaluated_on(second_day: Warehouse):
    with duckdb.connect(second_day.build_file, read_only=True) as connection:
        verdicts = connection.execute("select distinct verdict, row_count from release.champion_gate").fetchall()
    assert verdicts == [("not worse", 240)]


def test_a_worse_champion_is_not_released(first_day: Warehouse, tmp_path: Path):
    """The same project without its text models: what is left knows less."""
    project = tmp_path / "project"
    copy_project(project)
    candidates = project / "python" / "claims_warehouse" / "claim_models" / "candidates.py"
    lines = candidates.read_text().splitlines(keepends=True)
    candidates.write_text("".join(line for line in lines if not re.search(r'linear_model\("(phrase|text)"', line)))
    before = first_day.released_file.stat()
    result = first_day.dbt(
        "build",
        videos=f"{first_day.home}/videos/*.csv",
        project=project,
        environment={"PYTHONPATH": str(project / "python")},
    )
    after = first_day.released_file.stat()
    assert result.returncode == 1
    assert "the new champion at_upload, metadata_logistic_regression-" in result.stdout
    assert "evaluation rows of the last released one, phrase_logistic_regression-" in result.stdout
    assert "which has 1.0000: worse by more than 0.0050 (variable champion_tolerance)" in result.stdout
    assert "Traceback" not in result.stdout
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_other_data_are_not_compared_with_the_last_release(first_day: Warehouse, complete_rows: list[list[str]]):
    other = write_rows(first_day.home / "other.csv", complete_rows[680:])
    first_day.build(videos=other, max_withdrawn_share=1)
    with duckdb.connect(first_day.build_file, read_only=True) as connection:
        verdicts = connection.execute("select distinct verdict from release.champion_gate").fetchall()
    assert verdicts == [("no comparison is due: the last release is of other data",)]


def test_a_champion_that_is_gone_stops_the_release(first_day: Warehouse, complete_rows: list[list[str]]):
    claims = write_rows(first_day.home / "claims.csv", [row for row in complete_rows[:600] if row[1] == "claim"])
    before = first_day.released_file.stat()
    result = first_day.dbt("build", videos=claims, max_withdrawn_share=1)
    after = first_day.released_file.stat()
    assert result.returncode == 1
    assert "no champion at_upload can be estimated from these videos" in result.stdout
    assert "set the variable champion_tolerance to 1" in result.stdout
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert "Released" in first_day.build(videos=claims, max_withdrawn_share=1, champion_tolerance=1)


def test_a_tampered_artifact_stops_the_scoring_in_one_line(first_day: Warehouse):
    with duckdb.connect(first_day.build_file) as connection:
        connection.execute(
            """
            update intermediate.int_model_artifacts set artifact = artifact || '\\x00'::blob
            where model_name = 'phrase_logistic_regression'
            """
        )
    before = first_day.released_file.stat()
    result = first_day.dbt("build", videos=f"{first_day.home}/videos/*.csv")
    after = first_day.released_file.stat()
    assert result.returncode == 1
    assert "the bytes of the model phrase_logistic_regression-" in result.stdout
    assert "are not those that its training wrote, so that nothing is scored with it" in result.stdout
    assert "Traceback" not in result.stdout
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"retraining": "sometimes"}, "the variable retraining is 'sometimes'; it can be growth, always or never"),
        ({"retraining_growth": "lots"}, "the variable retraining_growth is 'lots'; it is the share of new labelled"),
        ({"evaluation_repeats": 0}, "the variable evaluation_repeats is '0'; it is how often folds are drawn"),
        ({"champion_tolerance": -1}, "the variable champion_tolerance is '-1'; it is how much worse a new champion"),
        ({"max_withdrawn_share": 10}, "the variable max_withdrawn_share is '10'; it is the share by which accepted"),
        ({"drift_warning": "x"}, "the variable drift_warning is 'x'; it is the population stability index from which"),
    ],
)
def test_a_variable_out_of_range_is_told_before_anything_is_released(first_day: Warehouse, variables, message):
    result = first_day.dbt("build", videos=f"{first_day.home}/videos/*.csv", **variables)
    assert result.returncode != 0
    assert message in result.stdout
    assert "Traceback" not in result.stdout
