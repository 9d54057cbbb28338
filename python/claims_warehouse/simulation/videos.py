"""A simulated delivery of videos, written by DuckDB: for one seed the same bytes, whatever its version and threads."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import duckdb

from claims_warehouse.simulation import wording

ROW_COUNT = 19_382
SEED = 20_240_229
LEAST_ROWS, MOST_ROWS = 1_000, 10_000_000
# The shape of the document's file, as it and the notes on it publish it.
SIZES = {"claim": 9_608, "opinion": 9_476, "incomplete": 298}
VERIFIED = {"claim": 209, "opinion": 991, "incomplete": 40}
BANNED = {"claim": 1_439, "opinion": 196, "incomplete": 4}
UNDER_REVIEW = {"claim": 1_603, "opinion": 463, "incomplete": 14}
PER_MILLE_WITHOUT_THAT = 28
FIRST_ID, LAST_ID = 1_234_567_890, 9_999_999_999
SHUFFLE_ROUNDS = 3
# A place has at most 33 bits; its product with a multiplier of 30 stays within a signed 64.
MULTIPLIER_BITS = 30

# Eight draws of 32 bits come from two MD5: the engine's own generators may change with its version. Everything is
# computed in whole numbers, which no processor rounds in its own way.
_QUERY = """
with

numbered as (
    select
        range as row_index,
        case when range < {first_rows}[2] then 1 when range < {first_rows}[3] then 2 else 3 end as kind
    from range({row_count})
),

placed as (
    select
        row_index,
        kind,
        row_index - list_extract({first_rows}, kind) as verified_place,
        row_index - list_extract({first_rows}, kind) as ban_place,
        row_index as id_place
    from numbered
),

{shuffles},

hashed as (
    select
        *,
        md5_number('{seed} engagement ' || row_index) as engagement,
        md5_number('{seed} words ' || row_index) as words
    from shuffled
),

drawn as (
    select
        *,
        kind = 1 as is_claim,
        cast(engagement >> 96 as bigint) as view_draw,
        cast((engagement >> 64) & 4294967295 as bigint) as like_draw,
        cast((engagement >> 32) & 4294967295 as bigint) as share_draw,
        cast(engagement & 4294967295 as bigint) as download_draw,
        cast(words >> 96 as bigint) as comment_draw,
        cast((words >> 64) & 4294967295 as bigint) as duration_draw,
        cast((words >> 32) & 4294967295 as bigint) as phrase_draw,
        cast(words & 4294967295 as bigint) as statement_draw
    from hashed
),

viewed as (
    select
        *,
        case when is_claim then 1000 + ((view_draw * 999000) >> 32) else 20 + ((view_draw * 9980) >> 32) end as views,
        -- One draw says both whether a phrase has the word "that" and, by what is left of it, which phrase it is.
        phrase_draw % 1000 < {per_mille_without_that} as is_without_that,
        phrase_draw // 1000 as phrase_number
    from drawn
),

liked as (
    -- Up to two thirds of the views of a claim, four ninths of those of an opinion.
    select
        *,
        ((views * like_draw * case when is_claim then 6 else 4 end) >> 32) // 9 as likes
    from viewed
),

downloaded as (
    select
        *,
        ((likes * share_draw * 2) >> 32) // 5 as shares,
        ((likes * download_draw) >> 32) // 40 as downloads
    from liked
),

commented as (
    -- Up to two thirds of the downloads of a claim, half of those of an opinion.
    select
        *,
        ((downloads * comment_draw * case when is_claim then 4 else 3 end) >> 32) // 6 as comments
    from downloaded
)

select
    row_index + 1 as "#",
    case kind when 1 then 'claim' when 2 then 'opinion' end as claim_status,
    {first_id} + id_place as video_id,
    5 + ((duration_draw * 56) >> 32) as video_duration_sec,
    case
        when kind < 3
            then
                case
                    when is_claim and is_without_that
                        then list_extract({claims_without_that}, 1 + phrase_number % len({claims_without_that}))
                    when is_claim
                        then list_extract({claims_with_that}, 1 + phrase_number % len({claims_with_that}))
                    when is_without_that
                        then list_extract({opinions_without_that}, 1 + phrase_number % len({opinions_without_that}))
                    else list_extract({opinions_with_that}, 1 + phrase_number % len({opinions_with_that}))
                end
                || ' '
                || list_extract({statements}, 1 + ((statement_draw * len({statements})) >> 32))
    end as video_transcription_text,
    case
        when verified_place < list_extract({verified}, kind) then 'verified'
        else 'not verified'
    end as verified_status,
    case
        when ban_place < list_extract({banned}, kind) then 'banned'
        when ban_place < list_extract({banned_or_under_review}, kind) then 'under review'
        else 'active'
    end as author_ban_status,
    case when kind < 3 then cast(views as varchar) else '#N/A' end as video_view_count,
    case when kind < 3 then cast(likes as varchar) else '#N/A' end as video_like_count,
    case when kind < 3 then cast(shares as varchar) else '#N/A' end as video_share_count,
    case when kind < 3 then cast(downloads as varchar) else '#N/A' end as video_download_count,
    case when kind < 3 then cast(comments as varchar) else '#N/A' end as video_comment_count
from commented
"""


def videos_relation(
    connection: duckdb.DuckDBPyConnection, row_count: int = ROW_COUNT, seed: int = SEED
) -> duckdb.DuckDBPyRelation:
    """Describe simulated videos as a relation, which computes them only when it is read.

    Claims come first, then opinions, then incomplete rows, in the shares of the document's file; within each, the
    numbers of verified, banned and reviewed authors are exact: the published count scaled and rounded to the nearest.
    Engagement depends on the claim status alone. No row needs another, so that rows stream in any number.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        The session that computes the rows.
    row_count : int
        Number of rows, from 1,000 to 10 million.
    seed : int
        Another seed gives other videos.

    Returns
    -------
    duckdb.DuckDBPyRelation
        The twelve columns of a videos file in its row order; what is missing is null or, in the counts, `#N/A`.

    Raises
    ------
    ValueError
        If the number of rows is out of range: with fewer, a class may lack a status.
    """
    if not LEAST_ROWS <= row_count <= MOST_ROWS:
        raise ValueError(f"{row_count} rows: the simulator writes from {LEAST_ROWS:,} to {MOST_ROWS:,}")
    sizes = {kind: round(row_count * size / ROW_COUNT) for kind, size in SIZES.items()}
    sizes["incomplete"] = row_count - sizes["claim"] - sizes["opinion"]

    def scaled(counts: Mapping[str, int]) -> list[int]:
        return [round(sizes[kind] * count / SIZES[kind]) for kind, count in counts.items()]

    # Constants in the text, not parameters: DuckDB 1.5 computes a relation with parameters at once and keeps its rows.
    query = _QUERY.format(
        shuffles=_shuffles(list(sizes.values()), seed),
        row_count=row_count,
        seed=int(seed),
        first_rows=[0, sizes["claim"], sizes["claim"] + sizes["opinion"]],
        verified=scaled(VERIFIED),
        banned=scaled(BANNED),
        banned_or_under_review=scaled({kind: BANNED[kind] + UNDER_REVIEW[kind] for kind in BANNED}),
        per_mille_without_that=PER_MILLE_WITHOUT_THAT,
        first_id=FIRST_ID,
        statements=_literal(wording.statements()),
        claims_with_that=_literal(wording.claim_phrases()),
        claims_without_that=_literal(wording.claim_phrases_without_that()),
        opinions_with_that=_literal(wording.opinion_phrases()),
        opinions_without_that=_literal(wording.opinion_phrases_without_that()),
    )
    return connection.sql(query)


def write_videos(path: Path, row_count: int = ROW_COUNT, seed: int = SEED) -> None:
    """Write simulated videos, as `videos_relation` describes them, to a file.

    Parameters
    ----------
    path : Path
        A `.csv` or `.parquet` file; it is replaced.
    row_count : int
        Number of rows, from 1,000 to 10 million.
    seed : int
        Another seed gives another file; the same gives the same bytes as CSV.

    Raises
    ------
    ValueError
        If the path is neither a CSV nor a Parquet file, or the number of rows is out of range.
    """
    if path.suffix not in {".csv", ".parquet"}:
        raise ValueError(f"{path}: the simulator writes .csv or .parquet")
    with duckdb.connect() as connection:
        videos = videos_relation(connection, row_count, seed)
        if path.suffix == ".parquet":
            videos.write_parquet(str(path))
        else:
            # The engine's own quotes would also stand around every `#N/A`; only a comma in a transcript needs any.
            quoted = """
                * replace (
                    case
                        when contains(video_transcription_text, ',') then concat('"', video_transcription_text, '"')
                        else video_transcription_text
                    end as video_transcription_text
                )
            """
            videos.project(quoted).write_csv(str(path), quotechar="", escapechar="")


def _literal(texts: list[str]) -> str:
    """Quote texts as an SQL list."""
    return "[" + ", ".join("'" + text.replace("'", "''") + "'" for text in texts) + "]"


def _shuffles(sizes: list[int], seed: int) -> str:
    """Return the CTEs that shuffle three places of each row, the last of them named `shuffled`.

    A shuffle maps the places 0 to size - 1 to each other one to one, whatever the size, without a sort: it mixes the
    bits of the places under the largest power of two, turns the circle of all places by half, and begins again. The
    mixing takes steps that can each be undone: an odd multiplier, and the upper bits folded onto the lower.
    """
    sizes_of = {"verified": sizes, "ban": sizes, "id": [LAST_ID - FIRST_ID + 1]}
    ctes: list[str] = []
    source = "placed"
    for round_number in range(SHUFFLE_ROUNDS):
        for step in ("spread", "folded", "turned"):
            is_last = round_number == SHUFFLE_ROUNDS - 1 and step == "turned"
            target = "shuffled" if is_last else f"{step}_{round_number}"
            places = ", ".join(
                _shuffle_step(step, f"{name}_place", sizes_of[name], f"{seed} {name} {round_number}")
                for name in sizes_of
            )
            ctes.append(f"{target} as (select * replace ({places}) from {source})")  # noqa: S608 - built of this module's own words
            source = target
    return ",\n\n".join(ctes)


def _shuffle_step(step: str, place: str, sizes: list[int], key: str) -> str:
    """Return one step of a shuffle as an SQL column; `sizes` has one entry, or one for each kind of row."""
    formula = {
        "spread": "case when {place} < {power} then ({place} * {multiplier} + {offset}) & {mask} else {place} end",
        "folded": "case when {place} < {power} then xor({place}, {place} >> {half}) else {place} end",
        "turned": "({place} + {turn}) % {size}",
    }[step]
    filled = [_filled(formula, place, size, key) for size in sizes]
    by_kind = " ".join(f"when {kind} then {text}" for kind, text in enumerate(filled, 1))
    return f"{filled[0] if len(filled) == 1 else f'case kind {by_kind} end'} as {place}"


def _filled(formula: str, place: str, size: int, key: str) -> str:
    bits = size.bit_length() - 1
    digest = int.from_bytes(sha256(key.encode()).digest(), "big")
    return formula.format(
        place=place,
        size=size,
        power=1 << bits,
        mask=(1 << bits) - 1,
        half=(bits + 1) // 2,
        turn=size // 2,
        multiplier=digest % (1 << MULTIPLIER_BITS) | 1,
        offset=digest // (1 << MULTIPLIER_BITS) % (1 << bits),
    )
