"""Make the review page of items: texts go in as data, and the page's own script puts them on the screen as text."""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path

from claims_warehouse.templates import environment

TEMPLATES = Path(__file__).with_name("templates")
SCRIPTS = ("decisions.js", "page.js", "list.js", "names.js", "actions.js", "release.js")
# What texts may take: 500 items and the rest of the page stay under 3 MB.
BYTES_PER_ITEM = 5000
ITEMS_OF_BUDGET = 500
TEXT_LIMITS = (8000, 4000, 2000, 1000, 500, 250)


@dataclass(frozen=True)
class Item:
    """What a moderator decides at once; ids are texts, since a number of JavaScript holds 16 digits.

    What is None, or an empty list, does not appear on the page. What may sway a moderator (`details` to `fact_checks`)
    appears after the decision.
    """

    video_id: str
    claim_id: str | None
    text: str | None
    video_count: int
    view_count: int | None
    share_count: int | None
    report_count: int
    # What a decision settles, as (videos, views).
    settled_by_claim: tuple[int, int]
    settled_by_opinion: tuple[int, int]
    # What it adds to the (videos, views) of the list. The video of an audit may be one of another item's, and then it
    # adds nothing, and is settled already by some decisions on that item.
    adds: tuple[int, int]
    part_of: str | None = None
    settled_with_it_by: Sequence[str] = ()
    wording_count: int = 1
    # Other transcripts with their numbers of videos, the most frequent first, and how many there are in all.
    other_texts: Sequence[tuple[str, int]] = ()
    other_text_count: int = 0
    # Videos by their authors' status where it is a special one, as (name of the status, videos).
    authors: Sequence[tuple[str, int]] = ()
    has_verified: bool = False
    has_banned: bool = False
    is_cut: bool = False
    # As (label, sentence).
    details: Sequence[tuple[str, str]] = ()
    marked_words: Sequence[str] = ()
    # As (text, remark).
    nearest_claims: Sequence[tuple[str, str]] = ()
    fact_checks: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Settings:
    """What the page is made for.

    Parameters
    ----------
    release_id, released_at
        The release that the items come from.
    release_script
        Where the script that names the newest release lies, seen from the page.
    selected_count
        How many items the release selects; the page may hold the first of them.
    is_simulated
        Whether the page says that the data are simulated.
    is_blind
        Whether what may sway a moderator appears only after the decision.
    hides_text
        Whether a text is hidden until it is asked for; a moderator can change that on the page.
    """

    release_id: str
    released_at: datetime
    release_script: str
    selected_count: int
    is_simulated: bool = False
    is_blind: bool = True
    hides_text: bool = False


@dataclass(frozen=True)
class _Page:
    release_id: str
    released_at: str
    release_script: str
    selected_count: int
    is_simulated: bool
    is_blind: bool
    hides_text: bool
    noun: str
    items: Sequence[Item] = field(default_factory=list)


def render(items: Sequence[Item], settings: Settings) -> str:
    """Return the page as HTML.

    Parameters
    ----------
    items : sequence of Item
        In the order in which they are to be decided. Long texts are cut where the page would outgrow its budget.
    settings : Settings
        What the page is made for.
    """
    templates = environment(TEMPLATES)
    # Text of any script takes its own bytes; `<`, `>`, `&` and `'` are escaped all the same.
    templates.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    script = "".join(TEMPLATES.joinpath(name).read_text(encoding="utf-8") for name in SCRIPTS)
    style = TEMPLATES.joinpath("review.css").read_text(encoding="utf-8")
    page = _Page(
        settings.release_id,
        f"{settings.released_at:%Y-%m-%dT%H:%M:%SZ}",
        settings.release_script,
        settings.selected_count,
        settings.is_simulated,
        settings.is_blind,
        settings.hides_text,
        "claim" if all(item.claim_id is not None for item in items) else "text",
        _within_budget(items),
    )
    return templates.get_template("review.html.j2").render(
        page=asdict(page),
        script=script,
        style=style,
        # The page runs this one script and uses this one style sheet, whatever a transcript may hold.
        script_hash=_hash(script),
        style_hash=_hash(style),
    )


def items_of(page: str) -> list[Item]:
    """Return the items of a page that `render` has made."""
    data = page.partition('<script type="application/json" id="page">')[2].partition("</script>")[0]
    try:
        return [Item(**item) for item in json.loads(data)["items"]]
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("another version of the project made the page. Build once with this one (CLM-094)") from error


def _within_budget(items: Sequence[Item]) -> Sequence[Item]:
    """Cut the longest texts where all together are too long: first the other transcripts, then what is decided."""
    budget = BYTES_PER_ITEM * max(len(items), ITEMS_OF_BUDGET)
    for text_limit in (None, *TEXT_LIMITS):
        for other_limit in (text_limit, TEXT_LIMITS[-1], 0):
            cut = [_cut(item, text_limit, other_limit) for item in items]
            if sum(map(_byte_count, cut)) <= budget:
                return cut
    return cut


def _cut(item: Item, text_limit: int | None, other_limit: int | None) -> Item:
    text = _beginning(item.text, text_limit) if item.text is not None else None
    others = [] if other_limit == 0 else [(_beginning(one, other_limit), videos) for one, videos in item.other_texts]
    return replace(item, text=text, other_texts=others, is_cut=text != item.text)


def _beginning(text: str, byte_limit: int | None) -> str:
    encoded = text.encode()
    if byte_limit is None or len(encoded) <= byte_limit:
        return text
    return encoded[:byte_limit].decode(errors="ignore") + "…"


def _byte_count(item: Item) -> int:
    pairs = [*item.other_texts, *item.nearest_claims, *item.fact_checks]
    texts = [item.text or "", *item.marked_words, *(text for text, _ in pairs)]
    return sum(len(text.encode()) for text in texts)


def _hash(source: str) -> str:
    return base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
