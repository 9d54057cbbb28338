"""Compare the rates of scoring with scikit-learn's own, on real texts.

Usage: python benchmarks/compare_scoring.py FOLDER

FOLDER holds Parquet files with `text` and `is_claim`, as for compare_on_texts.py; the first of them is taken, and
nothing of it is kept but figures, in docs/benchmarks.md. The text model is trained as a build trains it, and released
in a temporary folder. Its rate is that of `predict_proba` with its own vectorizers, in as many processes,
on features that lie ready in memory. Ways take turns, and ratios are medians over the rounds. It ends with 0 and a
sentence where the folder is not there.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import joblib
import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
from measuring import descendants, machine
from scoring_rate import predicted

from claims_warehouse.cache import sha256_of
from claims_warehouse.claim_models import artifacts, scoring
from claims_warehouse.claim_models.calibration import calibrated
from claims_warehouse.claim_models.candidates import input_features, linear_model
from claims_warehouse.features import TEXT, feature_frame
from claims_warehouse.score import run
from claims_warehouse.score.rows import read_line, score_columns
from claims_warehouse.score.scorer import scorer_of

REPORT = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
SECTION = re.compile(r"<!-- scoring -->.*<!-- /scoring -->", re.DOTALL)
ROUNDS, TRAINING_ROWS, LINES, STARTS = 3, 10_000, 300, 5
COMMAND = "from claims_warehouse.command_line import main; main()"


def trained(texts: pa.Table) -> dict[str, Any]:
    """Return the text model of the candidates, calibrated, as it stands in `int_champion_models`."""
    frame, is_claim = feature_frame(texts, [TEXT]), texts["is_claim"].to_numpy().astype(bool)
    fitted, held_out = np.arange(len(frame)) < TRAINING_ROWS, np.arange(len(frame)) >= len(frame) - TRAINING_ROWS // 4
    estimator = linear_model("text").fit(frame[fitted], is_claim[fitted])
    artifact = artifacts.to_bytes(calibrated(estimator, frame[held_out], is_claim[held_out]))
    sha256 = sha256_of(artifact)
    features = input_features(estimator)
    return {"model_id": f"text-{sha256[:12]}", "features": features, "artifact": artifact, "artifact_sha256": sha256}


def released(model: dict[str, Any], home: Path) -> Path:
    """Write what scoring reads of a release, and return the path of its file."""
    folder = home / "warehouse" / "releases" / "2026-01-01T000000Z-00000000"
    (folder / "models").mkdir(parents=True)
    (folder / "models" / f"{model['model_id']}.skops").write_bytes(model["artifact"])
    with duckdb.connect(folder / "claims.duckdb") as release:
        release.execute("create schema marts")
        release.execute(
            """
            create table marts.model_registry as
            select
                $model_id as model_id, 'text_logistic_regression' as model_name, 0.5::double as decision_threshold,
                [{'feature': $feature, 'feature_type': 'text'}] as features, $sha256 as artifact_sha256
            """,
            {"model_id": model["model_id"], "feature": TEXT, "sha256": model["artifact_sha256"]},
        )
        release.execute(
            """
            create table marts.champions as
            select
                unnest(['at_upload', 'with_engagement']) as scoring_stage, model_id, decision_threshold,
                0.9::double as sure_claim_threshold, 0.1::double as sure_opinion_threshold
            from marts.model_registry
            """
        )
    (home / "warehouse" / "current").symlink_to(folder)
    return (folder / "claims.duckdb").resolve()


def core_seconds() -> float:
    """Return the seconds of processors that this process and those that it has started have taken (on Linux)."""
    ticks = 0
    for pid in descendants(os.getpid()):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def measured(ways: dict[str, Callable[[], object]]) -> dict[str, list[tuple[float, float]]]:
    """Return the seconds and the core-seconds of each way in each round, after one that starts the processes."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for number in range(ROUNDS + 1):
        for name, way in ways.items():
            started, before = time.perf_counter(), core_seconds()
            way()
            if number:
                taken[name].append((time.perf_counter() - started, core_seconds() - before))
    return taken


def milliseconds_a_line(released_file: Path, texts: list[str]) -> tuple[float, float]:
    """Return the median time of an answer, from the line to the answer, by the clock and by the processor."""
    scorer = scorer_of(released_file)
    columns = score_columns(scorer.cleaner.inputs)
    lines = [run._json_line({TEXT: text}) for text in texts[:LINES]]
    taken = []
    for number, line in enumerate(lines, 1):
        started, before = time.perf_counter(), time.process_time()
        row, problem = read_line(line, columns)
        run._json_line(scorer.score_one(row, number, problem))
        taken.append((time.perf_counter() - started, time.process_time() - before))
    by_clock, by_processor = (1000 * statistics.median(column) for column in zip(*taken, strict=True))
    return by_clock, by_processor


def seconds_of_one_row(home: Path) -> tuple[float, float]:
    """Return the least seconds of a command that scores one row, and the core-seconds of that run."""
    path = home / "one.csv"
    path.write_text(f"{TEXT}\nsomebody said that it rains\n", encoding="utf-8")
    runs = []
    for _ in range(STARTS):
        before, started = os.times(), time.perf_counter()
        environment = {**os.environ, "CLAIMS_HOME": str(home)}
        command = [sys.executable, "-c", COMMAND, "score", str(path)]
        subprocess.run(command, check=True, env=environment, capture_output=True)
        after = os.times()
        cores = after.children_user + after.children_system - before.children_user - before.children_system
        runs.append((time.perf_counter() - started, cores))
    return min(runs)


def main() -> None:
    """Measure, and write the section of docs/benchmarks.md."""
    folder = Path(sys.argv[1])
    if not folder.is_dir():
        print(f"{folder}: no such folder; nothing is measured")
        return
    path = sorted(folder.glob("*.parquet"))[0]
    texts = pq.read_table(path)
    texts = texts.append_column(TEXT, texts["text"])
    model = trained(texts)
    frame = feature_frame(texts, [TEXT])
    cores = joblib.cpu_count()
    parts = [frame.iloc[part] for part in np.array_split(np.arange(len(frame)), cores)]
    artifact = (model["artifact"], model["artifact_sha256"])
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        released_file = released(model, home)
        pyarrow.csv.write_csv(texts.select([TEXT]), home / "videos.csv")
        numbers = pa.array(np.arange(len(frame)))
        videos = texts.select([TEXT]).append_column("video_id", numbers).append_column("features_hash", numbers)
        connection = duckdb.connect()
        connection.register("videos", videos)

        def build() -> None:
            with connection.cursor() as cursor:
                cursor.register("scores", scoring.score_videos(connection.table("videos"), len(frame), [model]))
                cursor.execute("create or replace temp table kept as from scores")

        ways: dict[str, Callable[[], object]] = {
            "scikit-learn": lambda: joblib.Parallel(n_jobs=cores)(
                joblib.delayed(predicted)(*artifact, p) for p in parts
            ),
            "a build, with reasons": build,
            "`claims score videos.csv --output scores.parquet`": lambda: run.score_file(
                home / "videos.csv", released_file, home / "scores.parquet"
            ),
        }
        taken = measured(ways)
        line, line_cores = milliseconds_a_line(released_file, texts[TEXT].to_pylist())
        one_row, one_row_cores = seconds_of_one_row(home)
    own = taken["scikit-learn"]
    rows = []
    for name, rounds in taken.items():
        rate = len(frame) / statistics.median(seconds for seconds, _ in rounds)
        ratios = [
            statistics.median(of_own[place] / of_way[place] for of_own, of_way in zip(own, rounds, strict=True))
            for place in (0, 1)
        ]
        rows.append(f"| {name} | {rate:,.0f} | {ratios[0]:.2f} | {ratios[1]:.2f} |")
    load = os.getloadavg()[0]
    section = "\n".join(
        [
            "<!-- scoring -->",
            f"{path.stem}, {len(frame):,} rows; {machine()} Load {load:.0f} at the end.",
            "",
            "| way | rows a second | rate to scikit-learn's | the same by core-seconds |",
            "| --- | ---: | ---: | ---: |",
            *rows,
            "",
            f"A line of JSON is answered in {line:.1f} ms ({line_cores:.1f} of a processor; medians of {LINES}).",
            f"A command for one row takes {one_row:.1f} s ({one_row_cores:.1f} core-seconds; least of {STARTS}).",
            "<!-- /scoring -->",
        ]
    )
    REPORT.write_text(SECTION.sub(lambda _: section, REPORT.read_text(encoding="utf-8")), encoding="utf-8")
    print(section)


if __name__ == "__main__":
    main()
