"""Small labelled sets of texts in several languages and scripts, made of templates."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from claims_warehouse.simulation.texts import videos_of_texts

# Of each language: what claims say, what opinions say, and what stands in the gaps. Places and things stand in both.
LANGUAGES: dict[str, tuple[list[str], list[str], list[str], list[str]]] = {
    "english": (
        [
            "{place} took in {n} {thing} in {year}",
            "nearly {n} percent of the {thing} at {place} were replaced in {year}",
            "{place} closes {n} minutes earlier than it did in {year}",
            "a report counts {n} {thing} at {place}",
        ],
        [
            "i would rather wait at {place} than count {thing} all day",
            "{place} looks dull without {thing} and nobody seems to mind",
            "they should really paint the {thing} at {place} in a warmer colour",
            "honestly the {thing} near {place} make me happy 😀",
        ],
        ["the mill", "our harbour", "the old depot", "the fish market", "the tram stop"],
        ["carts", "barrels", "lamps", "parcels", "tickets", "windows"],
    ),
    "spanish": (
        [
            "{place} recibió {n} {thing} en {year}",
            "casi el {n} por ciento de {thing} en {place} se cambió en {year}",
            "según un informe hay {n} {thing} en {place}",
            "{place} cerró {n} días durante {year}",
        ],
        [
            "prefiero esperar en {place} que contar {thing}",
            "¡qué triste está {place} sin {thing}!",
            "deberían pintar {thing} de {place} de otro color",
            "me encantan {thing} de {place}, de verdad",
        ],
        ["el molino", "nuestro puerto", "la estación", "el mercado", "la biblioteca"],
        ["los carros", "las lámparas", "los paquetes", "las ventanas", "los billetes"],
    ),
    "german": (
        [
            "{place} nahm {year} genau {n} {thing} auf",
            "rund {n} Prozent der {thing} an {place} wurden {year} ersetzt",
            "laut Bericht stehen {n} {thing} an {place}",
            "{place} schließt seit {year} um {n} Minuten früher",
        ],
        [
            "ich warte lieber an {place}, als {thing} zu zählen",
            "ohne {thing} wirkt {place} einfach trostlos",
            "man sollte die {thing} an {place} endlich schöner streichen",
            "ehrlich, die {thing} an {place} machen mich glücklich",
        ],
        ["Mühlenplatz", "Hafenstraße", "Bahnhofshalle", "Fischmarkt", "Lesesaal"],
        ["Karren", "Fässer", "Lampen", "Pakete", "Fenster"],
    ),
    "chinese": (
        [
            "{place}在{year}年接收了{n}个{thing}",
            "{year}年{place}约有百分之{n}的{thing}被更换",
            "报告称{place}共有{n}个{thing}",
            "{place}自{year}年起提前{n}分钟关门",
        ],
        [
            "我宁愿在{place}等着也不想数{thing}",
            "没有{thing}的{place}看起来真无聊",
            "{place}的{thing}应该换个好看的颜色吧",
            "说真的{place}的{thing}让我很开心😀",
        ],
        ["磨坊", "港口", "老仓库", "鱼市场", "阅览室"],
        ["推车", "木桶", "路灯", "包裹", "窗户"],
    ),
    "arabic": (
        [
            "استقبل {place} {n} من {thing} في عام {year}",
            "جرى استبدال {n} في المئة من {thing} في {place} عام {year}",
            "يذكر التقرير وجود {n} من {thing} في {place}",
            "يغلق {place} أبوابه قبل موعده بنحو {n} دقيقة منذ {year}",
        ],
        [
            "أفضل الانتظار في {place} على عد {thing}",
            "يبدو {place} مملا بدون {thing} ولا أحد يهتم",
            "يجب أن يدهنوا {thing} في {place} بلون أجمل",
            "بصراحة {thing} في {place} تجعلني سعيدا",
        ],
        ["المطحنة", "الميناء", "المستودع القديم", "سوق السمك", "قاعة القراءة"],
        ["العربات", "البراميل", "المصابيح", "الطرود", "النوافذ"],
    ),
}
# How often a text of one kind bears the label of the other, as people's labels do.
NOISE = 0.1


def labelled_texts(
    row_count: int,
    *,
    languages: Sequence[str] = tuple(LANGUAGES),
    claim_share: float = 0.5,
    noise: float = NOISE,
    seed: int = 0,
) -> tuple[list[str], list[bool]]:
    """Return texts, the languages in turn, and labels, of which the share of claims is exact.

    Parameters
    ----------
    noise : float
        Share of the texts that are of the other kind than their label; at 0.5 labels tell nothing of texts.
    """
    generator = random.Random(seed)
    claims = [True] * round(claim_share * row_count)
    labels = claims + [False] * (row_count - len(claims))
    generator.shuffle(labels)
    texts = []
    for number, label in enumerate(labels):
        claim_templates, opinion_templates, places, things = LANGUAGES[languages[number % len(languages)]]
        is_claim_text = label != (generator.random() < noise)
        text = generator.choice(claim_templates if is_claim_text else opinion_templates).format(
            place=generator.choice(places),
            thing=generator.choice(things),
            n=generator.randint(2, 95),
            year=generator.randint(1950, 2025),
        )
        texts.append(text)
    return texts, labels


def unrelated_texts(row_count: int, *, claim_share: float = 0.5, seed: int = 0) -> tuple[list[str], list[bool]]:
    """Return texts and labels that have nothing to do with each other."""
    texts, labels = labelled_texts(row_count, claim_share=claim_share, seed=seed)
    return texts, shuffled(labels, seed + 1)


def shuffled(labels: Sequence[bool], seed: int = 0) -> list[bool]:
    """Return the same labels in another order."""
    return random.Random(f"labels {seed}").sample(list(labels), len(labels))


def daily_files(
    folder: Path, texts: Sequence[str], labels: Sequence[bool], *, days: int = 10, shuffled_from: int | None = None
) -> Iterator[Path]:
    """Write a file a day, in the order of the texts, and yield its path.

    Parameters
    ----------
    shuffled_from : int or None
        The day, counted from 1, from which on the labels of the day are shuffled among its texts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for day in range(1, days + 1):
        rows = slice(len(texts) * (day - 1) // days, len(texts) * day // days)
        given = list(labels[rows])
        if shuffled_from is not None and day >= shuffled_from:
            given = shuffled(given, day)
        path = folder / f"day_{day:02}.parquet"
        pq.write_table(videos_of_texts(texts[rows], given, seed=1, first_number=rows.start + 1), path)
        yield path


def write_texts(path: Path, texts: Sequence[str], labels: Sequence[bool], fresh_count: int = 0, seed: int = 0) -> Path:
    """Write an input file whose last rows are fresh: without label and without counts."""
    known = len(texts) - fresh_count
    tables = [videos_of_texts(texts[:known], labels[:known], seed=seed)]
    if fresh_count:
        fresh = videos_of_texts(
            texts[known:], [None] * fresh_count, seed=seed, first_number=known + 1, with_counts=False
        )
        tables.append(fresh)
    pq.write_table(pa.concat_tables(tables), path)
    return path
