"""Numbers and names as a reader reads them."""

import math

METRICS = {
    "video_view_count": "Views",
    "video_like_count": "Likes",
    "video_share_count": "Shares",
    "video_download_count": "Downloads",
    "video_comment_count": "Comments",
    "like_rate": "Likes per view",
    "share_rate": "Shares per view",
    "download_rate": "Downloads per view",
    "comment_rate": "Comments per view",
}
COUNTS = [metric for metric in METRICS if metric.endswith("_count")]
SCORING_STAGES = {"at_upload": "At upload", "with_engagement": "With engagement"}
_NAMES = (
    METRICS
    | SCORING_STAGES
    | {
        "metadata_logistic_regression": "Metadata model",
        "phrase_logistic_regression": "Phrase model",
        "text_logistic_regression": "Text model",
        "text_and_engagement": "Text and engagement model",
        "phrase": "Attribution phrase",
        "attribution_phrase": "Attribution phrase",
        "is_verified": "Verified author",
        "is_author_banned": "Banned author",
        "is_author_under_review": "Author under review",
        "is_author_active": "Active author",
        "views_rule": "One-line rule",
        "author_status": "Author's status",
        "verified_status": "Verified status",
        "author_ban_status": "Ban status",
        "duration_band": "Duration",
        "video_duration_sec": "Duration",
        "transcription_length": "Length of the text",
        "video_transcription_text": "Text",
        "roc_auc": "ROC AUC",
        "f1": "F1",
        "#": "Running number",
    }
)


def name(identifier: str) -> str:
    """Return what the page calls a column, model, metric or group."""
    return _NAMES.get(identifier) or identifier.replace("_", " ").capitalize()


def count(value: float) -> str:
    """Return a whole number with its thousands separated."""
    return f"{round(value):,}"


def significant(value: float) -> str:
    """Return a number with three significant digits, whole ones with thousands separated."""
    if not math.isfinite(value):
        return "unknown"
    if value == 0 or abs(value) >= 1000:  # noqa: PLR2004 - from here on three digits are all before the point
        return count(float(f"{value:.3g}"))
    return f"{float(f'{value:.3g}'):.10f}".rstrip("0").rstrip(".")


def is_known(value: float | None) -> bool:
    """Return whether a figure is there."""
    return value is not None and math.isfinite(value)


def percent(share: float) -> str:
    """Return a share as a percentage; one that is not quite all or nothing does not read as if it were."""
    if not math.isfinite(share):
        return "an unknown share"
    nearly = 0.0005
    if 0 < share < nearly:
        return "under 0.1%"
    if 1 - nearly < share < 1:
        return "over 99.9%"
    return f"{share:.0%}" if share in (0, 1) else f"{share:.1%}"


def coverage(confidence_level: float) -> str:
    """Return the coverage of intervals: 95%, 99.9%."""
    return f"{100 * confidence_level:.6g}%"


def plural(number: float, noun: str) -> str:
    """Return a count with its noun: 1 row, 298 rows."""
    return f"{count(number)} {agreeing(number, noun, f'{noun}s')}"


def agreeing(number: float, one: str, several: str) -> str:
    """Return the form of a word that goes with a number: 1 row is, 298 rows are."""
    return one if round(number) == 1 else several


def listed(words: list[str]) -> str:
    """Return words as a list in a sentence."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
