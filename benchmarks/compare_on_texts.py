"""Build each set of real texts through the whole product, and hold the champions against what is simple.

Usage: python benchmarks/compare_on_texts.py FOLDER [--only NAME ...]

FOLDER holds Parquet files with the columns `text` and `is_claim`; nothing of them is kept but figures, in
benchmarks/results/texts/NAME.json and, of all sets measured so far, in docs/benchmarks.md. It ends with 1 where a
champion is worse than its bounds allow (`faults`), and with 0 and a sentence where the folder is not there.
"""

import argparse
import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow.parquet as pq
from expert_classifier import expert_scores
from judging import STAGES, compute_metrics, faults
from measuring import built, machine

from claims_warehouse.simulation.texts import videos_of_texts

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).parent / "results" / "texts"
REPORT = ROOT / "docs" / "benchmarks.md"
SECTION = re.compile(r"<!-- texts -->.*<!-- /texts -->", re.DOTALL)
MEASURES = {
    "average_precision": "average precision",
    "auc": "AUC",
    "f1": "F1",
    "log_loss": "log loss",
    "calibration_error": "calibration error",
    "top_tenth_precision": "precision in the top tenth",
}
# The champion's score of each row that models are made from; null where its stage has no champion.
LABELLED_ROWS = """
select
    reference_split.split,
    reference_split.is_claim,
    videos.video_transcription_text as text,
    videos.video_view_count as views,
    at_upload.claim_probability as at_upload,
    at_upload.is_claim_predicted as at_upload_is_claim,
    with_engagement.claim_probability as with_engagement,
    with_engagement.is_claim_predicted as with_engagement_is_claim
from build.intermediate.int_reference_split as reference_split
inner join marts.videos on reference_split.video_id = videos.video_id
left join marts.claim_predictions as at_upload
    on reference_split.video_id = at_upload.video_id and at_upload.scoring_stage = 'at_upload'
left join marts.claim_predictions as with_engagement
    on reference_split.video_id = with_engagement.video_id and with_engagement.scoring_stage = 'with_engagement'
order by reference_split.video_id
"""
CHAMPIONS = "select scoring_stage, model_name from marts.champions where model_id is not null"
QUEUE = "select count(*) as videos, count(*) filter (is_selected_for_review) as selected from marts.review_queue_videos"


def judged(home: Path) -> dict[str, Any]:
    """Return what the champions of a build and the simple ways achieve on its test rows."""
    with duckdb.connect(home / "warehouse" / "claims.duckdb", read_only=True) as connection:
        connection.execute(f"attach '{home / 'build' / 'claims_build.duckdb'}' as build (read_only)")
        rows = connection.execute(LABELLED_ROWS).df()
        champions = dict(connection.execute(CHAMPIONS).fetchall())
        queue = connection.execute(QUEUE).df().to_dict("records")[0]
    train, test = rows[rows["split"] == "train"], rows[rows["split"] == "test"]
    y, prior = test["is_claim"].astype(bool), float(train["is_claim"].mean())
    constant = np.full(len(test), prior)
    expert = expert_scores(list(train["text"]), train["is_claim"].to_numpy(dtype=bool), list(test["text"]))
    simple = {
        "majority": compute_metrics(y, constant, constant > 0.5, constant),  # noqa: PLR2004 - the likelier class
        "views": compute_metrics(y, test["views"], test["views"] > 10_000),  # noqa: PLR2004 - the document's rule
        "words and characters": compute_metrics(y, expert, expert > 0.5, expert),  # noqa: PLR2004 - as above
    }
    scores = {
        stage: compute_metrics(y, test[stage], test[f"{stage}_is_claim"], test[stage])
        for stage in STAGES
        if stage in champions
    }
    return {
        "labelled rows": len(rows),
        "test rows": len(test),
        "claims among test rows": float(y.mean()),
        "flagged": {stage: float(test[f"{stage}_is_claim"].mean()) for stage in scores},
        "queue": queue,
        "champions": champions,
        "scores": scores,
        "simple": simple,
    }


def measured_set(path: Path) -> dict[str, Any]:
    """Build one set in a home of its own."""
    frame = pq.read_table(path, columns=["text", "is_claim"]).to_pydict()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        videos = home / "videos.parquet"
        pq.write_table(videos_of_texts(frame["text"], frame["is_claim"]), videos)
        run = built(str(Path(sys.executable).with_name("dbt")), ROOT, home, str(videos))
        return {"set": path.stem, "rows": len(frame["text"]), "seconds": run.seconds} | judged(home)


def report(results: list[dict[str, Any]]) -> str:
    """Return the figures as Markdown."""
    lines = ["<!-- texts -->", machine(), ""]
    lines += ["| set | rows | claims | ranked by | " + " | ".join(MEASURES.values()) + " | seconds |"]
    lines += ["| --- | ---: | ---: | --- |" + " ---: |" * (len(MEASURES) + 1)]
    for result in results:
        ways = [
            (f"champion {stage}: {result['champions'].get(stage, 'none')}", result["scores"].get(stage))
            for stage in STAGES
        ]
        ways += list(result["simple"].items())
        first = f"| {result['set']} | {result['rows']:,} | {result['claims among test rows']:.0%}"
        for number, (way, metrics) in enumerate(ways):
            cells = [f"{v:.3f}" if metrics and (v := metrics[name]) is not None else "" for name in MEASURES]
            seconds = f"{result['seconds']:.0f}" if number == 0 else ""
            lines.append(f"{'| | | ' if number else first} | {way} | {' | '.join(cells)} | {seconds} |")
    found = [fault for result in results for fault in faults(result)]
    lines += ["", *(f"- {fault}" for fault in found or ["Every champion keeps its bounds."]), "<!-- /texts -->"]
    return "\n".join(lines)


def main() -> None:
    """Measure the sets, and write the report of all that were ever measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="+", default=[])
    arguments = parser.parse_args()
    paths = sorted(path for path in arguments.folder.glob("*.parquet") if path.stem in (arguments.only or [path.stem]))
    if not paths:
        print(f"{arguments.folder} holds no set of texts (*.parquet with text and is_claim): nothing was measured")
        return
    found = []
    for path in paths:
        result = measured_set(path)
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{path.stem}.json").write_text(json.dumps(result, indent=1) + "\n")
        found += list(faults(result))
        print(json.dumps(result))
    results = [json.loads(path.read_text()) for path in sorted(RESULTS.glob("*.json"))]
    REPORT.write_text(SECTION.sub(lambda _: report(results), REPORT.read_text()))
    if found:
        sys.exit("\n".join(found))


main()
