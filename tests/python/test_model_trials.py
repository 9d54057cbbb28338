"""A candidate of the user's own beside champion and baselines, and what is wrong with one that cannot be tried."""

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from inputs.labelled_videos import labelled_videos
from inputs.released_model import trained_models, write_release

from claims_warehouse.features import TEXT, TRAINING_COLUMNS
from claims_warehouse.released_models import shown, trial

HEADER = """
import copy
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import LinearSVC
from claims_warehouse.claim_models.candidates import Candidate, linear_model, views_rule
from claims_warehouse.features import AUTHOR_STATUS, COUNTS
def own(features): return features
"""
BAYES = "make_pipeline(make_column_transformer((StandardScaler(), COUNTS)), GaussianNB())"
STATUS = "make_pipeline(make_column_transformer(('passthrough', AUTHOR_STATUS)), LogisticRegression())"


@pytest.fixture(scope="module")
def models() -> list[dict[str, Any]]:
    return trained_models()


@pytest.fixture
def released_file(tmp_path: Path, models: list[dict[str, Any]]) -> Path:
    path = write_release(tmp_path, models, {"at_upload": "metadata_logistic_regression"})
    add_videos(path, labelled_videos())
    return path.resolve()


def add_videos(released_file: Path, videos: pa.Table) -> None:
    """Add the labelled videos, of which a third was held out, and one without a label."""
    videos = videos.drop_columns(["attribution_phrase", "statement"])
    with duckdb.connect(released_file.resolve()) as release:
        release.execute("create schema if not exists marts")
        release.from_arrow(videos).create("marts.videos")
        release.execute(
            "insert into marts.videos select * replace (1 as video_id, null as is_claim) from marts.videos limit 1"
        )
        release.execute(
            "create table marts.claim_predictions as select video_id, case when video_id % 3 = 0 then 'held_out' else "
            "'out_of_fold' end as prediction_origin from marts.videos"
        )


def candidate_file(folder: Path, code: str) -> Path:
    path = folder / "candidate.py"
    path.write_text(HEADER + code)
    return path


def tried(released_file: Path, code: str, rows: int = 4_000) -> list[dict[str, Any]]:
    candidate = trial.read_candidate(candidate_file(released_file.parent, code))
    measure, results = trial.try_candidate(candidate, released_file, trial.labelled_sample(released_file, rows))
    assert measure == "average_precision"
    return results


def test_a_better_candidate_is_called_better(released_file: Path):
    results = tried(released_file, f"candidate = Candidate('bayes', 'with_engagement', {BAYES})")
    assert [row["role"] for row in results] == ["baseline", "baseline", "candidate"]
    results = tried(released_file, "candidate = Candidate('phrase', 'at_upload', linear_model('phrase'))")
    assert [(row["role"], row["model_name"], row["verdict"]) for row in results] == [
        ("baseline", "majority_class", "better"),
        ("champion", "metadata_logistic_regression", "better"),
        ("candidate", "phrase", None),
    ]
    assert results[2]["measure_value"] == 1
    assert results[1]["difference"] == pytest.approx(1 - results[1]["measure_value"])
    assert results[1]["difference"] - results[1]["difference_half_width"] > 0
    lines = list(shown.trial_table("average_precision", results))
    assert lines[0] == "average_precision in five folds of 200 labelled videos, with 95% intervals"
    assert lines[-1] == "phrase beside the champion: better"
    assert max(map(len, lines)) <= 80


def test_a_candidate_that_knows_nothing_is_undecided_or_worse(released_file: Path):
    results = tried(released_file, f"candidate = Candidate('{'long_' * 9}', 'at_upload', {STATUS})")
    assert {row["verdict"] for row in results[:-1]} == {"undecided"}
    assert list(shown.trial_table("average_precision", results))[-2].startswith("candidate long_long_long_long_…")


def test_the_same_candidate_has_the_same_figures(released_file: Path):
    code = f"candidate = Candidate('bayes', 'with_engagement', {BAYES})"
    first, again = ([{**row, "seconds": 0} for row in tried(released_file, code)] for _ in range(2))
    assert first == again


def test_held_out_and_unlabelled_videos_stay_out_of_a_sample(released_file: Path):
    every = trial.labelled_sample(released_file, 4_000)
    assert every.column_names == [*TRAINING_COLUMNS, "split"]
    assert every.num_rows == 200
    assert not {video_id for video_id in every["video_id"].to_pylist() if video_id % 3 == 0 or video_id == 1}
    assert set(every["split"].to_pylist()) == {"train", "validation"}
    few = trial.labelled_sample(released_file, 50)
    assert few.num_rows == 50
    shares = [np.mean(table["is_claim"].to_numpy()) for table in (few, every)]
    assert shares[0] == pytest.approx(shares[1], abs=0.02)
    assert few["attribution_phrase"].null_count == 0


def test_masked_transcripts_are_read_from_the_build_file(
    released_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with duckdb.connect(released_file) as release:
        release.execute(f"update marts.videos set {TEXT} = null")
    monkeypatch.setenv("CLAIMS_HOME", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"claims_build\.duckdb: no such file, and the release has"):
        trial.labelled_sample(released_file, 50)
    (tmp_path / "build").mkdir()
    add_videos(tmp_path / "build" / "claims_build.duckdb", labelled_videos())
    assert trial.labelled_sample(released_file, 50)["attribution_phrase"].null_count == 0


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("", r"candidate\.py has to define one Candidate, and defines none"),
        (
            f"one = Candidate('a', 'at_upload', {STATUS})\ntwo = Candidate('b', 'at_upload', {STATUS})",
            "several: one, two",
        ),
        ("import nothing_of_this_name", "candidate.py fails: ModuleNotFoundError: No module named 'nothing_of"),
        ("candidate = (", r"candidate\.py fails: SyntaxError: '\(' was never closed"),
        (
            "one = Candidate('a', 'at_upload', views_rule(), is_baseline=True)",
            "a is a baseline, which is not calibrated",
        ),
        (f"one = Candidate('a', 'tomorrow', {STATUS})", "no stage tomorrow; stages are: at_upload, with_engagement"),
        (
            "one = Candidate('a', 'at_upload', GaussianNB())",
            "has to be a pipeline that begins with a column transformer",
        ),
        (f"one = Candidate('a', 'at_upload', {BAYES})", "no features at_upload: video_comment_count, video_download"),
        (
            f"one = Candidate('a', 'at_upload', {STATUS.replace('AUTHOR_STATUS', repr(['text']))})",
            "no features at_upload: text; there are: video_transcription_text, attribution_phrase, statement, vid",
        ),
    ],
)
def test_a_file_without_a_candidate_says_what_is_wrong(tmp_path: Path, code: str, message: str):
    with pytest.raises(trial.CandidateError, match=message) as raised:
        trial.read_candidate(candidate_file(tmp_path, code))
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            BAYES.replace("StandardScaler()", "FunctionTransformer(own)"),
            r"candidate a uses own, which its file defines\. .*CLM-133",
        ),
        (
            BAYES.replace("StandardScaler()", "FunctionTransformer(copy.copy)"),
            r"holds types that are not trusted: copy\.copy\. .*CLM-074",
        ),
        (BAYES.replace("GaussianNB", "LinearSVC"), "candidate a fails: AttributeError: .*predict_proba"),
        (
            BAYES.replace("GaussianNB()", "LogisticRegression(C=-1)"),
            "candidate a fails: InvalidParameterError: The 'C'",
        ),
    ],
)
def test_a_candidate_that_cannot_be_used_says_why(released_file: Path, code: str, message: str):
    with pytest.raises(ValueError, match=message):
        tried(released_file, f"one = Candidate('a', 'with_engagement', {code})")


def test_too_few_videos_are_named(released_file: Path):
    with pytest.raises(trial.CandidateError, match="majority_class cannot be estimated: the training rows hold fewer"):
        tried(released_file, f"one = Candidate('a', 'with_engagement', {BAYES})", rows=12)
    with duckdb.connect(released_file) as release:
        release.execute("update marts.videos set video_view_count = null where running_number > 14")
    with pytest.raises(
        trial.CandidateError, match="views_rule cannot be estimated: the training rows that have its fea"
    ):
        tried(released_file, f"one = Candidate('a', 'with_engagement', {BAYES})")
