"""What the commands `claims models` print, in lines of 80 columns."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from claims_warehouse.release import contents
from claims_warehouse.released_models.card import render_card

REGISTRY = """
    select
        model_registry.model_id,
        model_registry.test_error_count,
        model_registry.test_row_count,
        model_runs.average_precision,
        list(champions.scoring_stage order by champions.scoring_stage)
            filter (where champions.scoring_stage is not null) as champion_of
    from marts.model_registry
    left join marts.champions on model_registry.model_id = champions.model_id
    left join marts.model_runs on model_registry.model_id = model_runs.model_id
    group by all
    order by champion_of is null, model_runs.average_precision desc nulls last, model_registry.model_id
"""
NAMED = """
    select model_id from marts.model_registry
    where $model in (model_id, model_name)
    order by is_in_use desc, is_candidate desc
"""
WIDEST_NAME = 21


def model_list(released_file: Path) -> Iterator[str]:
    """Yield a line for each model of a release, the champions first, with its figures on the test rows."""
    with contents.open_released(released_file) as release:
        rows = release.sql(REGISTRY).to_arrow_table().to_pylist()
    yield f"  {'model':<45} {'avg. precision':>14} {'test errors':>16}"
    for row in rows:
        mark = "*" if row["champion_of"] else " "
        precision = "" if row["average_precision"] is None else f"{row['average_precision']:.4f}"
        errors = "" if row["test_row_count"] is None else f"{row['test_error_count']:,} of {row['test_row_count']:,}"
        yield f"{mark} {row['model_id']:<45} {precision:>14} {errors:>16}".rstrip()
    for row in rows:
        for stage in row["champion_of"] or ():
            yield f"* champion {stage}: {row['model_id']}"


def model_card(released_file: Path, model: str) -> str:
    """Return the card of a model that is named by its id or its name, in use or not.

    Raises
    ------
    ValueError
        If the release has no such model.
    """
    with contents.open_released(released_file) as release:
        found = release.execute(NAMED, {"model": model}).fetchall()
        if not found:
            raise ValueError(f"the release has no model {model}; claims models list names those that it has")
        return render_card(release, found[0][0])


def trial_table(measure: str, results: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the lines of what `trial.try_candidate` returns."""
    yield f"{measure} in five folds of {results[-1]['row_count']:,} labelled videos, with 95% intervals"
    yield f"{'':9} {'model':<{WIDEST_NAME}} {'value':>15} {'candidate to it':>16}"
    for row in results:
        value = f"{row['measure_value']:.4f} ± {row['half_width']:.4f}"
        to_it = "" if row["verdict"] is None else f"{row['difference']:+.4f} ± {row['difference_half_width']:.4f}"
        name = (
            row["model_name"] if len(row["model_name"]) <= WIDEST_NAME else row["model_name"][: WIDEST_NAME - 1] + "…"
        )
        line = f"{row['role']:9} {name:<{WIDEST_NAME}} {value:>15} {to_it:>16} {row['verdict'] or '':9}"
        yield f"{line} {row['seconds']:3.0f} s"
    compared = next((row for row in results if row["role"] == "champion"), results[0])
    yield f"{results[-1]['model_name']} beside the {compared['role']}: {compared['verdict']}"
