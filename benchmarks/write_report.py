"""Put the figures of benchmarks/results into docs/benchmarks.md, with a chart of time and memory against rows.

Usage: python benchmarks/write_report.py
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from measuring import machine

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).parent / "results"
REPORT = ROOT / "docs" / "benchmarks.md"
CHART = ROOT / "docs" / "benchmarks.svg"
SECTION = re.compile(r"<!-- scale -->.*<!-- /scale -->", re.DOTALL)
WAYS = {"full build": "dbt build", "pandas": "pandas and scikit-learn", "DuckDB script": "DuckDB script, SQL alone"}
# Below, what a build costs whatever its rows hides how it grows with them.
LARGE = 1_000_000
PARTS = ("SQL models", "Python models", "tests", "dbt itself")


def compared(results: list[dict[str, Any]]) -> Iterator[str]:
    """Yield a table of seconds and memory by rows and way, each beside the full build."""
    yield "| rows | way | seconds | to the build | GiB | to the build |"
    yield "| ---: | --- | ---: | ---: | ---: | ---: |"
    for result in results:
        build = result["full build"]
        for way, label in WAYS.items():
            if way in result:
                cost = result[way]
                times, memory = cost["seconds"] / build["seconds"], cost["gibibytes"] / build["gibibytes"]
                yield (
                    f"| {result['rows']:,} | {label} | {cost['seconds']:.1f} | {times:.2f} "
                    f"| {cost['gibibytes']:.2f} | {memory:.2f} |"
                )


def builds(results: list[dict[str, Any]]) -> Iterator[str]:
    """Yield a table of what each build spends its seconds on."""
    yield "| rows | build | seconds | of the full build | intake | " + " | ".join(PARTS) + " |"
    yield "| ---: | --- |" + " ---: |" * (3 + len(PARTS))
    for result in results:
        for build in ("full build", "unchanged build", "build after new rows"):
            if build in result:
                cost = result[build]
                label = build.replace("new rows", f"{cost['new rows']:,} new rows") if "new rows" in cost else build
                share = cost["seconds"] / result["full build"]["seconds"]
                intake = f"{cost['intake']:.1f} ({cost['intake'] / result['full build']['seconds']:.1%})"
                parts = " | ".join(f"{cost[part]:.1f}" for part in PARTS)
                yield f"| {result['rows']:,} | {label} | {cost['seconds']:.1f} | {share:.1%} | {intake} | {parts} |"


def scoring(results: list[dict[str, Any]]) -> Iterator[str]:
    """Yield a table of how many videos a second are scored, streamed and in memory."""
    yield "| rows | model | streamed, a second | to one process | to as many processes | equal |"
    yield "| ---: | --- | ---: | ---: | ---: | --- |"
    for result in results:
        for model, measured in result.get("scoring", {}).items():
            rates = measured["rates"]
            one, many = (rates["streamed"] / rates[way] for way in ("one process", "as many processes"))
            equal = "yes" if measured["equal"] else "no"
            yield f"| {measured['rows']:,} | {model} | {rates['streamed']:,.0f} | {one:.2f} | {many:.2f} | {equal} |"


def points(results: list[dict[str, Any]]) -> pd.DataFrame:
    """Return one row per number of rows, way and measure."""
    rows = [
        (result["rows"], label, measure, result[way][key])
        for result in results
        for way, label in WAYS.items()
        if way in result
        for measure, key in (("seconds", "seconds"), ("GiB", "gibibytes"))
    ]
    return pd.DataFrame(rows, columns=["rows", "way", "measure", "value"])


def exponents(frame: pd.DataFrame) -> Iterator[str]:
    """Yield by which power of the rows time and memory grow, from a million rows on."""
    for (way, measure), group in frame[frame["rows"] >= LARGE].groupby(["way", "measure"], sort=False):
        if len(group) > 1:
            slope = np.polyfit(np.log(group["rows"]), np.log(group["value"]), 1)[0]
            yield f"- {way}: {measure} grow as rows to the power of {slope:.2f}."


def chart(frame: pd.DataFrame) -> alt.HConcatChart:
    """Return two panels, seconds and memory against rows, both on logarithmic scales."""
    ways = list(WAYS.values())
    colour = alt.Color("way:N", title=None, scale=alt.Scale(domain=ways, range=["#0b6e8a", "#c2571a", "#6b7280"]))
    panels = [
        alt.Chart(frame[frame["measure"] == measure], title=title)
        .mark_line(point=True)
        .encode(
            x=alt.X("rows:Q", title="rows", scale=alt.Scale(type="log"), axis=alt.Axis(format="~s", tickCount=4)),
            y=alt.Y("value:Q", title=None, scale=alt.Scale(type="log"), axis=alt.Axis(format="~g", tickCount=4)),
            color=colour.legend(orient="bottom", columns=3, labelLimit=260, columnPadding=24),
            shape=alt.Shape("way:N", title=None, scale=alt.Scale(domain=ways)),
        )
        .properties(width=330, height=240)
        for measure, title in (("seconds", "Seconds"), ("GiB", "Memory of all processes, GiB"))
    ]
    return alt.hconcat(*panels).configure_axis(grid=True, gridOpacity=0.4).configure_title(anchor="start")


def main() -> None:
    """Write the section and the chart."""
    results = [json.loads(path.read_text()) for path in RESULTS.glob("*.json")]
    results.sort(key=lambda result: result["rows"])
    frame = points(results)
    rounds = ", ".join(f"{result['rounds']} of {result['rows']:,} rows" for result in results)
    empty = [
        f"- {result['rows']:,} rows: the unchanged build takes {ratio:.1f} times an empty dbt project's "
        f"({result['empty dbt project']['seconds']:.1f} s)."
        for result in results
        if "empty dbt project" in result
        for ratio in [result["unchanged build"]["seconds"] / result["empty dbt project"]["seconds"]]
    ]
    sql = [
        f"- {result['rows']:,} rows: all SQL models together take {ratio:.2f} times the script's statements, which "
        "make the tables that need no model's figures."
        for result in results
        if "DuckDB script" in result
        for script in [sum(step["seconds"] for step in result["DuckDB script"]["steps"])]
        for ratio in [result["full build"]["SQL models"] / script]
    ]
    lines = [
        "<!-- scale -->",
        f"Rounds: {rounds}. {machine()}",
        "",
        "![Time and memory against rows](benchmarks.svg)",
        "",
        *compared(results),
        "",
        *exponents(frame),
        "",
        "What builds spend their seconds on; `intake` is what reads, cleans and scores:",
        "",
        *builds(results),
        "",
        *empty,
        *sql,
        "",
        "Scores:",
        "",
        *scoring(results),
        "<!-- /scale -->",
    ]
    REPORT.write_text(SECTION.sub(lambda _: "\n".join(lines), REPORT.read_text()))
    chart(frame).save(CHART)
    print("\n".join(lines))


main()
