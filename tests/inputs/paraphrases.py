"""The simulator's statements said in other words, and changed in one word so that they say something else."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from claims_warehouse.simulation import wording

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_OPPOSITES = {
    "more": "fewer",
    "most": "few",
    "first": "last",
    "busiest": "quietest",
    "doubled": "halved",
    "below": "above",
    "late": "early",
    "apart": "together",
    "delayed": "hurried",
    "public": "private",
    "little": "much",
    "small": "large",
    "half": "all",
    "less": "more",
    "last": "break",
    "once": "never",
}


@dataclass(frozen=True)
class Wording:
    """A text, how it came about, and what it says: texts of one meaning are one claim."""

    text: str
    kind: str
    meaning: str


def in_words(number: int) -> str:
    """Return a number below 100 in English words."""
    if number < len(_UNITS):
        return _UNITS[number]
    tens = _TENS[number // 10 - 2]
    return f"{tens}-{_UNITS[number % 10]}" if number % 10 else tens


def paraphrases(seed: int = 1) -> list[Wording]:
    """Return each statement of the simulator in five wordings, and up to four statements that differ in one word."""
    draw = random.Random(seed)
    found: dict[str, Wording] = {}
    for statement in wording.statements():
        for kind, change in {"as it is": str, **SAME}.items():
            text = change(statement) if kind in {"as it is", "numbers in words"} else change(statement, draw)
            found.setdefault(text, Wording(text, kind, statement))
    # What another template makes anyhow stays what it is.
    for statement in wording.statements():
        for kind, differ in OTHER.items():
            text = differ(statement, draw)
            found.setdefault(text, Wording(text, kind, text))
    return list(found.values())


def _numbers_in_words(statement: str) -> str:
    written = re.sub(r"\d+", lambda match: in_words(int(match[0])) if match[0] != "000" else "thousand", statement)
    return written.replace(",", " ") if "thousand" in written else written


def _misspelt(statement: str, draw: random.Random) -> str:
    words = statement.split()
    place = draw.choice([place for place, word in enumerate(words) if len(word) > len("sound") and word.isalpha()])
    word = words[place]
    at = draw.randrange(1, len(word) - 2)
    swapped, shorter, longer = (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[: at + 1] + word[at:],
    )
    words[place] = draw.choice([swapped, shorter, longer])
    return " ".join(words)


def _in_other_order(statement: str, draw: random.Random) -> str:
    words = statement.split()
    at = draw.randrange(2, len(words) - 2)
    return f"{' '.join(words[at:])}, {' '.join(words[:at])}"


def _with_a_filler(statement: str, draw: random.Random) -> str:
    words = statement.split()
    words.insert(draw.randrange(1, len(words)), draw.choice(["really", "actually", "apparently"]))
    return " ".join(words)


def _with_another_number(statement: str, draw: random.Random) -> str:
    return re.sub(r"\d+", lambda match: str(int(match[0]) + draw.randrange(100, 900)), statement, count=1)


def _negated(statement: str, draw: random.Random) -> str:
    words = statement.split()
    words.insert(draw.randrange(1, len(words)), "not")
    return " ".join(words)


def _of_another_subject(statement: str, draw: random.Random) -> str:
    subjects = next(
        subjects for subjects, _ in wording._STATEMENTS_ABOUT if any(subject in statement for subject in subjects)
    )
    subject = max((subject for subject in subjects if subject in statement), key=len)
    return statement.replace(subject, draw.choice([other for other in subjects if other != subject]))


def _opposite(statement: str, draw: random.Random) -> str:  # noqa: ARG001 - as the others are called
    words = statement.split()
    place = next(place for place, word in enumerate(words) if word in _OPPOSITES)
    words[place] = _OPPOSITES[words[place]]
    return " ".join(words)


SAME: dict[str, Callable[..., str]] = {
    "numbers in words": _numbers_in_words,
    "misspelt": _misspelt,
    "in another order": _in_other_order,
    "with a filler": _with_a_filler,
}
OTHER: dict[str, Callable[[str, random.Random], str]] = {
    "another number": _with_another_number,
    "negated": _negated,
    "another subject": _of_another_subject,
    "opposite": _opposite,
}
