"""The logistic regression of the verified status: as the document fitted it, and corrected."""

from collections.abc import Mapping

import pandas as pd
import pyarrow as pa
from threadpoolctl import threadpool_limits

from claims_warehouse.verified_status import corrected, reference

SCHEMA = pa.schema(
    [
        ("evaluation_scheme", pa.string()),
        ("not_estimable_because", pa.string()),
        ("decision_threshold", pa.float64()),
        ("threshold_rule", pa.string()),
        (
            "coefficients",
            pa.list_(
                pa.struct(
                    [
                        ("term", pa.string()),
                        ("coefficient", pa.float64()),
                        ("standardised_coefficient", pa.float64()),
                        ("standard_error", pa.float64()),
                        ("z_statistic", pa.float64()),
                        ("p_value", pa.float64()),
                        ("lower_bound", pa.float64()),
                        ("upper_bound", pa.float64()),
                        ("unit", pa.float64()),
                        ("variance_inflation_factor", pa.float64()),
                    ]
                )
            ),
        ),
        (
            "scores",
            pa.list_(
                pa.struct(
                    [
                        ("evaluated_row", pa.int64()),
                        ("split", pa.string()),
                        ("y_true", pa.bool_()),
                        ("y_score", pa.float64()),
                        ("y_pred", pa.bool_()),
                    ]
                )
            ),
        ),
        (
            "diagnostics",
            pa.list_(pa.struct([("split", pa.string()), ("metric", pa.string()), ("metric_value", pa.float64())])),
        ),
    ]
)


def fit_schemes(
    videos: pd.DataFrame, reference_coefficients: Mapping[str, float], confidence_level: float = 0.95
) -> pa.Table:
    """Fit the regression by both evaluation schemes.

    Parameters
    ----------
    videos : pandas.DataFrame
        Labelled videos in the order of the file, with the columns of the mart `videos`.
    reference_coefficients : mapping of str to float
        The coefficients that the reference analysis reports, by term.
    confidence_level : float, optional
        Coverage of the intervals of the coefficients, between 0 and 1.

    Returns
    -------
    pyarrow.Table
        One row per evaluation scheme (`reference`, `corrected`) with the columns of `SCHEMA`: the coefficients on the
        original scale, the scores of the test rows (`corrected`: of the training rows by up to five folds, too), and
        diagnostics. Both have the number of training rows and the share of verified ones among them and among the
        videos; `reference` the mean negative log-likelihood on them of the fit, of its maximum and of the reference
        coefficients with the best intercept, the ROC AUC of the latter on the test rows, the share of the test rows
        that were trained on, and how many of the verified ones are found with and without being trained on, with the
        p-value of McNemar's exact test that they are not found more often for it; `corrected` McFadden's pseudo
        R-squared, the largest slope of the mean log-likelihood at the fit, and the Brier score of predicting the
        share of verified training rows for every row. `decision_threshold` is the score above which a row is predicted
        as verified: one half in the reference analysis, and that share where corrected.
        Where there are too few authors of either kind to split, or the fit of `corrected` does not converge,
        `not_estimable_because` says so.
    """
    is_verified = videos["is_verified"]
    if min(is_verified.sum(), (~is_verified).sum()) < 4:  # noqa: PLR2004 - one of each kind is left on either side of the split
        reason = "fewer than four videos by verified authors, or by others"
        rows: list[dict[str, object]] = [
            {"evaluation_scheme": evaluation_scheme, "threshold_rule": rule, "not_estimable_because": reason}
            for evaluation_scheme, rule in (
                ("reference", reference.THRESHOLD_RULE),
                ("corrected", corrected.THRESHOLD_RULE),
            )
        ]
    else:
        # Products of matrices differ in their last digits with the number of threads that share them.
        with threadpool_limits(limits=1):
            rows = [reference.estimate(videos, reference_coefficients), corrected.estimate(videos, confidence_level)]
    return pa.Table.from_pylist(rows, schema=SCHEMA)
