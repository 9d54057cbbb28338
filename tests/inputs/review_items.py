"""Items of a review queue that a page has to bear: every script, markup, no transcript, no counts."""

from datetime import datetime
from pathlib import Path

from claims_warehouse.moderation.review_page.page import Item, Settings, render

HOSTILE = """<script>window.attacked = true</script><img src="x" onerror="window.attacked = true">&lt;b&gt;<!--"""
TEXTS = [
    "The moon is made of cheese, a new study claims",
    HOSTILE,
    "يقول خبير إن القمر مصنوع من الجبن",
    "有人声称月球是由奶酪制成的",
    None,
    "Зелёный чай лечит простуду за один день",
]
# What the page must not show before a decision.
SWAYING = ["Very likely a claim", "place 1", "A reviewer was unsure", "Cheese is from the moon", "Rated false"]
FIRST_ID = 7017666017538800000
RELEASE = "2026-01-02T030405Z-0123abcd"
LATER_RELEASE = "2026-01-03T030405Z-4567abcd"


def item(number: int, **changes: object) -> Item:
    values: dict[str, object] = {
        "video_id": str(FIRST_ID + number),
        "claim_id": f"claim-{number}",
        "text": TEXTS[number % len(TEXTS)],
        "video_count": 2 + number % 3,
        "view_count": None if number % 7 == 6 else 1000 * (number + 1),
        "share_count": None if number % 7 == 6 else 10 * number,
        "report_count": number % 4,
        "settled_by_claim": (2, 0 if number % 7 == 6 else 900 * (number + 1)),
        "settled_by_opinion": (1, 0 if number % 7 == 6 else 500 * (number + 1)),
        "adds": (2 + number % 3, 0 if number % 7 == 6 else 1000 * (number + 1)),
        "wording_count": 1 + number % 2,
        "other_texts": [(f"Another wording, of {number}", 1)] if number % 2 else [],
        "other_text_count": number % 2,
        "authors": [("verified", 1), ("banned", 1)] if number % 5 == 0 else [],
        "has_verified": number % 5 == 0,
        "has_banned": number % 5 == 0,
        "details": [
            ("Model", "Very likely a claim: 98.0%."),
            ("Lane", "Claims, place 1."),
            ("Before", "A reviewer was unsure."),
        ],
        "marked_words": ["claims"],
        "nearest_claims": [("Cheese is from the moon", "decided as a claim")],
        "fact_checks": [("No cheese was found", "Rated false")],
    }
    return Item(**(values | changes))  # type: ignore[arg-type]


ITEMS = [item(number) for number in range(40)]


def write_review_page(
    warehouse: Path, items: list[Item], release_id: str = RELEASE, newest: str | None = None, **settings: bool
) -> Path:
    """Write a page as a release does, with the script that names the newest release; return the folder of the page."""
    folder = warehouse / "releases" / release_id / "review"
    folder.mkdir(parents=True)
    made = Settings(release_id, datetime(2026, 1, 2, 3, 4, 5), "../release.js", len(items), **settings)
    folder.joinpath("index.html").write_text(render(items, made), encoding="utf-8")
    for place, named in [(folder.parent, release_id), (warehouse, newest or release_id)]:
        script = f'globalThis.currentRelease = {{"release_id": "{named}", "page": "review/index.html"}};'
        place.joinpath("release.js").write_text(script)
    link = warehouse / "review"
    link.unlink(missing_ok=True)
    link.symlink_to(folder)
    return link
