"""Compare the streamed scores of a build file's videos with scikit-learn's own, in memory; print the rates as JSON.

Usage: PYTHONPATH=python python benchmarks/scoring_rate.py BUILD_FILE [--rows N]

Videos a second: `streamed` reads the table, cuts the texts in SQL, predicts in processes and writes a table; the others
only call `predict_proba`, with scikit-learn's own vectorizers, on the same features, which lie ready in memory, in one
process or in as many.
"""

import argparse
import json
import time
from typing import Any

import duckdb
import joblib
import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer

from claims_warehouse.claim_models import artifacts, scoring
from claims_warehouse.claim_models.text_features import text_steps
from claims_warehouse.features import feature_frame, features_of

MODELS = ("phrase_logistic_regression", "text_logistic_regression", "text_and_engagement")


def predicted(artifact: bytes, sha256: str, frame: pd.DataFrame) -> np.ndarray:
    """Return scikit-learn's own probabilities, words and characters included; a process has to read the model first."""
    estimator = artifacts.from_bytes(artifact, sha256)
    for step in text_steps(estimator):
        estimator[0].named_transformers_[step].__class__ = TfidfVectorizer
    return estimator.predict_proba(frame)[:, 1]


def rates(connection: duckdb.DuckDBPyConnection, model: dict[str, Any], row_count: int) -> dict[str, Any]:
    """Return videos a second by each way, and whether all ways give the same scores."""
    columns = ", ".join(["video_id", "cast(0 as bigint) as features_hash", *model["features"]])
    features = connection.table("intermediate.int_video_features")
    row_count = min(row_count, features.count("*").fetchall()[0][0])
    videos = features.limit(row_count).project(columns)
    artifact = (model["artifact"], model["artifact_sha256"])
    seconds = {}

    started = time.perf_counter()
    reader = scoring.score_videos(videos, row_count, [model])
    with connection.cursor() as cursor:
        cursor.register("reader", reader)
        cursor.execute("create or replace temp table scores as from reader")
        seconds["streamed"] = time.perf_counter() - started
        streamed = cursor.execute("select video_id, claim_probability from scores order by video_id").df()

    table = videos.order("video_id").to_arrow_table()
    frame = feature_frame(table, model["features"])
    started = time.perf_counter()
    in_memory = predicted(*artifact, frame)
    seconds["one process"] = time.perf_counter() - started

    processes = joblib.cpu_count()
    parts = [frame.iloc[part] for part in np.array_split(np.arange(len(frame)), processes)]
    started = time.perf_counter()
    joblib.Parallel(n_jobs=processes)(joblib.delayed(predicted)(*artifact, part) for part in parts)
    seconds["as many processes"] = time.perf_counter() - started
    return {
        "rows": len(frame),
        "processes": processes,
        "rates": {way: len(frame) / taken for way, taken in seconds.items()},
        "equal": bool(np.allclose(streamed["claim_probability"], in_memory, rtol=1e-12, atol=0)),
    }


def main() -> None:
    """Measure each model once its processes are there, as they are in a build that has trained."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build_file")
    parser.add_argument("--rows", type=int, default=100_000)
    arguments = parser.parse_args()
    with duckdb.connect(arguments.build_file, read_only=True) as connection:
        trained = connection.table("intermediate.int_model_artifacts").to_arrow_table().to_pylist()
        joblib.Parallel(n_jobs=-1)(joblib.delayed(__import__)("sklearn") for _ in range(joblib.cpu_count()))
        measured = {}
        for model in trained:
            if model["model_name"] in MODELS and model["artifact"] is not None:
                model["features"] = features_of(model)
                measured[model["model_name"]] = rates(connection, model, arguments.rows)
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
