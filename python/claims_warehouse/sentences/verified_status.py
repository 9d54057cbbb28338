"""Sentences on the regression of the verified status."""

import math

from claims_warehouse.sentences.wording import coverage, percent, significant


def odds(term: str, odds_ratio: float, lower: float, upper: float, level: float) -> str:
    """Say which term goes with the largest change of the odds, of those that are significant after adjustment."""
    if math.isnan(odds_ratio):
        return "No term has an odds ratio that differs significantly from 1, after Holm's adjustment over the terms"
    return (
        f"{term}: the odds of a verified author are {significant(odds_ratio)} times as high "
        f"({coverage(level)} interval {significant(lower)} to {significant(upper)})"
    )


def better_found(verified: float, not_verified: float) -> str:
    """Say which class of authors the regression finds more of."""
    if math.isnan(verified) or math.isnan(not_verified):
        return "The regression could not be evaluated on these data."
    if verified == not_verified:
        return f"Corrected, the regression finds {percent(verified)} of either class"
    better, worse = ("verified", "not verified") if verified > not_verified else ("not verified", "verified")
    most, least = max(verified, not_verified), min(verified, not_verified)
    return (
        f"Corrected, the regression finds {percent(most)} of the {better} rows and {percent(least)} of the {worse} ones"
    )


def prevalences(balanced: float, share: float, brier_score: float, of_the_share: float) -> str:
    """Say which shares of verified rows the reports suppose, and what the corrected probabilities are worth.

    `balanced` is the share in the reference analysis.
    """
    return (
        f"The reference analysis draws verified rows again until they are {percent(balanced)} of all; corrected, "
        f"they stay the {percent(share)} that they are, so that the two precisions cannot be compared. "
        "A row is predicted as verified above that share. As probabilities, the corrected scores have a Brier score of "
        f"{significant(brier_score)}; naming that share each time has {significant(of_the_share)}."
    )
