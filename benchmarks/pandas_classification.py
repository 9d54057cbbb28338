"""Training, scoring and the review queue of `pandas_workflow.py`, by the project's own classifiers."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from claims_warehouse.claim_models import artifacts, choice, evaluation, fold_scores, splits, studies, training
from claims_warehouse.features import FEATURES, SCORING_STAGES, TEXTS, TRAINING_COLUMNS, features_of
from claims_warehouse.verified_status import regression

DOCUMENT_FIGURES = Path(__file__).resolve().parents[1] / "seeds" / "vocabulary" / "reference_values.csv"
EVALUATION_REPEATS = 2
MISSED_CLAIM_COST = 2
REVIEW_CAPACITY = 0.10
# The words of `macros/attribution.sql`.
WORDS = "|".join(
    """announced believe believes claimed claims discovered feel feels found guess heard learned learnt mentioned
    opinion read reported revealed said says suppose think thinks view wrote""".split()
)
PATTERNS = [
    r"(?is)^(?P<attribution_phrase>.+?)\s+that\s+(?P<statement>.*)",
    r"(?is)^(?P<attribution_phrase>(?:according to|as [a-z]+ by|if you ask|in the (?:opinion|view) of)\b[^,]*),\s+"
    r"(?P<statement>.*)",
    rf"(?is)^(?P<attribution_phrase>.*?\b(?:{WORDS})(?: the [a-z]+ (?:{WORDS}))?)\s+(?P<statement>.*)",
]
Timed = Callable[[str], AbstractContextManager[None]]
Write = Callable[[str, pd.DataFrame], None]


def halves(texts: pd.Series) -> pd.DataFrame:
    """Return who says so and what is said, by the first pattern that a text fits; else it is both itself."""
    found = texts.str.extract(PATTERNS[0])
    for pattern in PATTERNS[1:]:
        left = found["attribution_phrase"].isna()
        found[left] = texts[left].str.extract(pattern)
    is_whole = found["attribution_phrase"].isna()
    found[is_whole] = np.column_stack([texts[is_whole]] * 2)
    return found


def training_sample(videos: pd.DataFrame, row_count: int) -> pd.DataFrame:
    """Return the labelled videos, or as many of them, drawn within each class by a hash of the video's number."""
    labelled = videos[videos["is_claim"].notna()]
    draws = pd.Series(pd.util.hash_array(labelled["video_id"].to_numpy()), index=labelled.index)
    by_class = draws.groupby(labelled["is_claim"])
    is_drawn = by_class.rank(method="first") * len(labelled) <= by_class.transform("size") * row_count
    return labelled[is_drawn].sort_values(["running_number", "video_id"]).reset_index(drop=True)


def lowest_cost_threshold(scores: pd.DataFrame) -> float:
    """Return the probability between two validation rows above which claims cost least."""
    ranked = scores[(scores["repeat_number"] == 0) & (scores["split"] == "validation")].sort_values("claim_probability")
    probability, y_true = ranked["claim_probability"].to_numpy(), ranked["y_true"].to_numpy(bool)
    even = 1 / (1 + MISSED_CLAIM_COST)
    between = np.diff(probability) > 0
    if not between.any() or y_true.all() or not y_true.any():
        return even
    thresholds = ((probability[1:] + probability[:-1]) / 2)[between]
    missed = y_true.cumsum()[:-1][between]
    needless = (~y_true).sum() - (~y_true).cumsum()[:-1][between]
    order = np.lexsort([thresholds, np.abs(thresholds - even), missed, missed * MISSED_CLAIM_COST + needless])
    return float(thresholds[order[0]])


def evaluated_scores(models: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """Return every evaluated row of every model with its prediction by both rules for the threshold."""
    is_of_model = scores["repeat_number"] == 0
    is_first = (scores["repeat_number"] == 1) & (scores["split"] == "train")
    rows = scores[is_of_model | is_first].merge(models[["model_id", "decision_threshold"]], on="model_id")
    rows.loc[rows["repeat_number"] == 1, "split"] = "cross_validation"
    own, calibrated = rows["raw_score"], rows["claim_probability"]
    table = pd.concat(
        [
            rows.assign(threshold_rule="one_half", y_score=own, y_pred=own > evaluation.EVEN_ODDS),
            rows.assign(
                threshold_rule="lowest_cost", y_score=calibrated, y_pred=calibrated > rows["decision_threshold"]
            ),
        ],
        ignore_index=True,
    )
    return table.assign(
        evaluation_scheme="holdout", positive_label="claim", negative_label="opinion", evaluated_row=table["video_id"]
    )


def claim_probabilities(videos: pd.DataFrame, model: pd.Series) -> pd.Series:
    """Return the probability of a claim for each video by one model."""
    estimator = artifacts.from_bytes(model["artifact"], model["artifact_sha256"])
    names = features_of(model)
    features = videos[names].astype({name: str if name in TEXTS else float for name in names})
    return pd.Series(estimator.predict_proba(features)[:, 1], index=videos.index)


def predictions_of(videos: pd.DataFrame, champions: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """Return the prediction for each video and stage; trained rows get the score of a model that did not see them."""
    probabilities = {
        model["model_id"]: claim_probabilities(videos, model)
        for _, model in champions.drop_duplicates("model_id").iterrows()
    }
    known = scores[scores["threshold_rule"] == "lowest_cost"].set_index("video_id")
    tables = []
    for _, champion in champions.iterrows():
        model_row = known[known["model_id"] == champion["model_id"]]
        split = videos["video_id"].map(model_row["split"].astype("category"))
        is_out_of_fold = split == "cross_validation"
        probability = probabilities[champion["model_id"]].mask(
            is_out_of_fold, videos["video_id"].map(model_row["y_score"])
        )
        origins = np.select([is_out_of_fold, split.notna()], [1, 2], default=0)
        tables.append(
            pd.DataFrame(
                {
                    "video_id": videos["video_id"],
                    "scoring_stage": pd.Series(
                        champion["scoring_stage"], index=videos.index, dtype=pd.CategoricalDtype(SCORING_STAGES)
                    ),
                    "model_id": pd.Categorical.from_codes(np.zeros(len(videos), int), [champion["model_id"]]),
                    "claim_probability": probability,
                    "is_claim_predicted": probability > champion["decision_threshold"],
                    "prediction_origin": pd.Categorical.from_codes(origins, ["new", "out_of_fold", "held_out"]),
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def review_queue(videos: pd.DataFrame, predictions: pd.DataFrame) -> pd.DataFrame:
    """Return the predicted claims with engagement, ranked one by one; no reports and no reviews are given."""
    is_queued = predictions["is_claim_predicted"] & (predictions["scoring_stage"] == "with_engagement")
    queue = predictions[is_queued].merge(videos[["video_id", "video_view_count"]], on="video_id")
    queue["expected_exposure"] = queue["claim_probability"] * queue["video_view_count"]
    order = ["expected_exposure", "claim_probability", "video_id"]
    queue = queue.sort_values(order, ascending=[False, False, True], ignore_index=True)
    queue.insert(0, "review_rank", queue.index + 1)
    return queue.assign(is_selected_for_review=queue["review_rank"] <= np.ceil(REVIEW_CAPACITY * len(queue)))


def classified(videos: pd.DataFrame, training_rows: int, timed: Timed, write: Write) -> None:
    """Train, evaluate and study the candidates, and score and rank all videos."""
    with timed("halves"):
        videos = pd.concat([videos, halves(videos["video_transcription_text"])], axis="columns")
    with timed("training_sample"):
        sample = training_sample(videos, training_rows)
        labelled = pa.Table.from_pandas(sample[TRAINING_COLUMNS], preserve_index=False)
        labelled = labelled.append_column("split", pa.array(splits.reference_split(len(sample))))
    with timed("training"):
        trained = training.train_candidates(labelled, "pandas workflow")
        folds = fold_scores.score_folds(labelled, trained.to_pylist(), EVALUATION_REPEATS).to_pandas()
        models = trained.to_pandas()
        models["decision_threshold"] = [
            lowest_cost_threshold(folds[folds["model_id"] == i]) for i in models["model_id"]
        ]
        write("model_registry", models.drop(columns="artifact"))
    with timed("evaluation"):
        scores = evaluated_scores(models, folds)
        write("model_evaluations", evaluation.evaluate(scores).to_pandas())
        of_curves = scores[scores["threshold_rule"] != "lowest_cost"]
        write("roc_curves", evaluation.roc_points(of_curves).to_pandas())
        write("precision_recall_curves", evaluation.precision_recall_points(of_curves).to_pandas())
    with timed("studies"):
        of_folds = folds[folds["repeat_number"] > 0]
        rows = of_folds.sort_values(choice.ORDER_OF_ROWS)[choice.SCORE_COLUMNS]
        considered = models[choice.MODEL_COLUMNS].to_dict("records")
        chosen = choice.choose_models(considered, pa.Table.from_pandas(rows, preserve_index=False), "average_precision")
        studied = studies.models_to_study(trained.select(studies.MODEL_COLUMNS), chosen.select(studies.CHOSEN_COLUMNS))
        write("model_studies", studies.study_models(labelled, of_folds, studied).to_pandas())
    with timed("verified_status"):
        released = pd.read_csv(DOCUMENT_FIGURES).set_index("figure")["reference_value"].filter(like="coefficient_")
        coefficients = released.rename(lambda figure: figure.removeprefix("coefficient_")).to_dict()
        write("verified_status_models", regression.fit_schemes(sample, coefficients).to_pandas())
        del trained, labelled, sample
    with timed("scoring"):
        champions = chosen.select(["scoring_stage", "model_id", "measure_value"]).to_pandas().dropna()
        champions = champions.merge(models.drop(columns="scoring_stage"), on="model_id")
        input_features = {feature["feature"] for features in champions["features"] for feature in features}
        unread = [name for name in FEATURES["with_engagement"] if name in TEXTS[1:] and name not in input_features]
        videos = videos.drop(columns=unread)
        predictions = predictions_of(videos, champions, scores)
        write(
            "champions",
            champions[["scoring_stage", "model_id", "model_name", "decision_threshold", "measure_value"]],
        )
    with timed("claim_predictions"):
        write("claim_predictions", predictions)
    with timed("review_queue_videos"):
        write("review_queue_videos", review_queue(videos, predictions))
