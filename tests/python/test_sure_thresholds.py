"""What a model is sure of is wrong as seldom as asked for, on rows that had no part in it: simulated samples."""

import duckdb
import jinja2
import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from inputs.texts import labelled_texts
from numpy.typing import NDArray
from scipy import special, stats
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

Floats = NDArray[np.float64]
SAMPLES = 200
SEPARATION = 2.0
OVERCONFIDENCE = 1.3
QUERY = (ROOT / "models/intermediate/claim_models/int_claim_models.sql").read_text()


def thresholds(scores: pd.DataFrame, max_sure_error_rate: float) -> pd.DataFrame:
    """Return what the model's SQL says of scores of folds, by `model_id`."""
    sql = jinja2.Template(QUERY).render(
        ref=lambda name: name,
        even_cost_threshold=lambda: "0.5",
        missed_claim_cost=lambda: "1",
        max_sure_error_rate=lambda: str(max_sure_error_rate),
    )
    with duckdb.connect() as connection:
        connection.register("int_fold_scores", scores)
        connection.execute("""
            create view int_model_artifacts as
            select distinct
                model_id, null as artifact, null as input_fingerprint, null as not_estimable_because,
                'f' as training_fingerprint
            from int_fold_scores;
            create view int_reference_split as
            select 'f' as training_fingerprint, 1 as labelled_row_count, 'growth' as retraining_policy,
                'trained' as retraining_decision
        """)
        return connection.execute(sql).df().set_index("model_id").sort_index()


def draw(row_count: int, claim_share: float, seed: int) -> pd.DataFrame:
    """Return labelled scores of many samples: those of two normal distributions, and too sure of themselves."""
    generator = np.random.default_rng(seed)
    y_true = generator.random(SAMPLES * row_count) < claim_share
    value = generator.normal(SEPARATION * y_true)
    return pd.DataFrame(
        {
            "model_id": np.repeat(np.arange(SAMPLES), row_count),
            "repeat_number": 1,
            "split": "train",
            "y_true": y_true,
            "claim_probability": special.expit(OVERCONFIDENCE * log_odds(value, claim_share)),
        }
    )


def log_odds(value: Floats, claim_share: float) -> Floats:
    return SEPARATION * (value - SEPARATION / 2) + special.logit(claim_share)


def error_rates(probability: Floats, claim_share: float, *, of_claims: bool) -> Floats:
    """Return the share of errors among all rows with a probability at least, or at most, as high."""
    value = (special.logit(probability) / OVERCONFIDENCE - special.logit(claim_share)) / SEPARATION + SEPARATION / 2
    tail = stats.norm.sf if of_claims else stats.norm.cdf
    claims, opinions = claim_share * tail(value, SEPARATION), (1 - claim_share) * tail(value)
    return (opinions if of_claims else claims) / (claims + opinions)


@pytest.mark.parametrize("row_count", [150, 3_000])
@pytest.mark.parametrize("claim_share", [0.15, 0.5])
@pytest.mark.parametrize("rate", [0.05, 0.1, 0.2])
def test_what_a_model_is_sure_of_is_wrong_as_seldom_as_asked_for(row_count: int, claim_share: float, rate: float):
    found = thresholds(draw(row_count, claim_share, seed=1), rate)
    for of_claims, column in ((True, "sure_claim_threshold"), (False, "sure_opinion_threshold")):
        # A model that is sure of nothing makes no error.
        rates = np.nan_to_num(error_rates(found[column].to_numpy(float), claim_share, of_claims=of_claims))
        assert rates.mean() < rate + 2 * stats.sem(rates), column
        if row_count == 3_000:
            # Nor is more left unsure than has to be.
            of_all_predicted = error_rates(np.array([0.5]), claim_share, of_claims=of_claims)[0]
            assert rates.mean() > 0.85 * min(rate, of_all_predicted), column


def test_a_model_of_texts_is_unsure_where_labels_are():
    """Two languages, of which one has many wrong labels; judged on other texts."""

    def rows(count: int, seed: int) -> pd.DataFrame:
        tables = []
        for language, noise in (("english", 0.0), ("chinese", 0.4)):
            texts, labels = labelled_texts(count, languages=[language], noise=noise, seed=seed)
            tables.append(pd.DataFrame({"text": texts, "y_true": labels, "language": language}))
        return pd.concat(tables, ignore_index=True)

    labelled, others = rows(1_500, seed=1), rows(2_000, seed=2)
    model = make_pipeline(TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3)), LogisticRegression())
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    unseen = cross_val_predict(model, labelled["text"], labelled["y_true"], cv=folds, method="predict_proba")[:, 1]
    scores = labelled.assign(model_id=0, repeat_number=1, split="train", claim_probability=unseen)
    (sure,) = thresholds(scores, 0.1).itertuples()
    probability = model.fit(labelled["text"], labelled["y_true"]).predict_proba(others["text"])[:, 1]
    is_claim, is_opinion = probability >= sure.sure_claim_threshold, probability <= sure.sure_opinion_threshold
    for is_sure, is_wrong in ((is_claim, ~others["y_true"]), (is_opinion, others["y_true"])):
        # Twice the standard error of a rate that is met on some 900 labelled texts.
        assert 0.08 < is_wrong[is_sure].mean() < 0.12
    unsure_shares = pd.Series(~is_claim & ~is_opinion).groupby(others["language"]).mean()
    assert unsure_shares["english"] < 0.01
    assert unsure_shares["chinese"] > 0.5
