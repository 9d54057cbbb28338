"""What `--vars` gives is checked in words: the macro is rendered as dbt does it, without dbt."""

from typing import Any, NoReturn

import jinja2
import pytest
import yaml

from claims_warehouse.locations import project_root
from claims_warehouse.sentences.wording import COUNTS

MACROS = (project_root() / "macros" / "variables.sql").read_text()
DEFAULTS: dict[str, Any] = yaml.safe_load((project_root() / "dbt_project.yml").read_text())["vars"]


class RefusedError(Exception):
    """What dbt makes of `exceptions.raise_compiler_error`."""


class Exceptions:
    @staticmethod
    def raise_compiler_error(message: str) -> NoReturn:
        raise RefusedError(message)


def check(given: dict[str, object], environment: dict[str, str] | None = None) -> None:
    """Render the check of some variables as `--vars` gives them."""
    values = DEFAULTS | given
    context = {
        "execute": True,
        "exceptions": Exceptions,
        "var": values.__getitem__,
        "env_var": (environment or {}).get,
        "count_metrics": lambda: COUNTS,
        "invocation_args_dict": {"vars": given},
    }
    template = jinja2.Environment(extensions=["jinja2.ext.do"]).from_string(MACROS, context)  # noqa: S701 - no page
    template.module.check_variables()  # type: ignore[attr-defined]


def test_the_defaults_are_accepted():
    check({})
    check({"videos": "mine/*.csv", "reports": "reports.csv", "encoding": "Windows-1252", "releases_kept": 1})
    check({"reviews_per_day": 30, "exposure_measure": "video_share_count"})


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"fresh_review_capacity": 0}, "fresh_review_capacity is '0'; it is the share of the videos without counts"),
        ({"unsure_review_capacity": 2}, "unsure_review_capacity is '2'; it is the share of what the model is"),
        (
            {"max_sure_error_rate": -1},
            "max_sure_error_rate is '-1'; it is the share of what a model is sure of that it may",
        ),
        ({"review_capacity": 10}, "review_capacity is '10'; it is the share of the queue that moderators can look at"),
        ({"review_capacity": "0.1); drop table x"}, "a number above 0 and at most 1"),
        (
            {"reviews_per_day": 0.5},
            "reviews_per_day is '0.5'; it is how many claims people review in a day, a whole number",
        ),
        ({"reviews_per_day": 9, "review_capacity": 0.2}, "review_capacity and reviews_per_day are both given"),
        (
            {"exposure_measure": "reports"},
            "exposure_measure is 'reports'; it can be video_view_count, video_like_count,",
        ),
        ({"max_withdrawn_share": 10}, "max_withdrawn_share is '10'; it is the share by which accepted videos may fall"),
        ({"releases_kept": 0}, "releases_kept is '0'; it is how many releases are kept"),
        ({"reports": ["a.csv", "b.csv"]}, "reports is ['a.csv', 'b.csv']; it is one path, or a glob for several files"),
        ({"videos": ""}, "the variable videos is empty; give a path or a glob, or leave it out"),
        ({"reports": None}, "the variable reports is empty; give a path or a glob, or leave it out"),
        ({"sentence_encoder": 7}, "sentence_encoder is '7'; it is a folder, or an installed package that holds one"),
        ({"encoding": "rot13"}, "encoding is 'rot13'; it can be one of utf-8, windows-1250, windows-1251,"),
        ({"publish_transcripts": "no"}, "publish_transcripts is 'no'; it can be true or false"),
        ({"on_bad_file": "skip"}, "on_bad_file is 'skip'; it can be stop or quarantine"),
        ({"retraining": "sometimes"}, "retraining is 'sometimes'; it can be growth, always or never"),
        ({"retraining_growth": "lots"}, "retraining_growth is 'lots'; it is the share of new labelled"),
        ({"evaluation_repeats": 0}, "evaluation_repeats is '0'; it is how often folds are drawn"),
        ({"on_worse_champion": "x"}, "on_worse_champion is 'x'; it can be keep_last, stop or use_chosen"),
        ({"champion_measure": "recall"}, "champion_measure is 'recall'; it can be average_precision, roc_auc or"),
        ({"audit_size": 5}, "audit_size is '5'; it is how many videos are drawn at random for audit"),
        ({"double_review_share": 2}, "double_review_share is '2'; it is the share of videos that two reviewers have"),
        ({"suspect_label_capacity": -1}, "suspect_label_capacity is '-1'; it is how many suspect labels are handed to"),
        ({"missed_claim_cost": 0}, "missed_claim_cost is '0'; it is how many needless reviews a missed claim is worth"),
        ({"equivalence_margin": 0}, "equivalence_margin is '0'; it is how many standard deviations are no difference"),
        ({"max_rate_difference": 2}, "max_rate_difference is '2'; it is by how much error rates of two groups"),
        ({"drift_warning": "x"}, "drift_warning is 'x'; it is the population stability index from which"),
        ({"max_input_age_days": "two"}, "max_input_age_days is 'two'; it is a whole number of days, or null"),
        ({"vidoes": "mine.csv"}, "Unknown variable 'vidoes'. Known variables: videos,"),
    ],
)
def test_a_variable_out_of_range_is_refused_in_words(variables: dict[str, object], message: str):
    with pytest.raises(RefusedError) as refusal:
        check(variables)
    assert message in str(refusal.value)


def test_an_empty_path_of_the_environment_is_refused():
    with pytest.raises(RefusedError, match="the variable videos is empty"):
        check({}, {"CLAIMS_VIDEOS": ""})
