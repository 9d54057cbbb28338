"""A simulated input file of videos, drawn by DuckDB.

For one seed it is the same bytes as CSV and the same rows as Parquet, whatever DuckDB's version and threads.
"""

import csv
from collections.abc import Mapping
from math import gcd
from pathlib import Path

import duckdb

from claims_warehouse.simulation import wording

ROW_COUNT = 19_382
SEED = 20_240_229
# The shape of the document's file.
CLAIMS, OPINIONS, INCOMPLETE = 9_608, 9_476, 298
VERIFIED = {"claim": 209, "opinion": 991, "incomplete": 40}
BANNED = {"claim": 1_439, "opinion": 196, "incomplete": 4}
UNDER_REVIEW = {"claim": 1_603, "opinion": 463, "incomplete": 14}
WITHOUT_THAT = 0.028
FIRST_ID, LAST_ID = 1_234_567_890, 9_999_999_999
BATCH_ROWS = 20_000
MAX_DAYS = 366
GOLDEN_RATIO = 0.618_033_988_749_895

# Each half of an MD5 gives two draws of 32 bits: the engine's own generator may change from version to version.
_QUERY = """
with

numbered as (
    select
        range as row_index,
        case when range < $claims then 1 when range < $labelled then 2 else 3 end as kind,
        md5_number_lower($seed || 'length and reach' || range) as a,
        md5_number_upper($seed || 'length and reach' || range) as b,
        md5_number_lower($seed || 'reactions' || range) as c,
        md5_number_upper($seed || 'reactions' || range) as d,
        md5_number_lower($seed || 'words' || range) as e
    from range($row_count)
),

drawn as (
    select
        row_index,
        kind,
        kind = 1 as is_claim,
        -- Steps of a multiplier without a common factor meet every place of the class once: counts come out exact.
        row_index * list_extract($multipliers, kind) % list_extract($sizes, kind) as place_by_verified,
        (row_index * list_extract($multipliers, kind) % list_extract($sizes, kind) + 7)
        * list_extract($multipliers, kind) % list_extract($sizes, kind) as place_by_ban,
        (a >> 32) / 4294967296.0 as duration_draw,
        (a & 4294967295) / 4294967296.0 as view_draw,
        (b >> 32) / 4294967296.0 as like_draw,
        (b & 4294967295) / 4294967296.0 as share_draw,
        (c >> 32) / 4294967296.0 as download_draw,
        (c & 4294967295) / 4294967296.0 as comment_draw,
        (d >> 32) / 4294967296.0 as statement_draw,
        (d & 4294967295) / 4294967296.0 as phrase_draw,
        (e >> 32) / 4294967296.0 as that_draw
    from numbered
),

watched as (
    select
        *,
        case
            when is_claim then 1000 + cast(floor(view_draw * 999000) as bigint)
            else 20 + cast(floor(view_draw * 9980) as bigint)
        end as views
    from drawn
),

liked as (
    select
        *,
        cast(floor(views * like_draw * case when is_claim then 2.0 / 3 else 4.0 / 9 end) as bigint) as likes
    from watched
),

downloaded as (
    select
        *,
        cast(floor(likes * share_draw * 0.4) as bigint) as shares,
        cast(floor(likes * download_draw * 0.025) as bigint) as downloads
    from liked
),

phrased as (
    select
        *,
        case
            when is_claim and that_draw < $without_that then $claim_phrases_without_that
            when is_claim then $claim_phrases
            when that_draw < $without_that then $opinion_phrases_without_that
            else $opinion_phrases
        end as phrases
    from downloaded
)

select
    row_index + 1 as "#",
    list_extract(['claim', 'opinion', null], kind) as claim_status,
    $first_id + (row_index * $id_multiplier) % $id_count as video_id,
    5 + cast(floor(duration_draw * 56) as bigint) as video_duration_sec,
    case
        when kind < 3
            then
                phrases[1 + cast(floor(phrase_draw * len(phrases)) as bigint)]
                || ' '
                || list_extract($statements, 1 + cast(floor(statement_draw * len($statements)) as bigint))
    end as video_transcription_text,
    case
        when place_by_verified < list_extract($verified, kind) then 'verified'
        else 'not verified'
    end as verified_status,
    case
        when place_by_ban < list_extract($banned, kind) then 'banned'
        when place_by_ban < list_extract($banned_or_under_review, kind) then 'under review'
        else 'active'
    end as author_ban_status,
    case when kind = 3 then '#N/A' else cast(views as varchar) end as video_view_count,
    case when kind = 3 then '#N/A' else cast(likes as varchar) end as video_like_count,
    case when kind = 3 then '#N/A' else cast(shares as varchar) end as video_share_count,
    case when kind = 3 then '#N/A' else cast(downloads as varchar) end as video_download_count,
    case
        when kind = 3 then '#N/A'
        else cast(
            cast(floor(downloads * comment_draw * case when is_claim then 2.0 / 3 else 0.5 end) as bigint) as varchar
        )
    end as video_comment_count
from phrased
"""

# Neighbouring rows go to different days, so each day holds claims, opinions and incomplete rows.
_BY_DAY = f"""
select
    *,
    date '2026-01-01' + cast(("#" - 1) % $days as integer) as delivered_on
from ({_QUERY})
"""  # noqa: S608 - of constants alone


def write_videos(path: Path, row_count: int = ROW_COUNT, seed: int = SEED, days: int = 0) -> None:
    """Write simulated videos.

    Claims come first, then opinions, then incomplete rows, in the shares of the document's file; the shares of
    verified, banned and reviewed authors are exact within each. Engagement depends on the claim status alone.

    Parameters
    ----------
    path : Path
        A `.csv` or `.parquet` file; it is replaced.
    row_count : int
        Number of rows, from 1,000 to 10 million.
    days : int
        Where it is not 0, `path` is a folder, which must not exist yet, and the rows come as Parquet in as many folders
        `delivered_on=…` below it, one a day.
    seed : int
        Another seed gives another file; the same gives the same bytes as CSV, the same rows as Parquet.

    Raises
    ------
    ValueError
        If the path is neither a CSV nor a Parquet file, or the number of rows or days is out of range.
    FileExistsError
        If the folder of the days is there already.
    """
    if not 0 <= days <= MAX_DAYS:
        raise ValueError(f"{days} days: the simulator writes up to {MAX_DAYS} (CLM-096)")
    if path.suffix not in {".csv", ".parquet"} and not days:
        raise ValueError(f"{path}: the simulator writes .csv or .parquet (CLM-096)")
    if not 1_000 <= row_count <= 10_000_000:  # noqa: PLR2004 - below, a class may lack a status
        raise ValueError(f"{row_count} rows: the simulator writes from 1,000 to 10,000,000 (CLM-096)")
    with duckdb.connect() as connection:
        parameters = _parameters(row_count, seed)
        if days:
            path.mkdir()
            connection.sql(_BY_DAY, params=parameters | {"days": days}).write_parquet(
                str(path), partition_by=["delivered_on"]
            )
        elif path.suffix == ".parquet":
            connection.sql(_QUERY, params=parameters).write_parquet(str(path))
        else:
            # The engine's own writer would put quotes around every `#N/A`.
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                # Threads may finish in any order; the largest Parquet files do without a sort of all their columns.
                videos = connection.execute(f'{_QUERY} order by "#"', parameters)
                writer.writerow([column[0] for column in videos.description])
                while rows := videos.fetchmany(BATCH_ROWS):
                    writer.writerows(rows)


def _parameters(row_count: int, seed: int) -> dict[str, object]:
    claims = round(row_count * CLAIMS / ROW_COUNT)
    opinions = round(row_count * OPINIONS / ROW_COUNT)
    sizes = {"claim": claims, "opinion": opinions, "incomplete": row_count - claims - opinions}
    reference_sizes = {"claim": CLAIMS, "opinion": OPINIONS, "incomplete": INCOMPLETE}

    def scaled(counts: Mapping[str, int]) -> list[int]:
        return [round(sizes[kind] * count / reference_sizes[kind]) for kind, count in counts.items()]

    id_count = LAST_ID - FIRST_ID + 1
    return {
        "row_count": row_count,
        "seed": f"{seed} ",
        "claims": claims,
        "labelled": claims + opinions,
        "sizes": list(sizes.values()),
        "multipliers": [_multiplier(size, seed) for size in sizes.values()],
        "verified": scaled(VERIFIED),
        "banned": scaled(BANNED),
        "banned_or_under_review": scaled({kind: BANNED[kind] + UNDER_REVIEW[kind] for kind in BANNED}),
        "without_that": WITHOUT_THAT,
        "first_id": FIRST_ID,
        "id_count": id_count,
        "id_multiplier": _multiplier(id_count, seed),
        "statements": wording.statements(),
        "claim_phrases": wording.claim_phrases(),
        "opinion_phrases": wording.opinion_phrases(),
        "claim_phrases_without_that": wording.claim_phrases_without_that(),
        "opinion_phrases_without_that": wording.opinion_phrases_without_that(),
    }


def _multiplier(size: int, seed: int) -> int:
    """Return a number without a factor in common with `size`, about a golden section of it, moved by the seed."""
    start = int(size * GOLDEN_RATIO) + seed % 1_000
    return next(number for number in range(start, start + size) if gcd(number, size) == 1)
