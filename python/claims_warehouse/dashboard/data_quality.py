"""What came in, what was rejected and why, and whether it looks like what the models were trained on."""

import json

import altair as alt
import duckdb
import pandas as pd

from claims_warehouse.dashboard import theme
from claims_warehouse.dashboard.components import Chart, Section, Table, rows, tabulate
from claims_warehouse.dashboard.tables import read, row_dicts
from claims_warehouse.sentences import drift as say_drift
from claims_warehouse.sentences import engagement as say_engagement
from claims_warehouse.sentences import intake as say_intake
from claims_warehouse.sentences import say
from claims_warehouse.sentences.wording import agreeing, count, listed, name, plural

STATES = {
    "rows_accepted": "Accepted",
    "rows_rejected": "Rejected",
    "rows_duplicate": "Duplicate",
    "rows_superseded": "Superseded",
}
# The released tables that hold the rows of a state, by which earlier releases are counted.
COUNTED = {"videos": "Accepted", "rejected_rows": "Rejected"}
COMPARED = {"held_out": "Held out", "new": "New"}
MAX_REASONS, MAX_LENGTH = 12, 16
SKEWED = 0.5


def data_quality_section(connection: duckdb.DuckDBPyConnection) -> Section:
    """Return what came in, what was rejected and why, what drifts, and the profile of every column."""
    totals = read(connection, "data_quality_totals", file_kind="videos")
    counts = {row.check_name: int(row.row_count) for row in rows(totals[totals["detail"] == "all"])}
    by_state = {state: counts.get(check, 0) for check, state in STATES.items()}
    total = sum(by_state.values())
    reasons = totals[totals["check_name"] == "rows_rejected_for"].sort_values(
        ["row_count", "detail"], ascending=[False, True]
    )
    rejected, largest = by_state["Rejected"], next(rows(reasons), None)
    shared = int((reasons["row_count"] == rejected).sum())
    lead = [say_intake.input_rows(by_state["Accepted"], total - by_state["Accepted"]).rstrip(".") + "."]
    if rejected and largest is not None:
        lead.append(say_intake.rejected(rejected, largest.detail, int(largest.row_count), shared) + ".")
    lead += _missing(connection, rejected)
    lead += say_intake.partial_videos(counts.get("fresh_videos", 0), counts.get("videos_without_transcript", 0))
    uniformity = read(connection, "uniformity_tests", order_by="claim_status", metric="video_view_count")
    columns = ["claim_status", "row_count", "p_value", "reject_null", "critical_value"]
    lead += say_engagement.synthetic(list(uniformity.reindex(columns=columns).itertuples(index=False, name=None)))
    return Section(
        "quality",
        "Data quality",
        lead,
        [_over_time(connection), _states(by_state, reasons), _drift(connection), _profile(connection)],
    )


def _states(by_state: dict[str, int], reasons: pd.DataFrame) -> Table:
    """Return the states of the rows, and the reasons for which they were rejected, which may be several for a row."""
    total = sum(by_state.values())
    because = [(f"\N{EN DASH} because {row.detail}", row.row_count) for row in rows(reasons.head(MAX_REASONS))]
    states = list(by_state.items())
    # Accepted and rejected come first.
    frame = pd.DataFrame([*states[:2], *because, *states[2:]], columns=["state", "rows"])
    frame["share"] = 100 * frame["rows"] / max(total, 1)
    labels = {"state": "State", "rows": "Rows", "share": "%"}
    caption = "Every input row has one state; a rejected row may have several reasons, and stays on record with all."
    title = "What became of the input rows" if total else "No row was read."
    return tabulate(
        "states", title, caption, frame if total else frame.head(0), labels, {"rows": 0, "share": 1}, is_wide=False
    )


def _over_time(connection: duckdb.DuckDBPyConnection) -> Chart:
    """Return the rows by state of each release, as far as its tables were counted."""
    releases = read(connection, "releases", order_by="released_at", is_rolled_back=False)
    frame = pd.DataFrame(
        [
            {
                "released_at": f"{row.released_at:%Y-%m-%d %H:%M}",
                "state": state,
                "rows": json.loads(row.row_counts)[table],
            }
            for row in rows(releases)
            for table, state in COUNTED.items()
            if row.row_counts and table in json.loads(row.row_counts)
        ],
        columns=["released_at", "state", "rows"],
    )
    accepted = list(frame.loc[frame["state"] == "Accepted", "rows"])
    rejected = list(frame.loc[frame["state"] == "Rejected", "rows"])
    last = frame["released_at"].max() if len(frame) else ""
    frame["label"] = [row.state if row.released_at == last else "" for row in rows(frame)]
    base = alt.Chart(theme.ROWS).encode(
        x=alt.X(
            "released_at:O",
            title="Release, UTC",
            axis=alt.Axis(labelAngle=0, labelOverlap=True),
            scale=alt.Scale(padding=0.5),
        ),
        y=alt.Y("rows:Q", axis=alt.Axis(title="Rows", grid=True, labelExpr=theme.COUNT_LABEL, tickCount=4)),
        color=alt.Color(
            "state:N", scale=alt.Scale(domain=list(COUNTED.values()), range=[theme.STATUS, theme.INK]), legend=None
        ),
        tooltip=[
            alt.Tooltip("released_at:N", title="Release"),
            alt.Tooltip("state:N", title="State"),
            alt.Tooltip("rows:Q", format=",", title="Rows"),
        ],
    )
    chart = alt.layer(
        base.mark_line(strokeWidth=2),
        base.mark_point(filled=True, size=50, opacity=1),
        base.transform_filter("datum.label")
        .mark_text(align="right", dy=-12, dx=12)
        .encode(text="label:N", color=alt.value(theme.INK)),
    )
    return Chart(
        "states-over-time",
        say_intake.over_time(accepted, rejected),
        "Accepted and rejected rows of each release.",
        listed([f"{row.released_at}: {plural(row.rows, 'row')} {row.state.lower()}" for row in rows(frame)]),
        theme.spec(chart, frame, 200) if len({*accepted}) > 1 or len({*rejected}) > 1 else None,
    )


def _missing(connection: duckdb.DuckDBPyConnection, rejected: int) -> list[str]:
    """Say which values are missing together; nothing where the rejected rows are those that lack some."""
    found = read(connection, "missing_value_patterns")
    found = found[found["column_count"] > 0].sort_values("row_count", ascending=False)
    incomplete = int(found["row_count"].sum())
    if incomplete in (0, rejected):
        return []
    return [say_intake.missing(len(found), int(found["column_count"].iloc[0]), incomplete) + "."]


def _drift(connection: duckdb.DuckDBPyConnection) -> Chart:
    """Return how far other rows lie from those trained on, beside what chance reaches."""
    frame = read(connection, "feature_drift").sort_values(["compared_rows", "feature"])
    drifting = list(frame.loc[frame["is_drifting"].fillna(False).astype(bool), "feature"].unique())
    too_few = int((frame["drift_code"] == "too_few").sum())
    title = say_drift.drift(drifting, len(frame) - too_few, too_few)
    several = len(set(frame["compared_rows"])) > 1
    frame["label"] = [
        f"{name(row.feature)} ({COMPARED[row.compared_rows].lower()})" if several else name(row.feature)
        for row in rows(frame)
    ]
    frame["verdict"] = [say("feature_drift.drift_code", row) for row in row_dicts(frame)]
    frame["index"] = frame["population_stability_index"]
    frame["by_chance"] = frame["index"] / frame["null_quantile"]
    frame = frame.sort_values(["by_chance", "label"], ascending=[False, True])
    drawn = frame.loc[frame["index"].notna(), ["label", "row_count", "index", "null_quantile", "verdict"]]
    base = alt.Chart(theme.ROWS).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=190)),
        tooltip=[
            alt.Tooltip("label:N", title="Feature"),
            alt.Tooltip("row_count:Q", format=",", title="Rows"),
            alt.Tooltip("index:Q", format=".4f", title="Stability index"),
            alt.Tooltip("null_quantile:Q", format=".4f", title="Chance reaches"),
            alt.Tooltip("verdict:N", title="Verdict"),
        ],
    )
    axis = alt.Axis(title="Population stability index", tickCount=4, format="~g")
    chart = alt.layer(
        base.mark_bar(color="var(--rule)", height={"band": 0.7}).encode(x=alt.X("null_quantile:Q", axis=axis)),
        base.mark_point(filled=True, size=55, opacity=1, color=theme.INK).encode(x=alt.X("index:Q", axis=axis)),
    )
    which = " and ".join(COMPARED[rows_].lower() for rows_ in sorted(set(frame["compared_rows"])))
    return Chart(
        "drift",
        title,
        f"Dots: how far {which} rows lie from those trained on. Grey bars: how far chance reaches in so many rows.",
        listed([f"{row.label}: {row.verdict}" for row in rows(frame)]),
        theme.spec(chart, drawn, theme.ROW * len(drawn)) if len(drawn) else None,
    )


def _profile(connection: duckdb.DuckDBPyConnection) -> Table:
    columns = ["column_name", "data_type", "row_count", "null_count", "distinct_count", "minimum", "maximum"]
    frame = read(connection, "column_profile", order_by="column_position")[[*columns, "mean", "median", "skewness"]]
    # The smallest and the largest text are transcripts: their beginning is enough. Of an identifier every digit counts.
    for end in ("minimum", "maximum"):
        is_long = (frame["data_type"] == "text") & (frame[end].str.len() > MAX_LENGTH)
        frame.loc[is_long, end] = frame.loc[is_long, end].str[:MAX_LENGTH] + "…"
    # The skewness of a running number or an identifier says nothing.
    is_identifier = frame["column_name"].isin(["#", "video_id"])
    frame.loc[is_identifier, ["mean", "median", "skewness"]] = None
    for end in ("minimum", "maximum"):
        is_count = ~is_identifier & frame[end].str.fullmatch("[0-9]+", na=False)
        frame.loc[is_count, end] = [count(int(digits)) for digits in frame.loc[is_count, end]]
    is_duration = frame["column_name"] == "video_duration_sec"
    labels = frame["column_name"].map(name) + is_duration.map({True: " (s)", False: ""})
    skewed = frame.loc[frame["skewness"] > SKEWED, "column_name"].map(name)
    title = "No column is skewed to the right"
    if len(skewed):
        are = agreeing(len(skewed), "is", "are")
        title = f"{listed(list(skewed)).capitalize()} {are} skewed to the right"
    if frame.empty:
        title = "There are no columns to profile."
    shown = {
        "column_name": "Column", "data_type": "Type", "row_count": "Rows", "null_count": "Missing",
        "distinct_count": "Distinct", "minimum": "Smallest", "maximum": "Largest", "mean": "Mean", "median": "Median",
        "skewness": "Skewness",
    }  # fmt: skip
    decimals = {"row_count": 0, "null_count": 0, "distinct_count": 0, "mean": 1, "median": 1, "skewness": 2}
    return tabulate(
        "profile",
        title,
        "Every column of the input over all input rows; a skewness above 0.5 is called skewed.",
        frame.assign(column_name=labels),
        shown,
        decimals,
        is_folded=True,
    )
