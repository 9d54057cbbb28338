"""What came in, what was rejected and why."""

from typing import Any

import altair as alt
import duckdb
import great_tables as gt
import pandas as pd

from claims_warehouse.dashboard import theme
from claims_warehouse.dashboard.components import Chart, Section, Table, rows, table_markup
from claims_warehouse.sentences import intake as say_intake
from claims_warehouse.sentences.wording import agreeing, count, listed, name, percent, plural

STATES = {
    "rows_accepted": "Accepted",
    "rows_rejected": "Rejected",
    "rows_duplicate": "Duplicate",
    "rows_superseded": "Superseded",
}
REASON_COUNTS = """
    select reason, count(*) as row_count
    from (select unnest(reasons) as reason from marts.rejected_rows)
    group by reason
    order by row_count desc, reason
    limit 12
"""
# Which columns are missing together: in rejected rows, and of those that an accepted row may lack.
MISSING_PATTERNS = """
    with rows_with_gaps as (
        select missing_columns as missing from marts.rejected_rows
        union all
        select list_filter(
            [case when running_number is null then '#' end, case when claim_status is null then 'claim_status' end],
            lambda column_name: column_name is not null
        )
        from marts.videos
        where running_number is null or claim_status is null
    )

    select missing, count(*) as row_count
    from rows_with_gaps
    where len(missing) > 0
    group by missing
    order by row_count desc, missing
    limit 6
"""
COMPLETE = "select count(*) from marts.videos where running_number is not null and claim_status is not null"
COLUMNS = "select column_name from marts.column_profile order by column_position"
# The smallest and the largest text are transcripts: their beginning is enough. Of an identifier every digit counts.
PROFILE = """
    select
        column_name, data_type, row_count, null_count, distinct_count,
        case when data_type = 'text' and length(minimum) > 16 then left(minimum, 16) || '…' else minimum end as minimum,
        case when data_type = 'text' and length(maximum) > 16 then left(maximum, 16) || '…' else maximum end as maximum,
        mean, median, skewness
    from marts.column_profile
    order by column_position
"""
SKEWED = 0.5
# On a phone the columns stand too close for slanted labels.
COLUMN_AXIS = alt.Axis(
    orient="top",
    labelAngle=alt.expr("width < 560 ? -90 : -40"),
    labelAlign="left",
    labelBaseline="middle",
    labelOverlap=False,
)


def data_quality_section(connection: duckdb.DuckDBPyConnection) -> Section:
    """Return what came in, what was rejected and why, and the profile of every column."""
    return Section(
        "data",
        "What came in",
        [
            "Every input row has one state. A row that cannot be used stays on record with all its reasons; a row "
            "whose label alone is missing is scored and not trained on."
        ],
        [_states(connection), _reasons(connection), _missing(connection), _profile(connection)],
    )


def _states(connection: duckdb.DuckDBPyConnection) -> Chart:
    counts = connection.execute(
        "select check_name, sum(row_count)::bigint as row_count from marts.data_quality "
        "where file_kind = 'videos' and detail = 'all' group by check_name"
    ).df()
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
    frame = connection.execute(REASON_COUNTS).df()
    rejected = int(connection.execute("select count(*) from marts.rejected_rows").fetchall()[0][0])
    frame = frame.rename(columns={"row_count": "rows"})
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
    patterns = connection.execute(MISSING_PATTERNS).fetchall()
    columns = [row[0] for row in connection.execute(COLUMNS).fetchall()]
    complete = connection.execute(COMPLETE).fetchall()[0][0]
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
    incomplete = sum(row_count for _, row_count in patterns)
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
        say_intake.missing(len(patterns), len(patterns[0][0]) if patterns else 0, incomplete),
        "Patterns of missing values: a row of cells stands for all rows that miss the same columns, the last for "
        "complete ones.",
        listed(phrases),
        theme.spec(chart, frame, 34 * (len(patterns) + 1)) if patterns and columns else None,
        is_wide=True,
    )


def _profile(connection: duckdb.DuckDBPyConnection) -> Table:
    frame = connection.execute(PROFILE).df()
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
