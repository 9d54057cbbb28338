"""What becomes of claim models from build to build: used on, trained again, kept in the place of worse ones."""

import csv
import random
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


def test_drift_past_its_bound_warns_and_releases(second_day: Warehouse, complete_rows: list[list[str]]):
    longer = [[*row[:3], "60", "zebras xylophones quizzes " + row[4], *row[5:]] for row in complete_rows[640:680]]
    write_rows(second_day.home / "videos" / "day 3.csv", longer)
    output = build(second_day, retraining="never")
    drifting = second_day.released(
        "select feature from marts.feature_drift where is_drifting and compared_rows = 'new' order by all"
    )
    assert ("video_duration_sec",) in drifting
    assert "Warning in test new_videos_do_not_drift" in output
    warning = (
        "Warning: the feature video_duration_sec of new videos drifts from the training rows: population stability"
    )
    assert warning in output
    assert "Released" in output
    assert of_registry(second_day, "retraining_decision") == {"reused: the policy is never to train again"}


SURE = "select distinct sure_claim_threshold, sure_opinion_threshold, test_unsure_share from marts.champions"


def verdicts(warehouse: Warehouse) -> set[tuple[object, ...]]:
    return set(warehouse.released("select test_name, verdict_code from marts.champion_comparison"))


def in_use(warehouse: Warehouse) -> set[tuple[object, ...]]:
    return set(warehouse.released("select model_id, use_code from marts.champions"))


def test_a_champion_that_is_used_on_is_judged_by_newly_labelled_videos_alone(second_day: Warehouse):
    assert verdicts(second_day) == {("last_champion", "same_model"), ("new_labels", "too_few_rows")}
    assert {use for _, use in in_use(second_day)} == {"chosen"}


def test_a_worse_champion_is_not_used(first_day: Warehouse, complete_rows: list[list[str]], tmp_path: Path):
    """The same project without its text models: what is left knows less."""
    project = tmp_path / "project"
    copy_project(project)
    candidates = project / "python" / "claims_warehouse" / "claim_models" / "candidates.py"
    lines = candidates.read_text().splitlines(keepends=True)
    candidates.write_text("".join(line for line in lines if not re.search(r'linear_model\("(phrase|text)"', line)))
    write_rows(first_day.home / "videos" / "day 2.csv", [[row[0], "", *row[2:]] for row in complete_rows[600:640]])
    before = first_day.released_file.stat()
    ((last, _),) = in_use(first_day)
    ((sure_claim, sure_opinion, _),) = sure = first_day.released(SURE)
    assert 0 < sure_opinion < sure_claim < 1
    options = {"project": project, "environment": {"PYTHONPATH": str(project / "python")}}
    videos = f"{first_day.home}/videos/*.csv"

    stopped = first_day.dbt("build", videos=videos, on_worse_champion="stop", **options)
    after = first_day.released_file.stat()
    assert stopped.returncode == 1
    assert "champion_gate: Champion at upload and with engagement: the chosen model, metadata_logistic_regression-" in (
        stopped.stdout
    )
    assert "Nothing is released (variable on_worse_champion)" in stopped.stdout
    assert "Traceback" not in stopped.stdout
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)

    kept = first_day.dbt("build", videos=videos, **options)
    assert kept.returncode == 0, kept.stdout[-4000:]
    assert "Released" in kept.stdout
    assert f"; {last} stays in use" in kept.stdout
    assert ("last_champion", "worse") in verdicts(first_day)
    assert in_use(first_day) == {(last, "kept_last")}
    assert first_day.released(SURE) == sure
    registry = first_day.released("select model_id, is_candidate from marts.model_registry where is_in_use")
    assert registry == [(last, False)]
    for table in ("confusion_matrices", "model_evaluations", "precision_recall_curves"):
        assert first_day.released(f"select count(*) > 0 from marts.{table} where model_id = '{last}'") == [(True,)]
    origins = "select distinct model_id, prediction_origin from marts.claim_predictions order by all"
    assert first_day.released(origins) == [(last, "held_out"), (last, "new"), (last, "out_of_fold")]


def test_shuffled_labels_are_found_until_they_are_corrected(first_day: Warehouse, complete_rows: list[list[str]]):
    ((last, _),) = in_use(first_day)
    labels = [row[1] for row in complete_rows[600:720]]
    shuffled = random.Random(1).sample(labels, len(labels))
    day = first_day.home / "videos" / "day 2.csv"
    write_rows(day, [[row[0], label, *row[2:]] for row, label in zip(complete_rows[600:720], shuffled, strict=True)])
    output = build(first_day)
    assert "Released" in output
    assert re.search(
        rf"the last champion, {last}, has an AUC of 0\.[3-6]\d on 120 newly labelled videos against (0\.9\d|1\.00) on "
        rf"its 240 held-out ones: check the new labels; {last} stays in use",
        output,
    )
    assert in_use(first_day) == {(last, "kept_last")}
    # The build after it measures the champion in use again.
    write_rows(day, complete_rows[600:720])
    assert "Warning: Champion" not in build(first_day)
    assert {use for _, use in in_use(first_day)} == {"chosen"}
    assert ("new_labels", "not_worse") in verdicts(first_day)


def test_without_its_build_file_a_champion_cannot_stay_and_the_build_says_so(first_day: Warehouse):
    first_day.build_file.unlink()
    output = build(first_day)
    assert "is not in this build file or cannot be used with these libraries" in output
    assert "Released" in output or "Unchanged" in output
    assert {use for _, use in in_use(first_day)} == {"chosen"}


def test_other_data_are_not_compared_with_the_last_release(first_day: Warehouse, complete_rows: list[list[str]]):
    other = write_rows(first_day.home / "other.csv", complete_rows[680:])
    first_day.build(videos=other, max_withdrawn_share=1)
    assert verdicts(first_day) == {("last_champion", "no_common_rows"), ("new_labels", "no_common_rows")}


def test_a_champion_stays_where_none_can_be_trained(first_day: Warehouse, complete_rows: list[list[str]]):
    ((last, _),) = in_use(first_day)
    claims = write_rows(first_day.home / "claims.csv", [row for row in complete_rows[:600] if row[1] == "claim"])
    assert "Released" in first_day.build(videos=claims, max_withdrawn_share=1)
    assert in_use(first_day) == {(last, "kept_without_choice")}


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
