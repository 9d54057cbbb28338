"""`claims score`: one answer for each row of a file or stream, without dbt."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from conftest import HOSTILE_TEXT, ROOT
from inputs.released_model import RELEASE_ID, trained_models, write_release

from claims_warehouse.claim_models import scoring
from claims_warehouse.command_line import main
from claims_warehouse.features import COUNTS, TEXT, features_of
from claims_warehouse.release import folders
from claims_warehouse.score.scorer import SCHEMA, scorer_of

CHAMPIONS = {"at_upload": "phrase_logistic_regression", "with_engagement": "text_and_engagement"}
AUTHOR = {"video_duration_sec": "12", "verified_status": "Yes", "author_ban_status": "Under Scrutiny"}
FULL = {TEXT: "A leaflet said that it rains", **AUTHOR, **dict.fromkeys(COUNTS, "7")}
# Rows, and of each answer the stage, or a piece of the error.
ROWS: list[tuple[dict[str, Any], str]] = [
    ({TEXT: "A leaflet said that it rains", "video_id": 10_000_000_001}, "at_upload"),
    ({TEXT: HOSTILE_TEXT}, "at_upload"),
    (FULL, "with_engagement"),
    ({TEXT: " n/a "}, "row 4: video_transcription_text is missing. Give it: phrase_logistic_regression"),
    ({TEXT: "we feel", COUNTS[0]: "3"}, f"row 5: {COUNTS[1]} is missing, "),
    (FULL | {"video_duration_sec": "soon"}, "row 6: video_duration_sec is not a whole number. Correct it"),
    (FULL | {"verified_status": "perhaps"}, "row 7: verified_status is not in the vocabulary. Correct it"),
    (FULL | {"author_ban_status": ""}, "row 8: author_ban_status is missing. Give it: text_and_engagement"),
    ({TEXT: "we feel\0"}, "row 9: video_transcription_text holds a NUL character. Correct it"),
    ({TEXT: "   we feel that  it\\'s raining"}, "at_upload"),
    # Nobody could tell whose score it is.
    ({TEXT: "we feel", "video_id": "abc-1"}, "row 11: video_id is not a whole number. Correct it and score it again"),
    ({TEXT: "we feel", "video_id": 1.5}, "row 12: video_id is not a whole number. Correct it"),
    ({TEXT: "we feel", "video_id": 99999999999999999999}, "row 13: video_id is out of range. Correct it"),
]


@pytest.fixture(scope="module")
def models() -> list[dict[str, Any]]:
    return trained_models()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, models: list[dict[str, Any]]) -> Path:
    home = tmp_path_factory.mktemp("home")
    write_release(home, models, CHAMPIONS)
    return home


def score(home: Path, *arguments: object, given: bytes | None = None) -> Result:
    result = CliRunner().invoke(main, ["score", *map(str, arguments)], env={"CLAIMS_HOME": str(home)}, input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def as_lines(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def expected(models: list[dict[str, Any]], stage: str, **features: object) -> float:
    """Return what a build gives a video of these features."""
    (model,) = (model for model in models if model["model_name"] == CHAMPIONS[stage])
    videos = pa.table({name: [value] for name, value in features.items()})
    return float(scoring.claim_probabilities(videos, model | {"features": features_of(model)})[0][0])


def test_each_line_is_answered_in_its_place(home: Path, models: list[dict[str, Any]]):
    result = score(home, "-", given=as_lines([row for row, _ in ROWS]))
    assert (result.exit_code, result.stderr) == (0, f"{len(ROWS)} rows, 9 of them without a score\n")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [list(answer) for answer in answers] == [SCHEMA.names] * len(ROWS)
    for number, (answer, (_, told)) in enumerate(zip(answers, ROWS, strict=True), 1):
        assert answer["row_number"] == number
        assert told in (answer["scoring_stage"], (answer["error"] or "")[: len(told)])
        assert (answer["claim_probability"] is None) == (answer["error"] is not None)
    assert answers[0] == {
        "row_number": 1,
        "video_id": 10_000_000_001,
        "scoring_stage": "at_upload",
        "model_id": next(row["model_id"] for row in models if row["model_name"] == CHAMPIONS["at_upload"]),
        "claim_probability": expected(models, "at_upload", attribution_phrase="A leaflet said"),
        "is_claim_predicted": True,
        "prediction_state": "claim",
        "has_unfamiliar_wording": False,
        "error": None,
    }
    assert (answers[1]["has_unfamiliar_wording"], answers[1]["prediction_state"]) == (True, "unsure")
    assert answers[2]["claim_probability"] == expected(
        models,
        "with_engagement",
        **{TEXT: FULL[TEXT], "transcription_length": len(FULL[TEXT]), "video_duration_sec": 12},
        **{"is_verified": True, "is_author_banned": False, "is_author_under_review": True, **dict.fromkeys(COUNTS, 7)},
    )
    assert answers[9]["claim_probability"] == expected(models, "at_upload", attribution_phrase="we feel")


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
@pytest.mark.parametrize("batch_rows", [3, 5_000], ids=["in processes", "in one batch"])
def test_a_file_has_the_answers_of_a_stream(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, batch_rows: int
):
    monkeypatch.setattr("claims_warehouse.score.rows.BATCH_ROWS", batch_rows)
    rows = [row for row, _ in ROWS]
    names = list(dict.fromkeys(name for row in rows for name in row))
    path = tmp_path / f"it's [new]{suffix}"
    table = pa.table({name: [None if row.get(name) is None else str(row[name]) for row in rows] for name in names})
    if suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerows([names, *([row.get(name, "") for name in names] for row in rows)])
    elif suffix == ".parquet":
        pq.write_table(table, path)
    else:
        path.write_bytes(as_lines(rows))
    streamed = [json.loads(line) for line in score(home, "-", given=as_lines(rows)).stdout.splitlines()]
    for written in (".csv", ".jsonl", ".parquet"):
        output = tmp_path / f"scores{written}"
        result = score(home, path, "--output", output)
        assert (result.exit_code, result.stdout) == (0, "")
        if written == ".parquet":
            answers = pq.read_table(output).to_pylist()
        elif written == ".jsonl":
            answers = [json.loads(line) for line in output.read_bytes().splitlines()]
        else:
            shown = score(home, path)
            assert shown.stdout_bytes == output.read_bytes()
            found = list(csv.DictReader(io.StringIO(shown.stdout, newline="")))
            assert [row["error"] or None for row in found] == [row["error"] for row in streamed]
            assert [float(row["claim_probability"] or -1) for row in found] == [
                -1 if row["claim_probability"] is None else row["claim_probability"] for row in streamed
            ]
            continue
        assert answers == streamed
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(
        [path.name, "scores.csv", "scores.jsonl", "scores.parquet"]
    )


def test_lines_that_are_no_rows_are_answered_as_well(home: Path):
    lines = [
        b'\xef\xbb\xbf{"video_transcription_text": "we feel"}',
        b"",
        b'["we feel"]',
        b'{"video_transcription_text": "we',
        b'{"video_transcription_text": "\xff"}',
        b'{"video_transcription_text": ["we", "feel"]}',
        b'{"video_transcription_text": {"text": "we feel"}}',
        b'{"video_transcription_text": "\\ud800"}',
        b'{"video_transcription_text": "we feel", "Video Transcription-Text": "a leaflet said"}',
        b"[" * 100_000,
        b'{"\\"; drop table input_rows; --": 1, "Video Transcription Text": "we feel"}',
    ]
    answers = [json.loads(line) for line in score(home, "-", given=b"\n".join(lines)).stdout.splitlines()]
    assert [answer["error"] and answer["error"].partition(". ")[0] for answer in answers] == [
        None,
        "row 2: it is not a line of JSON in UTF-8",
        "row 3: it is not an object of JSON",
        "row 4: it is not a line of JSON in UTF-8",
        "row 5: it is not a line of JSON in UTF-8",
        "row 6: video_transcription_text is neither a text nor a number",
        "row 7: video_transcription_text is neither a text nor a number",
        "row 8: video_transcription_text holds half a character",
        "row 9: it carries column 'video_transcription_text' 2 times",
        "row 10: it is not a line of JSON in UTF-8",
        None,
    ]


def test_other_input_on_standard_input_is_read_as_a_file(home: Path):
    result = score(home, "-", given=b"Video Transcription Text;video_id\n;1\nwe feel;2\n")
    found = list(csv.DictReader(io.StringIO(result.stdout, newline="")))
    assert [(row["video_id"], row["scoring_stage"]) for row in found] == [("1", ""), ("2", "at_upload")]


def test_each_answer_is_there_before_the_next_line_is_given(home: Path):
    environment = os.environ | {"PYTHONPATH": str(ROOT / "python"), "CLAIMS_HOME": str(home)}
    command = [sys.executable, "-c", "from claims_warehouse.command_line import main; main()", "score", "-"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as service:
        assert service.stdin is not None
        assert service.stdout is not None
        for number in (1, 2):
            service.stdin.write(as_lines([{TEXT: "we feel"}]))
            service.stdin.flush()
            assert json.loads(service.stdout.readline())["row_number"] == number
        service.stdin.close()
        assert service.wait() == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["absent.csv"], "Error: absent.csv: no such file. Give a CSV, Excel, Parquet or JSON Lines file, or - for"),
        (
            ["text.csv", "--output", "none/scores.csv"],
            "Error: none/scores.csv: there is no folder none. Make it first (CLM-139)\n",
        ),
        *(
            ([f"unknown.{suffix}"], f"Error: unknown.{suffix}: has none of the columns that are read; its first line")
            for suffix in ("csv", "parquet", "xlsx")
        ),
        (["unknown.csv"], "line reads: text, a note. Call the column of the texts video_transcription_text (CLM-041)"),
        (
            ["encoding.csv"],
            "Error: encoding.csv: is not UTF-8 text, and its bytes do not tell its encoding. Save it as UTF-8 (",
        ),
        (["text.csv", "--output", "scores.txt"], "scores.txt: scores are written as .csv, .parquet, .jsonl. Name the"),
        (
            ["text.csv", "--release", "2020"],
            f"no release 2020 is kept in {{home}}/warehouse; kept are: {RELEASE_ID} (CLM-092)\n",
        ),
        (["empty.csv"], "the file is empty; expected is a header"),
        (["other.csv"], "has no column video_transcription_text: did you mean video_transcription_text by"),
    ],
)
def test_what_cannot_be_scored_ends_with_one_line(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
):
    monkeypatch.chdir(tmp_path)
    Path("text.csv").write_text(f"{TEXT}\nwe feel\n")
    Path("other.csv").write_text("video_id,video_transcript\n1,we feel\n")
    Path("empty.csv").touch()
    unknown = pd.DataFrame({"text": ["we feel"], "a note": ["x"]})
    unknown.to_csv("unknown.csv", index=False)
    unknown.to_parquet("unknown.parquet")
    unknown.to_excel("unknown.xlsx", index=False)
    Path("encoding.csv").write_bytes(f"{TEXT}\n".encode() + b"\x81\x8d\xff\n")
    result = score(home, *arguments)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert result.stdout == ""
    assert message.format(home=home) in result.stderr
    assert result.stderr.count("\n") == 1
    assert not Path("scores.txt").exists()


def test_a_release_without_champions_says_so(tmp_path: Path, models: list[dict[str, Any]]):
    text = tmp_path / "text.csv"
    text.write_text(f"{TEXT}\nwe feel\n")
    result = score(tmp_path, text)
    assert "nothing is released in" in result.stderr
    write_release(tmp_path, models, {})
    result = score(tmp_path, text)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "has no champion: no model is better than chance" in result.stderr


def test_an_earlier_release_scores_with_its_own_champions(tmp_path: Path, models: list[dict[str, Any]]):
    write_release(tmp_path, models, {"at_upload": "text_logistic_regression"}, release_id="2026-01-01T000000Z-00000000")
    write_release(tmp_path, models, CHAMPIONS)
    for options, model_name in ((["--release", "2026-01-01T000000Z-00000000"], "text"), ([], "phrase")):
        (line,) = score(tmp_path, "-", *options, given=as_lines([{TEXT: "we feel"}])).stdout.splitlines()
        assert json.loads(line)["model_id"].startswith(f"{model_name}_logistic_regression-")


def test_a_stage_without_a_champion_is_named(tmp_path: Path, models: list[dict[str, Any]]):
    write_release(tmp_path, models, {"with_engagement": "text_and_engagement"})
    answers = [
        json.loads(line) for line in score(tmp_path, "-", given=as_lines([{TEXT: "x"}, FULL])).stdout.splitlines()
    ]
    assert answers[0]["error"] == "row 1: the release has no champion at_upload. Give the counts of the video"
    assert answers[1]["scoring_stage"] == "with_engagement"


def test_a_line_costs_no_query_that_is_planned_anew(home: Path, monkeypatch: pytest.MonkeyPatch):
    """Planning the query that cleans a row takes longer than to score it."""
    released_file = folders.released_file(home / "warehouse").resolve()
    scorer = scorer_of(released_file)
    scorer.score_one(FULL, 1)
    monkeypatch.setattr(scorer.cleaner, "clean", None)
    monkeypatch.setattr("claims_warehouse.score.cleaning._query", None)
    monkeypatch.setattr("claims_warehouse.released_models.inputs.of_text", None)
    answers = [scorer.score_one({name: str(value) for name, value in row.items()}, 1) for row, _ in ROWS]
    assert sum(answer["error"] is None for answer in answers) == 4
