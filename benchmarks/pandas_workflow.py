"""The work of a build in pandas, scipy and scikit-learn, with the seconds and the memory of each step.

Usage: PYTHONPATH=python python benchmarks/pandas_workflow.py VIDEOS OUTPUT_FOLDER [--training-rows N]
[--without-training]

VIDEOS is one CSV or Parquet file without dates of input file, so that no row is superseded. Training, evaluation and
studies are the project's own, since they are the same work for both. Intervals of effects, drift and curves by segment
are left out, and so is everything that a build adds: tests, documentation, release and increments.
"""

import argparse
import json
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from pandas_cleaning import COUNTS, RAW_COLUMNS, Flags, cleaned, reasons_by_row, row_states
from scipy import special, stats
from statsmodels.stats.multitest import multipletests

RATES = ["like_rate", "share_rate", "download_rate", "comment_rate"]
METRICS = [*COUNTS, *RATES]
ENGAGEMENT = {
    "engagement_by_author_ban_status": ["author_ban_status"],
    "engagement_by_claim_and_ban_status": ["claim_status", "author_ban_status"],
    "engagement_by_claim_and_verified_status": ["claim_status", "verified_status"],
    "engagement_by_claim_status": ["claim_status"],
    "engagement_by_verified_status": ["verified_status"],
}
PAIRS = [
    ("claim_status", "claim", "opinion"),
    ("verified_status", "not verified", "verified"),
    ("author_ban_status", "banned", "active"),
    ("author_ban_status", "under review", "active"),
    ("author_ban_status", "banned", "under review"),
]
SIGNIFICANCE_LEVEL = 0.05
TEXT_TYPE = pd.ArrowDtype(pa.large_string())
MIN_ROWS = 2


@contextmanager
def timed(step: str) -> Iterator[None]:
    """Print the seconds that a step takes, and the most memory that the process has held, as a line of JSON."""
    start = time.perf_counter()
    yield
    seconds = round(time.perf_counter() - start, 3)
    peak_gib = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 3)
    print(json.dumps({"step": step, "seconds": seconds, "peak_gib": peak_gib}), flush=True)


def input_rows(path: Path) -> pd.DataFrame:
    """Return the file's rows: text as Arrow strings, numbers of a Parquet file as they are."""
    if path.suffix == ".parquet":
        rows = pd.read_parquet(path, dtype_backend="pyarrow")
    else:
        rows = pd.read_csv(path, dtype=TEXT_TYPE, keep_default_na=False)
    rows = rows.rename(columns={"#": "running_number"})[RAW_COLUMNS]
    return rows.astype({name: TEXT_TYPE for name in rows if not pd.api.types.is_integer_dtype(rows[name])})


def accepted_videos(rows: pd.DataFrame, states: pd.Series) -> pd.DataFrame:
    """Return the accepted rows with what is derived from them."""
    videos = rows[(states == "accepted").to_numpy()].copy()
    videos["row_number"] = videos.index + 1
    videos = videos.reset_index(drop=True)
    whole = ["video_id", "video_duration_sec", *COUNTS]
    videos = videos.astype(dict.fromkeys(whole, "int64") | {"running_number": "Int64"})
    videos["is_claim"] = (videos["claim_status"] == "claim").astype("boolean").mask(videos["claim_status"].isna())
    videos["is_verified"] = videos["verified_status"] == "verified"
    for status in ("active", "under review", "banned"):
        videos[f"is_author_{status.replace(' ', '_')}"] = videos["author_ban_status"] == status
    videos["transcription_length"] = videos["video_transcription_text"].str.len().astype("int64")
    views = videos["video_view_count"].where(videos["video_view_count"] > 0)
    for rate in RATES:
        videos[rate] = videos[f"video_{rate.removesuffix('_rate')}_count"] / views
    return videos


def data_quality(states: pd.Series, reasons: pd.Series, repairs: Flags, source_file: str) -> pd.DataFrame:
    """Return the number of rows by state, by reason and by repair."""
    repaired = np.unique(np.concatenate(list(repairs.values()))) if repairs else ()
    counts = {
        ("rows_read", "all"): len(states),
        **{("rows_" + state, "all"): count for state, count in states.value_counts().items()},
        ("rows_repaired", "all"): len(repaired),
        **{("rows_rejected_for", reason): count for reason, count in reasons.explode().value_counts().items()},
        **{("rows_repaired_by", repair): len(rows) for repair, rows in repairs.items()},
    }
    table = pd.DataFrame(
        [(*key, count) for key, count in counts.items()], columns=["check_name", "detail", "row_count"]
    )
    return table.assign(file_kind="videos", source_file=source_file).sort_values(["check_name", "detail"])


def column_profile(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what each provided column holds, accepted or not."""
    profiles = []
    for position, name in enumerate(RAW_COLUMNS, start=1):
        column = rows[name].dropna()
        values = (
            column.cat.remove_unused_categories().cat.categories.to_series() if column.dtype == "category" else column
        )
        distinct_count = values.nunique()
        profile = {
            "column_position": position,
            "column_name": "#" if name == "running_number" else name,
            "row_count": len(rows),
            "null_count": len(rows) - len(column),
            "distinct_count": distinct_count,
            "minimum": str(values.min()) if distinct_count else None,
            "maximum": str(values.max()) if distinct_count else None,
        }
        if pd.api.types.is_numeric_dtype(column):
            numbers = column.astype("float64")
            profile |= {"data_type": "whole number", "mean": numbers.mean(), "median": numbers.median()}
            profile["skewness"] = numbers.skew() if distinct_count > 1 else None
        profiles.append({"data_type": "text"} | profile)
    return pd.DataFrame(profiles)


def engagement_by(videos: pd.DataFrame, group_columns: list[str]) -> pd.DataFrame:
    """Return the number, the share, and the mean and median of each metric by group."""
    groups = videos.groupby(group_columns, observed=True)
    table = groups[METRICS].agg(["mean", "median"])
    table.columns = [f"{statistic}_{metric}" for metric, statistic in table.columns]
    video_count = groups.size()
    table.insert(0, "video_count", video_count)
    table.insert(1, "share_of_videos", video_count / len(videos))
    return table.reset_index()


def compared(key: dict[str, str], a: NDArray[np.float64], b: NDArray[np.float64]) -> dict[str, object]:
    """Return the tests and the effects of two groups; what cannot be estimated is not a number."""
    n_a, n_b = len(a), len(b)
    row: dict[str, object] = {**key, "n_a": n_a, "n_b": n_b}
    if min(n_a, n_b) < MIN_ROWS or (a.min() == a.max() and b.min() == b.max()):
        return row
    # Groups that do not overlap leave the ranks without spread.
    with np.errstate(all="ignore"):
        welch, ranks = stats.ttest_ind(a, b, equal_var=False), stats.brunnermunzel(a, b)
    freedom = n_a + n_b - 2
    pooled = np.sqrt(((n_a - 1) * a.var(ddof=1) + (n_b - 1) * b.var(ddof=1)) / freedom)
    correction = np.exp(special.gammaln(freedom / 2) - special.gammaln((freedom - 1) / 2)) / np.sqrt(freedom / 2)
    mean_rank = stats.rankdata(np.concatenate([a, b]))[:n_a].mean()
    return row | {
        "mean_a": a.mean(),
        "mean_b": b.mean(),
        "welch_t": welch.statistic,
        "welch_t_p_value": welch.pvalue,
        # scipy's statistic is positive where the second sample's values are the greater.
        "brunner_munzel": -ranks.statistic if np.isfinite(ranks.statistic) else np.nan,
        "brunner_munzel_p_value": ranks.pvalue if np.isfinite(ranks.statistic) else np.nan,
        "mean_difference": a.mean() - b.mean(),
        "hedges_g": correction * (a.mean() - b.mean()) / pooled,
        "cliffs_delta": 2 * (mean_rank - (n_a + 1) / 2) / n_b - 1,
    }


def all_comparisons(videos: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each metric and pair of groups, over all videos and within each claim status."""
    in_group = {(name, group): (videos[name] == group).to_numpy() for name, *groups in PAIRS for group in groups}
    strata = {"all": np.ones(len(videos), bool)} | {
        name: in_group["claim_status", name] for name in ("claim", "opinion")
    }

    def tasks() -> Iterator[tuple[dict[str, str], NDArray[np.float64], NDArray[np.float64]]]:
        for metric in METRICS:
            values = videos[metric].to_numpy(float)
            is_known = ~np.isnan(values)
            for stratum, in_stratum in strata.items():
                for grouping, *pair in PAIRS:
                    if stratum == "all" or grouping != "claim_status":
                        a, b = (values[is_known & in_stratum & in_group[grouping, group]] for group in pair)
                        names = {"group_a": pair[0], "group_b": pair[1]}
                        yield {"metric": metric, "grouping": grouping, "stratum": stratum} | names, a, b

    # The sorts that ranks take leave the interpreter's lock.
    parallel = joblib.Parallel(n_jobs=-1, prefer="threads")
    return pd.DataFrame(parallel(joblib.delayed(compared)(*task) for task in tasks()))


def hypothesis_tests(comparisons: pd.DataFrame) -> pd.DataFrame:
    """Return both tests of each comparison, one- and two-sided, adjusted within their families."""
    key = ["metric", "grouping", "stratum", "group_a", "group_b", "n_a", "n_b", "mean_a", "mean_b"]
    tests = []
    for test_name in ("welch_t", "brunner_munzel"):
        statistic, p_value = comparisons[test_name], comparisons[f"{test_name}_p_value"]
        one_sided = (p_value / 2).where(statistic > 0, 1 - p_value / 2)
        for alternative, p in (("greater", one_sided), ("two-sided", p_value)):
            row = {"test_name": test_name, "alternative": alternative, "statistic": statistic, "p_value": p}
            tests.append(comparisons[key].assign(**row))
    table = pd.concat(tests, ignore_index=True)
    for _, known in table.dropna(subset=["p_value"]).groupby(["grouping", "test_name", "alternative"]):
        table.loc[known.index, "p_value_holm"] = multipletests(known["p_value"], method="holm")[1]
    return table.assign(
        reject_null=table["p_value"] < SIGNIFICANCE_LEVEL, reject_null_holm=table["p_value_holm"] < SIGNIFICANCE_LEVEL
    )


def main() -> None:
    """Do all steps and write their tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("videos", type=Path)
    parser.add_argument("output_folder", type=Path)
    parser.add_argument("--training-rows", type=int, default=20_000)
    parser.add_argument("--without-training", action="store_true")
    arguments = parser.parse_args()
    arguments.output_folder.mkdir(parents=True, exist_ok=True)

    def write(name: str, table: pd.DataFrame) -> None:
        table.to_parquet(arguments.output_folder / f"{name}.parquet", index=False)

    with timed("read"):
        raw = input_rows(arguments.videos)
    with timed("clean"):
        rows, flags, repairs = cleaned(raw)
        states = row_states(rows, flags)
        reasons = reasons_by_row(flags)
    with timed("rejected_rows"):
        rejected = raw.loc[reasons.index].astype(TEXT_TYPE).assign(row_number=reasons.index + 1, reasons=reasons)
        write("rejected_rows", rejected.assign(source_file=arguments.videos.name))
        del raw, rejected
    with timed("data_quality"):
        write("data_quality", data_quality(states, reasons, repairs, arguments.videos.name))
        del flags, reasons, repairs
    with timed("column_profile"):
        write("column_profile", column_profile(rows))
    with timed("videos"):
        videos = accepted_videos(rows, states)
        source_file = pd.Series(arguments.videos.name, index=videos.index, dtype="category")
        write("videos", videos.assign(source_file=source_file))
        del rows, states
    with timed("engagement"):
        labelled = videos["claim_status"].cat.add_categories("unlabelled").fillna("unlabelled")
        grouped = videos[["verified_status", "author_ban_status", *METRICS]].assign(claim_status=labelled)
        for name, group_columns in ENGAGEMENT.items():
            write(name, engagement_by(grouped, group_columns))
        del grouped, labelled
    with timed("comparisons"):
        comparisons = all_comparisons(videos)
        write("hypothesis_tests", hypothesis_tests(comparisons))
        write("effect_sizes", comparisons[[*comparisons.columns[:7], "mean_difference", "hedges_g", "cliffs_delta"]])
    if not arguments.without_training:
        from pandas_classification import classified  # noqa: PLC0415 - takes seconds that a run without it saves

        videos = videos.drop(columns=RATES)
        classified(videos, arguments.training_rows, timed, write)


main()
