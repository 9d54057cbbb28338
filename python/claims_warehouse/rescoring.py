"""Decide which videos the champions score, without importing the libraries that score."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from claims_warehouse import engines
from claims_warehouse.cache import code_version, sha256_of
from claims_warehouse.engines import Relation, Rows, Session
from claims_warehouse.features import PHRASE, STATEMENT, TEXT, features_of

if TYPE_CHECKING:
    import duckdb

# What the halves of the text are cut from, if at all: an unchanged text needs no cutting.
DERIVED_FROM = dict.fromkeys((PHRASE, STATEMENT), (TEXT, "has_attribution"))


def current_scores(
    session: Session,
    known_scores: object | None,
    video_features: Relation,
    models: Sequence[Mapping[str, Any]],
    schema: str,
) -> Rows:
    """Score the videos for which no known score holds.

    Parameters
    ----------
    session : Session
        The session that dbt hands to a Python model.
    known_scores : dbt's `this` or None
        Its text is the quoted name of the table of known scores; None where every video is to be scored.
    video_features : Relation
        `int_video_features`.
    models : sequence of mapping
        The champions, as in `int_champion_models`.
    schema : str
        Where the build has the view `int_video_features`.

    Returns
    -------
    Rows
        What `scoring.score_videos` returns, for videos that are new, whose features have changed,
        or that were scored by other champions or by other code.
    """
    input_features = [{**model, "features": features_of(model)} for model in models]
    features = sorted({feature for model in input_features for feature in model["features"]})
    sources = sorted({source for feature in features for source in DERIVED_FROM.get(feature, (feature,))})
    # The names are the package's own, and what is quoted is made of hexadecimal digits.
    followed = [f"'{_scoring_version(session, models, schema)}'", *sources]
    features_hash = f"{engines.hash_sql(video_features, followed)} as features_hash"
    if known_scores is None:
        videos = engines.project(video_features, ["video_id", features_hash, *features])
        row_count = engines.count(video_features)
    else:
        # Tables keep rows from build to build on DuckDB alone.
        hashed = cast("duckdb.DuckDBPyRelation", engines.project(video_features, ["video_id", features_hash]))
        known = session.table(str(known_scores)).set_alias("known")
        is_known = "videos.video_id = known.video_id and videos.features_hash = known.features_hash"
        changed = hashed.set_alias("videos").join(known, is_known, how="anti").to_arrow_table()
        row_count = changed.num_rows
        if not row_count or not models:
            return known.limit(0).to_arrow_reader()
        # Texts are cut for those videos alone that are left.
        videos = engines.from_arrow(session, changed).join(video_features.select("video_id", *features), "video_id")
    from claims_warehouse.claim_models import scoring  # noqa: PLC0415 - takes seconds that an unchanged build saves

    return scoring.score_videos(videos, row_count, input_features)


def _scoring_version(session: Session, models: Sequence[Mapping[str, Any]], schema: str) -> str:
    """Return the SHA-256 of the models, of the code that applies them, and of the SQL that cuts the texts."""
    definition = engines.view_definition(session, schema, "int_video_features")
    model_ids = sorted(model["model_id"] for model in models)
    return sha256_of(f"{model_ids} {code_version('claim_models')} {definition}".encode())
