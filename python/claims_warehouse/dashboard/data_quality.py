"""What came in, what was rejected and why."""

from typing import Any

import altair as alt
import duckdb
import great_tables as gt
import pandas as pd

from claims_warehouse.dashboard import theme
from claims_warehouse.dashboard.components import Chart, Section, Table, rows, table_markup
from claims_warehouse.dashboard.tables import read
from claims_warehouse.sentences import intake as say_intake
from claims_warehouse.sentences.wording import agreeing, count, listed, name, percent, plural

STATES = {
    "rows_accepted": "Accepted",
    "rows_rejected": "Rejected",
    "rows_duplicate": "Duplicate",
    "rows_superseded": "Superseded",
}
MAX_REASONS, MAX_PATTERNS, MAX_LENGTH = 12, 6, 16
SKEWED = 0.5
# On a phone the columns are too close for slanted labels.
COLUMN_AXIS = alt.Axis(
    orient="top",
    labelAngle=alt.expr("width < 560 ? -90 : -40"),
    labelAlign="left",
    labelBaseline="middle",
    labelOverlap=False,
)


def data_quality_section(connection: duckdb.DuckDBPyConnection) -> Section:
    """Return what came in, what was rejected and why, and the profile of every column."""
    partial = read(connection, "data_quality_totals", file_kind="videos", detail="all")
    counts = dict(zip(partial["check_name"], partial["row_count"], strict=True))
    fresh, without_transcript = (int(counts.get(check, 0)) for check in ("fresh_videos", "videos_without_transcript"))
    return Section(
        "data",
        "What came in",
        [
            "Every input row has one state. A row that cannot be used stays on record with all its reasons; a row "
            "whose label alone is missing is scored and not trained on.",
            *say_intake.partial_videos(fresh, without_transcript),
        ],
        [_states(connection), _reasons(connection), _missing(connection), _profile(connection)],
    )


def _states(connection: duckdb.DuckDBPyConnection) -> Chart:
    counts = read(connection, "data_quality_totals", file_kind="videos", detail="all")
    by_check = dict(zip(counts["check_name"], counts["row_count"], strict=True))
    frame = pd.DataFrame({"state": list(STATES.values()), "rows": [int(by_check.get(key, 0)) for key in STATES]})
    accepted, total = int(frame["rows"].iloc[0]), int(frame["rows"].sum())
    frame["label"] = [f"{count(rows)} ({percent(rows / max(total, 1))})" for rows in frame["rows"]]
    phrases = listed(
        [f"{plural(rows, 'row')} {state.lower()}" for state, rows in zip(*frame.iloc[:, :2].T.values, strict=True)]
    )
    return Chart(
        "states",
        say_intake.input_rows(accepted, total - accepted),
        "Input rows by what became of them.",
        phrases,
        _state_bars(frame) if total else None,
    )


def _reasons(connection: duckdb.DuckDBPyConnection) -> Chart:
    totals = read(connection, "data_quality_totals", file_kind="videos")
    rejected = int(totals.loc[totals["check_name"] == "rows_rejected", "row_count"].sum())
    frame = totals[totals["check_name"] == "rows_rejected_for"].rename(
        columns={"row_count": "rows", "detail": "reason"}
    )
    frame = frame.sort_values(["rows", "reason"], ascending=[False, True])[["reason", "rows"]].head(MAX_REASONS)
    frame["label"] = [count(rows) for rows in frame["rows"]]
    largest = (str(frame["reason"].iloc[0]), int(frame["rows"].iloc[0])) if rejected else ("", 0)
    return Chart(
        "reasons",
        say_intake.rejected(rejected, *largest, int((frame["rows"] == rejected).sum())),
        "Rejected rows by reason; a row may have several.",
        listed([f"{row.reason}: {plural(row.rows, 'row')}" for row in rows(frame)]),
        _reason_bars(frame) if rejected else None,
    )


def _state_bars(frame: pd.DataFrame) -> dict[str, Any]:
    base = alt.Chart(theme.ROWS).encode(
        y=alt.Y("state:N", sort=None, title=None),
        x=alt.X("rows:Q", axis=None, scale=theme.labelled_scale(112)),
        tooltip=[alt.Tooltip("state:N", title="State"), alt.Tooltip("rows:Q", format=",", title="Rows")],
    )
    bars = base.mark_bar(color=theme.STATUS, height={"band": 0.7})
    labels = base.mark_text(align="left", dx=6).encode(text="label:N")
    return theme.spec(bars + labels, frame, theme.ROW * len(frame) + 8)


def _reason_bars(frame: pd.DataFrame) -> dict[str, Any]:
    """Return bars under their labels, which are too long to stand beside them on a phone."""
    base = alt.Chart(theme.ROWS).encode(
        y=alt.Y("reason:N", sort=None, title=None, axis=None),
        tooltip=[alt.Tooltip("reason:N", title="Reason"), alt.Tooltip("rows:Q", format=",", title="Rows")],
    )
    x = alt.X("rows:Q", axis=None, scale=theme.labelled_scale(60))
    chart = alt.layer(
        base.mark_bar(color=theme.STATUS, height=10, yOffset=7).encode(x=x),
        base.mark_text(align="left", dx=6, dy=7).encode(x=x, text="label:N"),
        base.mark_text(align="left", dy=-7).encode(x=alt.value(0), text="reason:N"),
    )
    return theme.spec(chart, frame, 36 * len(frame))


def _missing(connection: duckdb.DuckDBPyConnection) -> Chart:
    found = read(connection, "missing_value_patterns")
    found["missing"] = found["missing_columns"].map(tuple)
    found = found.sort_values("missing").sort_values("row_count", ascending=False, kind="stable")
    complete = int(found.loc[found["column_count"] == 0, "row_count"].sum())
    found = found[found["column_count"] > 0]
    incomplete = int(found["row_count"].sum())
    patterns = list(found[["missing", "row_count"]].head(MAX_PATTERNS).itertuples(index=False, name=None))
    columns = list(read(connection, "column_profile", order_by="column_position")["column_name"])
    frame = pd.DataFrame(
        [
            {
                "column": name(column),
                "pattern": plural(row_count, "row"),
                "state": "missing" if column in missing else "there",
            }
            for missing, row_count in [*patterns, ((), complete)]
            for column in columns
        ],
        columns=["column", "pattern", "state"],
    )
    chart = (
        alt.Chart(theme.ROWS)
        .mark_rect(cornerRadius=3, stroke="var(--surface)", strokeWidth=3)
        .encode(
            x=alt.X("column:N", sort=None, title=None, axis=COLUMN_AXIS),
            y=alt.Y("pattern:N", sort=None, title=None),
            color=alt.Color(
                "state:N",
                scale=alt.Scale(domain=["there", "missing"], range=[theme.FAINT, theme.STATUS]),
                legend=alt.Legend(orient="bottom"),
            ),
            tooltip=[
                alt.Tooltip("column:N", title="Column"),
                alt.Tooltip("pattern:N", title="In"),
                alt.Tooltip("state:N", title="The value is"),
            ],
        )
    )
    phrases = [
        f"{plural(number, 'row')} without {listed([name(column) for column in gaps])}" for gaps, number in patterns
    ]
    return Chart(
        "missing",
        say_intake.missing(len(found), len(patterns[0][0]) if patterns else 0, incomplete),
        "Patterns of missing values: a row of cells stands for all rows that miss the same columns, the last for "
        "complete ones.",
        listed(phrases),
        theme.spec(chart, frame, 34 * (len(patterns) + 1)) if patterns and columns else None,
        is_wide=True,
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
    table = (
        gt.GT(frame.assign(column_name=labels))
        .cols_label(
            column_name="Column",
            data_type="Type",
            row_count="Rows",
            null_count="Missing",
            distinct_count="Distinct",
            minimum="Smallest",
            maximum="Largest",
            mean="Mean",
            median="Median",
            skewness="Skewness",
        )
        .fmt_integer(["row_count", "null_count", "distinct_count"])
        .fmt_number(["mean", "median"], decimals=1)
        .fmt_number("skewness", decimals=2)
        .cols_align("right", ["minimum", "maximum"])
    )
    skewed = frame.loc[frame["skewness"] > SKEWED, "column_name"].map(name)
    title = "No column is skewed to the right"
    if len(skewed):
        are = agreeing(len(skewed), "is", "are")
        title = f"{listed(list(skewed)).capitalize()} {are} skewed to the right"
    if frame.empty:
        title = "There are no columns to profile."
    return Table(
        "profile",
        title,
        "Every column of the input over all input rows; a skewness above 0.5 is called skewed.",
        table_markup(table) if len(frame) else None,
    )
