"""The picture of a release for a chat message: what to review today, and whether anything is wrong."""

import textwrap
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import vl_convert

from claims_warehouse.sentences import summary as say

SUMMARY = "summary.png"
# Twice as many pixels: a chat shows the picture small, and a reader opens it.
SCALE = 2
CHARACTERS_OF_LINE = 92
ALARMS_SHOWN = 3
RELEASE = "select release_id, released_at, input_kind from marts.releases where is_current"
LANES = """
    select
        sizes.*,
        workload.settled_video_count
    from marts.review_queue_sizes as sizes
    left join marts.review_workload as workload
        on
            sizes.review_lane = workload.review_lane
            and workload.decided_by = 'claim'
            and workload.is_capacity
            and sizes.selected_count > 0
"""
AUDITS = "select count(*) as audit_count from marts.review_list where review_lane = 'audit'"
RECALL = "select * from marts.audited_performance where audit_id = 'all' and measure = 'recall'"
ROWS = """
    select
        coalesce(sum(row_count) filter (where check_name = 'rows_rejected'), 0)::bigint as rejected_rows,
        coalesce(sum(row_count) filter (where check_name = 'rows_read'), 0)::bigint as input_rows
    from marts.data_quality_totals
    where detail = 'all'
"""
COMPARISON = "select * from marts.champion_comparison order by scoring_stage, test_name"
DRIFT = "select distinct feature from marts.feature_drift where is_drifting order by feature"


def write_summary(release: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write the picture of a release as PNG; the same release gives the same bytes.

    Parameters
    ----------
    release : duckdb.DuckDBPyConnection
        A released file, in which what readers may not see is masked. No text of a video is read.
    path : Path
        Where the picture goes.
    """
    path.write_bytes(vl_convert.svg_to_png(draw(release), scale=SCALE))


def draw(release: duckdb.DuckDBPyConnection) -> str:
    """Return the picture as SVG."""
    (this,) = _rows(release, RELEASE)
    (audits,) = _rows(release, AUDITS)
    (recall,) = _rows(release, RECALL)
    (rows,) = _rows(release, ROWS)
    alarms, sentences = say.alarms(_rows(release, COMPARISON), [row["feature"] for row in _rows(release, DRIFT)])
    heading, *lines = say.to_review(_rows(release, LANES), audits["audit_count"])
    shown = [line for sentence in sentences[:ALARMS_SHOWN] for line in textwrap.wrap(sentence, CHARACTERS_OF_LINE)]
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return templates.get_template("summary.svg.j2").render(
        heading=heading,
        lines=lines,
        facts=[say.recall(recall), say.rejected(**rows), alarms],
        alarms=shown,
        release_id=this["release_id"],
        date=f"{this['released_at'].day} {this['released_at']:%B %Y}",
        is_simulated=this["input_kind"] == "simulated",
    )


def _rows(release: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = release.sql(query).to_arrow_table().to_pylist()
    return rows
