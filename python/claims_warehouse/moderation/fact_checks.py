"""Known fact-checks: which of the claims that others have checked are most like a claim of the videos."""

from typing import TYPE_CHECKING

import pyarrow as pa

from claims_warehouse import engines, locations
from claims_warehouse.engines import Relation

if TYPE_CHECKING:
    from claims_warehouse.moderation.matching import Encoder

SCHEMA = pa.schema(
    [
        ("claim_id", pa.string()),
        ("match_rank", pa.int64()),
        ("similarity", pa.float64()),
        ("checked_claim_text", pa.string()),
        ("title", pa.string()),
        ("verdict", pa.string()),
        ("url", pa.string()),
        ("checked_on", pa.date32()),
    ]
)


def encoder_version(sentence_encoder: str) -> str | None:
    """Return a hash of the sentence encoder that a variable names, or nothing where it names none.

    Parameters
    ----------
    sentence_encoder : str
        A folder, an installed package, or empty.

    Returns
    -------
    str or None

    Raises
    ------
    SentenceEncoderError
        If it cannot be used.
    """
    if not sentence_encoder:
        return None
    from claims_warehouse.moderation import sentence_encoder as encoders  # noqa: PLC0415 - an extra

    return encoders.encoder_version(encoders.find_encoder(sentence_encoder, locations.project_root()))


def load_encoder(sentence_encoder: str) -> "Encoder | None":
    """Return the sentence encoder that a variable names, or nothing where it names none.

    Parameters
    ----------
    sentence_encoder : str
        A folder, an installed package, or empty.

    Returns
    -------
    Encoder or None

    Raises
    ------
    SentenceEncoderError
        If it cannot be used.
    """
    if not sentence_encoder:
        return None
    from claims_warehouse.moderation import sentence_encoder as encoders  # noqa: PLC0415 - an extra

    return encoders.SentenceEncoder(encoders.find_encoder(sentence_encoder, locations.project_root()))


def match_claims(claims: Relation, fact_checks: Relation, sentence_encoder: str = "") -> pa.Table:
    """Find the fact-checks that are most like each claim.

    Parameters
    ----------
    claims : Relation
        `claim_id` and `normalised_statement`, the first statement of each claim.
    fact_checks : Relation
        `int_fact_checks`.
    sentence_encoder : str
        A folder or an installed package that compares texts beside words and characters, or empty.

    Returns
    -------
    pyarrow.Table
        The columns of `SCHEMA`, the matches of a claim ranked from 1. A claim that no fact-check is like has none.
    """
    checks = engines.to_arrow(fact_checks, order_by=["url", "checked_claim_text"])
    if not checks.num_rows:
        return SCHEMA.empty_table()
    from claims_warehouse.moderation.matching import TextMatcher  # noqa: PLC0415 - most builds have no fact-checks

    texts = zip(checks["checked_claim_text"].to_pylist(), checks["title"].to_pylist(), strict=True)
    matcher = TextMatcher(load_encoder(sentence_encoder)).fit([f"{text} {title or ''}" for text, title in texts])
    ordered = engines.to_arrow(claims, order_by=["claim_id"])
    matches = matcher.match(ordered["normalised_statement"].to_pylist())
    columns = [
        ordered["claim_id"].take(pa.array(matches.text)),
        matches.rank,
        matches.similarity,
        *(checks[name].take(pa.array(matches.document)) for name in SCHEMA.names[3:]),
    ]
    return pa.table(columns, schema=SCHEMA)
