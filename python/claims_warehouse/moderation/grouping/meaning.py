"""The words of a statement, and those that change its meaning however alike the rest is: numbers and negations."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS_IN_ORDER = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_TENS = {word: 10 * number for number, word in enumerate(_TENS_IN_ORDER, 2)}
_SMALL = {word: number for number, word in enumerate(_UNITS)} | {"dozen": 12}
_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SCALES |= {f"{word}s": number for word, number in _SCALES.items()}
_ORDINALS = "second third fourth fifth sixth seventh eighth ninth tenth".split()
_OTHER_NUMBERS = {word: str(number) for number, word in enumerate(_ORDINALS, 2)}
_OTHER_NUMBERS |= {"half": "0.5", "twice": "2", "double": "2", "thrice": "3", "triple": "3"}

# A number with its separators; a sign with a meaning; or a word, which is all between spaces and punctuation, since
# the vowels of some scripts are marks and no letters.
_PUNCTUATION = r"\s!-&(-/:-@\[-`{-~\u00a1-\u00bf\u2000-\u206f\u3000-\u303f\uff01-\uff0f\uff1a-\uff20"
_TOKEN = re.compile(rf"\d+(?:[.,]\d+)*|[%$€£]|(?<![^\s(])[-\u2212](?=\d)|(?:[^'\d{_PUNCTUATION}]|(?<=\w)'(?=\w))+")
_MAX_DIGITS = 15
_SIGNS = {"%": "percent", "-": "minus", "\u2212": "minus", "$": "dollars", "€": "euros", "£": "pounds"}

# Of the languages that input was tried in, and some more. What means something else in another language keeps apart
# only two texts of which one alone has it.
_NEGATIONS = frozenset(
    """
    no not never none nobody nothing nowhere neither nor without cannot hardly barely rarely seldom false untrue minus
    nicht kein keine keinen keinem keiner keines nie niemals niemand nichts ohne weder
    nunca jamás nadie nada ningún ninguno ninguna tampoco sin ne pas jamais aucun aucune sans rien
    não nem sem nenhum nenhuma non mai senza nessun nessuno niet geen nooit zonder не нет ни без никогда
    """.split()
)
_NEGATION_WITHOUT_SPACES = re.compile("[不没沒無无未非別别]")
_CONTRACTED = re.compile(r"n't$|^(?:do|does|did|is|are|was|were|wo|would|ca|could|should|have|has|had|ai)nt$")


def tokenize(text: str) -> list[str]:
    """Return the words of a text in lower case, its numbers in digits.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str
        `fourteen`, `24,000` and `3 million` become `14`, `24000` and `3000000`. Numbers as words are known in English
        alone. Signs of percent, currency and minus become words.
    """
    return list(_with_digits(_TOKEN.findall(text.lower().replace("\u2019", "'"))))


def signature(tokens: Iterable[str]) -> str:
    """Return what two texts must have in common to say the same: their numbers, and how often they negate.

    Parameters
    ----------
    tokens : iterable of str
        As `tokenize` returns them.

    Returns
    -------
    str
        Numbers are sorted, since another order of words may say the same. One does not count: `a day`, `one day` and
        `1 day` are alike.
    """
    numbers, negation_count = [], 0
    for token in tokens:
        if token[0].isdigit():
            numbers.append(token)
        elif token in _NEGATIONS or _CONTRACTED.search(token):
            negation_count += 1
        elif not token.isascii():
            negation_count += len(_NEGATION_WITHOUT_SPACES.findall(token))
    return " ".join([*sorted(number for number in numbers if number != "1"), "not" * negation_count])


def _with_digits(words: Sequence[str]) -> Iterator[str]:
    """Yield words, each run of words that is one number as its digits."""
    position = 0
    while position < len(words):
        length, number = _number_at(words, position)
        if number is None:
            word = words[position]
            yield _OTHER_NUMBERS.get(word) or _SIGNS.get(word) or word
        else:
            yield number
        position += max(length, 1)


def _number_at(words: Sequence[str], start: int) -> tuple[int, str | None]:
    """Return how many words from a position on are one number, and its digits; None where there is no number."""
    total, below, smallest = Decimal(0), Decimal(0), Decimal("Infinity")
    position = start
    while position < len(words):
        word = words[position]
        if word[0].isdecimal():
            value = _value(word)
            if value is None:
                return (1, word) if position == start else (position - start, _digits(total + below))
            if position > start:
                break
            # Behind digits only a scale goes on: `3 million`.
            below, smallest = value, Decimal(1)
        elif word in _SCALES:
            scale = Decimal(_SCALES[word])
            if scale == 100:  # noqa: PLR2004 - a hundred multiplies what stands before it, within its thousands
                below = (below or 1) * scale
                smallest = scale
            else:
                total, below, smallest = total + (below or 1) * scale, Decimal(0), scale
        elif word in _TENS or word in _SMALL:
            value = Decimal(_TENS.get(word, _SMALL.get(word, 0)))
            # `twenty one` and `hundred five` go on, `five six` are two numbers.
            if value >= smallest or (position > start and not value):
                break
            below += value
            smallest = Decimal(10) if word in _TENS else Decimal(1)
        elif not (word == "and" and _follows_scale(words, position)):
            break
        position += 1
    return position - start, (_digits(total + below) if position > start else None)


def _follows_scale(words: Sequence[str], position: int) -> bool:
    """Return whether an `and` stands within a number, as in `two hundred and five`."""
    before, after = words[position - 1 : position], words[position + 1 : position + 2]
    return bool(before and before[0] in _SCALES and after and (after[0] in _TENS or after[0] in _SMALL))


def _value(numeral: str) -> Decimal | None:
    """Return the value of digits with separators; None of what is not one number, such as a date."""
    whole, separator, fraction = numeral, "", ""
    separators = [character for character in numeral if character in ".,"]
    if len(numeral) > _MAX_DIGITS:
        return None
    if len(set(separators)) == 2 and separators.count(separators[-1]) == 1:  # noqa: PLR2004 - `1,234.5`
        whole, separator, fraction = numeral.rpartition(separators[-1])
    elif len(separators) == 1 and not re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", numeral):
        whole, separator, fraction = numeral.partition(separators[0])
    if set(whole) & set(".,") and not re.fullmatch(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*", whole):
        return None
    return Decimal(re.sub("[.,]", "", whole) + ("." + fraction if separator else ""))


def _digits(number: Decimal) -> str:
    return f"{number.normalize():f}"


# Each of these characters is a word or nearly one.
_CHARACTER_WORDS = re.compile("[\u3040-\u30ff\u3400-\u9fff]|[^\u3040-\u30ff\u3400-\u9fff]+")
_ARTICLES = frozenset("a an the this that these those el la los las le les un une una der die das ein eine".split())
# What changes a statement although nothing else is added.
_QUALIFIERS = frozenset(
    """
    all almost always any both could each every except few fewer if less many may might more most nearly often only
    several some sometimes unless until percent dollars euros pounds
    """.split()
)
_MIN_MISSPELT = 5
# Of ten words two may be added; what is more than a fifth longer says something more.
_MAX_ADDED = 0.2


def split_words(text: str) -> list[str]:
    """Return the words of a text of tokens, and each character of scripts without spaces as a word."""
    return [word for token in text.split() for word in _CHARACTER_WORDS.findall(token)]


def says_the_same(text: str, other: str) -> bool:
    """Return whether no word of a text stands in for another word of the other, and little is added.

    The order of words does not count, nor do articles. A word may be spelt in two ways. Up to a fifth of the words may
    be added, but none that limits what is said, such as `some` or `only`.

    Parameters
    ----------
    text, other : str
        Tokens of one signature, joined by blanks.
    """
    words, others = split_words(text), split_words(other)
    lost = sorted((Counter(others) - Counter(words)).elements())
    added = []
    for word in sorted((Counter(words) - Counter(others)).elements()):
        spelling = next((candidate for candidate in lost if _is_spelling_of(word, candidate)), None)
        if spelling is None:
            added.append(word)
        else:
            lost.remove(spelling)
    added, lost = ([word for word in changed if word not in _ARTICLES] for changed in (added, lost))
    if added and lost:
        return False
    longest = max(len(words), len(others))
    return len(added + lost) <= _MAX_ADDED * longest and _QUALIFIERS.isdisjoint(added + lost)


def _is_spelling_of(word: str, other: str) -> bool:
    """Return whether two words differ by one letter that is added, left out, exchanged or swapped with the next."""
    short, long = sorted((word, other), key=len)
    if len(short) < _MIN_MISSPELT or len(long) > len(short) + 1 or short[0] != long[0]:
        return False
    same = next((place for place, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short))
    if len(long) > len(short):
        return short[same:] == long[same + 1 :]
    swapped = short[:same] + short[same + 1 : same + 2] + short[same : same + 1] + short[same + 2 :]
    return short[same + 1 :] == long[same + 1 :] or swapped == long
