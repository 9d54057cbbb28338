"""Whether to trust the models: sentences on contrasting figures, and the texts that the models get wrong."""

import math
from collections.abc import Iterator

import duckdb
import pytest

from claims_warehouse.dashboard import classifier, trust
from claims_warehouse.sentences import trust as say_trust

UNKNOWN = math.nan


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        yield connection


CHAMPION = {
    "scoring_stages": ["with_engagement"], "model_name": "random_forest", "prevalence": 0.5, "test_error_count": 0,
    "test_row_count": 400,
}  # fmt: skip
WORD = {"evaluation_scheme": "new_word", "held_out": "owl", "denominator": 60, "metric_value": 0.2, "upper_bound": 0.3}


@pytest.mark.parametrize(
    ("figures", "worst", "sentence"),
    [
        (
            {},
            0.0,
            "Yes, on texts like these: the random forest with engagement makes no error on 400 test rows, nor on texts "
            "with new wording.",
        ),
        (
            {},
            0.2,
            "On known wording, yes; on new wording, no: the random forest with engagement makes no error on 400 test "
            "rows, but on up to 20.0% of texts with new wording.",
        ),
        (
            {"test_error_count": 4},
            0.05,
            "Yes, on texts like these: the random forest with engagement gets 1.0% of 400 test rows wrong, and up to "
            "5.0% of texts with new wording.",
        ),
        (
            {"test_error_count": 80},
            None,
            "To choose what people look at first, yes; to decide in their place, no: the random forest with engagement "
            "gets 20.0% of 400 test rows wrong.",
        ),
        (
            {},
            None,
            "On wording like this, yes; new wording could not be tried: the random forest with engagement makes no "
            "error on 400 test rows.",
        ),
        (
            {"prevalence": 0.0},
            0.2,
            "Nobody can say: the random forest with engagement could not be tested on both claims and opinions.",
        ),
    ],
)
def test_whether_to_trust_a_model_is_one_sentence(figures, worst, sentence):
    assert say_trust.verdict(CHAMPION | figures, None if worst is None else WORD | {"metric_value": worst}) == sentence


@pytest.mark.parametrize(
    ("new", "known", "sentence"),
    [
        ([], 0.1, "New wording could not be tried: no word is in enough texts."),
        (
            [WORD, WORD | {"metric_value": 0.1}],
            0.1,
            "On new wording the random forest gets up to 20.0% wrong (new word “owl”), on known wording on 10.0%",
        ),
        (
            [WORD | {"held_out": None, "denominator": 1}],
            None,
            "On new wording the random forest gets up to 20.0% wrong (new word in 1 text)",
        ),
        (
            [WORD | {"metric_value": 0.0}, WORD | {"metric_value": 0.0, "upper_bound": UNKNOWN}],
            0.0,
            "On new wording the random forest makes no error in the texts tried; its 95% intervals reach up to 30.0%",
        ),
    ],
)
def test_new_wording_comes_before_known(new, known, sentence):
    assert say_trust.shift("random_forest", new, known) == sentence


def test_a_perfect_model_is_suspicious():
    assert say_trust.perfect(CHAMPION) == (
        "The random forest ranks every claim of 400 test rows above every opinion and makes no error. Be suspicious: "
        "real texts are rarely so easy, so it may have learned how people attribute a statement, not what they say"
    )


IN_USE = classifier.Champion(["at_upload"], "a", "text_logistic_regression", 1.0, 1.0, 1.0, 0.5, 0.5, 0, 40)


@pytest.mark.parametrize(("texts", "columns"), [("text", ["Text", "Because"]), ("null", [])])
def test_errors_have_their_texts_where_these_are_released(
    connection: duckdb.DuckDBPyConnection, texts: str, columns: list[str]
):
    connection.execute(
        f"""
        create table marts.classification_errors as
        select *, 'at_upload' as scoring_stage, 'a' as model_id
        from (
            values (1, true, 0.2, {texts}::varchar), (2, false, 0.97, {texts}::varchar)
        ) as errors (video_id, is_claim, claim_probability, video_transcription_text),
        (select [{{'feature': 'text', 'value': 'owls', 'contribution': 1.0}}] as reasons)
        """.replace("text::", "'owls'::")
    )
    table = trust._errors(connection, [IN_USE])
    assert list(table.columns) == ["Video", "Label", "Model", *columns]
    assert table.is_folded
    assert [[cell.text for cell in row[:3]] for row in table.rows] == [
        ["2", "opinion", "Very likely a claim: 97.0%."],
        ["1", "claim", "Likely an opinion: 20.0%."],
    ]
    assert ("no transcripts" in table.caption) == (not columns)


def test_without_an_error_nothing_is_said_of_texts(connection: duckdb.DuckDBPyConnection):
    connection.execute("""
        create table marts.classification_errors (
            video_id bigint, is_claim boolean, claim_probability double, video_transcription_text varchar,
            scoring_stage varchar, model_id varchar,
            reasons struct(feature varchar, value varchar, contribution double)[]
        )
    """)
    table = trust._errors(connection, [IN_USE])
    assert table.rows == []
    assert "no transcripts" not in table.caption


def test_rows_of_later_days_are_no_new_wording(connection: duckdb.DuckDBPyConnection):
    connection.execute("""
        create table marts.shift_evaluations as
        select *, 'a' as model_id, 'error_rate' as metric
        from (values ('new_word', 'owl', 0.1, 0.2, 40), ('later_rows', 'after 2026-01-03', 0.5, 0.6, 90)) as schemes (
            evaluation_scheme, held_out, metric_value, upper_bound, denominator
        )
    """)
    assert trust._new_wording(connection, IN_USE)["label"].tolist() == ["New word “owl”"]
