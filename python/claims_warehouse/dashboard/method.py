"""How the page and its warehouse were made: versions, models, files, and the ways to evaluate a model."""

import json
from typing import Any

import duckdb
import pandas as pd

from claims_warehouse.dashboard.components import Section, Table, tabulate
from claims_warehouse.dashboard.tables import read, row_dicts
from claims_warehouse.sentences import method as say_method
from claims_warehouse.sentences import say
from claims_warehouse.sentences.wording import SCORING_STAGES, count, listed, name, plural


def this_release(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return the release that the file holds; empty where it holds none."""
    found = read(connection, "releases", is_current=True)
    if found.empty:
        return {}
    (release,) = row_dicts(found)
    return release | {"released_at": f"{release['released_at']:%Y-%m-%d %H:%M} UTC"}


def method_section(connection: duckdb.DuckDBPyConnection) -> Section:
    """Return versions, models, files and schemes, and how to make the same again."""
    release = this_release(connection)
    lead = [say_method.MADE]
    if release:
        versions = json.loads(release["library_versions"])
        lead.append(f"Release {release['release_id']}, of {release['released_at']}.")
        lead.append(
            "Made with " + listed([f"{library} {version}" for library, version in sorted(versions.items())]) + "."
        )
    lead.append(say_method.AGAIN)
    tables = [_registry(connection), _files(release), _schemes(connection)]
    return Section("method", "Method", lead, tables)


def _registry(connection: duckdb.DuckDBPyConnection) -> Table:
    registry = read(connection, "model_registry", scoring_stage=list(SCORING_STAGES))
    registry = registry.sort_values(["scoring_stage", "is_in_use", "model_name"], ascending=[True, False, True])
    in_use = {row["model_id"]: row for row in row_dicts(read(connection, "champions", order_by="scoring_stage"))}
    frame = registry.assign(
        scoring_stage=registry["scoring_stage"].map(SCORING_STAGES),
        model_name=registry["model_name"].map(name),
        is_in_use=registry["is_in_use"].map({True: "champion", False: ""}),
        remark=[_remark(row, in_use.get(row["model_id"])) for row in row_dicts(registry)],
    )
    labels = {
        "scoring_stage": "Stage", "model_name": "Model", "is_in_use": "Used", "decision_threshold": "Threshold",
        "labelled_row_count": "Labelled rows", "training_row_count": "Training rows",
        "retraining_decision": "Training", "remark": "Remark", "model_id": "Identifier",
    }  # fmt: skip
    decimals = {"decision_threshold": 4, "labelled_row_count": 0, "training_row_count": 0}
    title = "The models of this release" if len(frame) else "No model was registered."
    caption = "Identifiers follow from data, code and libraries."
    return tabulate("registry", title, caption, frame, labels, decimals, is_folded=True)


def _remark(row: dict[str, Any], champion: dict[str, Any] | None) -> str:
    """Return what is said of a model; of a champion, why it is in use too."""
    remark = say("model_registry.remark_code", row)
    if champion is None:
        return remark
    # The sentence on the choice holds only if the chosen model is in use.
    column = "champions.choice_code" if champion["use_code"] == "chosen" else "champions.use_code"
    return f"{remark}. {say(column, champion)}"


def _files(release: dict[str, Any]) -> Table:
    files = json.loads(release["input_files"]) if release else []
    frame = pd.DataFrame(files, columns=["source_file", "file_kind", "byte_count", "sha256"])
    labels = {"source_file": "File", "file_kind": "Kind", "byte_count": "Bytes", "sha256": "SHA-256"}
    title = (
        f"{plural(len(frame), 'input file')}, {count(frame['byte_count'].sum())} bytes" if len(frame) else "No file."
    )
    caption = "Simulated data." if release.get("input_kind") == "simulated" else "As they were read."
    return tabulate("files", title, caption, frame, labels, {"byte_count": 0}, is_folded=True)


def _schemes(connection: duckdb.DuckDBPyConnection) -> Table:
    evaluated = read(connection, "model_evaluations", scoring_stage=list(SCORING_STAGES))
    schemes = set(evaluated["evaluation_scheme"]) | set(read(connection, "shift_evaluations")["evaluation_scheme"])
    frame = pd.DataFrame(
        [(name(scheme), words) for scheme, words in say_method.SCHEMES.items() if scheme in schemes],
        columns=["scheme", "words"],
    )
    title = "How models are evaluated" if len(frame) else "No model was evaluated."
    labels = {"scheme": "Scheme", "words": "What it does"}
    return tabulate("schemes", title, "", frame, labels, is_folded=True)
