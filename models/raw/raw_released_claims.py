from claims_warehouse import engines, locations
from claims_warehouse.release import released_claims


def model(dbt, session):
    dbt.config(materialized="table")
    reviews = dbt.ref("raw_reviews")
    without_video = reviews.filter(
        "claim_id is not null and release_id is not null and try_cast(video_id as bigint) is null"
    )
    named = engines.to_arrow(without_video, columns=["release_id", "claim_id"]).to_pylist()
    return released_claims.decided_claims(locations.warehouse(), named)
