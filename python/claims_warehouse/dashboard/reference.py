"""Reference figures against measured ones, and how this page and its warehouse were made."""

import json
from typing import Any

import duckdb
import great_tables as gt
import pandas as pd
from markupsafe import Markup

from claims_warehouse.dashboard.components import Section, Table, table_markup
from claims_warehouse.dashboard.tables import read, row_dicts
from claims_warehouse.sentences import drift as say_drift
from claims_warehouse.sentences import reference as say_reference
from claims_warehouse.sentences import say
from claims_warehouse.sentences.wording import SCORING_STAGES, listed, name, plural

REGISTRY = [
    "scoring_stage", "model_name", "model_id", "is_in_use", "decision_threshold", "labelled_row_count",
    "training_row_count", "retraining_decision",
]  # fmt: skip
DRIFT = [
    "compared_rows", "feature", "row_count", "population_stability_index", "null_quantile", "drift_code",
]  # fmt: skip
VERDICTS = {"differs": "differing", "not_measurable": "not measurable"}
COMPARED = {"held_out": "Held out of the training", "new": "New: neither trained nor tested on, labelled or not"}


def this_release(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return the release that the file holds; empty where it holds none."""
    found = read(connection, "releases", is_current=True)
    if found.empty:
        return {}
    (release,) = row_dicts(found)
    return release | {"released_at": f"{release['released_at']:%Y-%m-%d %H:%M} UTC"}


def reference_section(connection: duckdb.DuckDBPyConnection) -> Section | None:
    """Return every figure of the document beside its measurement; nothing where the data are not the document's."""
    figures = read(connection, "reference_figures").sort_values(["task", "figure"])
    if figures.empty:
        return None
    counts = figures["verdict"].value_counts()
    phrases = [f"{number} {VERDICTS.get(str(verdict), str(verdict))}" for verdict, number in counts.items()]
    lead = [f"{plural(len(figures), 'figure')} of the document: {listed(phrases)}."]
    frame = figures[["task", "description", "reference_value", "measured_value", "verdict"]].assign(
        task="Task " + figures["task"].astype(str),
        explanation=[say("reference_figures.explanation_code", row) for row in row_dicts(figures)],
    )
    is_reproduced = frame["verdict"] == "reproduced"
    differing, reproduced = frame[~is_reproduced], frame[is_reproduced]
    return Section(
        "reference",
        "Reference against measured",
        lead,
        [
            Table(
                "differing",
                say_reference.reproduced(len(reproduced), len(frame)),
                "The figures that are not reproduced within one unit of their last digit. A statement counts as 1 "
                "where it is true.",
                _figures(differing) if len(differing) else None,
            ),
            Table(
                "reproduced",
                "The figures that are reproduced" if len(reproduced) else "No figure is reproduced.",
                "Reproduced within one unit of the last digit of the document.",
                _figures(reproduced.drop(columns="verdict")) if len(reproduced) else None,
                is_folded=True,
            ),
        ],
    )


def _figures(frame: pd.DataFrame) -> Markup:
    labels = {
        "description": "Figure",
        "reference_value": "Reference",
        "measured_value": "Measured",
        "verdict": "Verdict",
        "explanation": "Explanation",
    }
    frame = frame.assign(
        reference_value=frame["reference_value"].map(_full),
        measured_value=[
            _full(measured, max(_decimals(reference) + 2, _decimals(float(f"{measured:.3g}"))))
            for reference, measured in zip(frame["reference_value"], frame["measured_value"], strict=True)
        ],
    )
    return table_markup(
        gt.GT(frame, groupname_col="task")
        .cols_label({column: label for column, label in labels.items() if column in frame})
        .cols_align("right", ["reference_value", "measured_value"])
    )


def _full(value: float, decimals: int = 8) -> str:
    """Return a figure without an exponent."""
    if pd.isna(value):
        return "–"  # noqa: RUF001 - as in every table
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimals(value: float) -> int:
    """Return how many digits a figure has behind the point."""
    return len(_full(value).partition(".")[2])


def making_section(connection: duckdb.DuckDBPyConnection) -> Section:
    """Return versions, models, drift, and how to make the same again."""
    release = this_release(connection)
    lead = [
        "This page was made from the released DuckDB file alone. A file is released only when every model was built "
        "and every test has passed; else readers keep the one before."
    ]
    if release:
        versions = json.loads(release["library_versions"])
        files = json.loads(release["input_files"])
        lead += [
            f"Release {release['release_id']}, of {release['released_at']}.",
            "Input: "
            + listed([f"{file['source_file']} (SHA-256 {file['sha256'][:12]}…)" for file in files])
            + (", simulated." if release["input_kind"] == "simulated" else "."),
            "Made with " + listed([f"{library} {version}" for library, version in sorted(versions.items())]) + ".",
        ]
    lead.append(
        "To make it again: “make build” for the shipped sample, or “dbt build” with the same files and the same "
        "variables."
    )
    return Section("making", "How this was made", lead, [_registry(connection), _drift(connection)])


def _registry(connection: duckdb.DuckDBPyConnection) -> Table:
    registry = read(connection, "model_registry", scoring_stage=list(SCORING_STAGES))
    registry = registry.sort_values(["scoring_stage", "is_in_use", "model_name"], ascending=[True, False, True])
    frame = registry[REGISTRY].assign(
        scoring_stage=registry["scoring_stage"].map(SCORING_STAGES),
        model_name=registry["model_name"].map(name),
        is_in_use=registry["is_in_use"].map({True: "champion", False: ""}),
        remark=[say("model_registry.remark_code", row) for row in row_dicts(registry)],
    )
    table = (
        gt.GT(frame, groupname_col="scoring_stage")
        .cols_label(
            model_name="Model", model_id="Identifier", is_in_use="Used", decision_threshold="Threshold",
            labelled_row_count="Labelled rows", training_row_count="Training rows", retraining_decision="Training",
            remark="Remark",
        )
        .fmt_number("decision_threshold", decimals=4)
        .fmt_integer(["labelled_row_count", "training_row_count"])
    )  # fmt: skip
    return Table(
        "registry",
        "The models of this release" if len(frame) else "No model was registered.",
        "Identifiers follow from data, code and libraries.",
        table_markup(table) if len(frame) else None,
        is_folded=True,
    )


def _drift(connection: duckdb.DuckDBPyConnection) -> Table:
    frame = read(connection, "feature_drift").sort_values(["compared_rows", "feature"])
    drifting = list(frame.loc[frame["is_drifting"].fillna(False).astype(bool), "feature"].unique())
    too_few = int((frame["drift_code"] == "too_few").sum())
    title = say_drift.drift(drifting, len(frame) - too_few, too_few)
    frame = frame[DRIFT].assign(
        compared_rows=frame["compared_rows"].map(COMPARED),
        feature=frame["feature"].map(name),
        drift_code=[say("feature_drift.drift_code", row) for row in row_dicts(frame)],
    )
    table = (
        gt.GT(frame, groupname_col="compared_rows")
        .cols_label(
            feature="Feature", row_count="Rows", population_stability_index="Stability index",
            null_quantile="Chance reaches", drift_code="Verdict",
        )
        .fmt_integer("row_count")
        .fmt_number(["population_stability_index", "null_quantile"], decimals=4)
    )  # fmt: skip
    return Table(
        "drift", title, "Other rows against those trained on, and the index that chance reaches in so many rows.",
        table_markup(table) if len(frame) else None, is_folded=len(frame) > 0,
    )  # fmt: skip
