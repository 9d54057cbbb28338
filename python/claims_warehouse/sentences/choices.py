"""Sentences on why a model is in use, and on what each model is worth beside the one-line rule."""

from claims_warehouse.sentences.codes import Columns, Figures
from claims_warehouse.sentences.wording import count, percent, plural


def _best(figures: Figures) -> str:
    return (
        f"No other model has a higher {_measure(figures)} over the folds of the labelled rows: "
        f"{percent(figures['measure_value'])}, against {percent(figures['baseline_measure_value'])} of the better "
        "baseline"
    )


def _as_good_as_best(figures: Figures) -> str:
    return (
        f"It is the simplest model whose {_measure(figures)} over the folds of the labelled rows, "
        f"{percent(figures['measure_value'])}, is as good as the best but for {percent(figures['deficit'])}, which is "
        f"within one standard error; the better baseline has {percent(figures['baseline_measure_value'])}"
    )


def _measure(figures: Figures) -> str:
    return str(figures["measure"]).replace("_", " ").replace("roc auc", "ROC AUC")


def _errors(figures: Figures) -> str:
    errors, rule = figures["test_error_count"], figures["rule_error_count"]
    return f"{plural(errors, 'error')} on {count(figures['test_row_count'])} test rows, the one-line rule {count(rule)}"


COLUMNS: Columns = {
    "champions.choice_code": {
        "best": _best,
        "as_good_as_best": _as_good_as_best,
        "none_beats_majority_class": lambda _: "No model of this build ranks better than chance",
        "none_beats_views_rule": lambda _: "No model of this build ranks better than the one-line rule on views",
        "none_estimable": lambda _: "No model of this build could be trained",
    },
    "model_registry.remark_code": {
        "fewer_errors_than_views_rule": _errors,
        "as_many_errors_as_views_rule": _errors,
        "more_errors_than_views_rule": _errors,
        "is_views_rule": lambda _: "The one-line rule: more than 10,000 views",
        "not_estimable": lambda figures: str(figures["not_estimable_because"]),
        "not_comparable": lambda _: "Not comparable with the one-line rule on test rows",
    },
}
