-- The champions' artifacts. One whose bytes are not those that its training wrote ends the build here, before anything
-- is read from it.
with

champions as (
    select * from {{ ref('int_champions') }}
),

claim_models as (
    select * from {{ ref('int_claim_models') }}
)

select
    claim_models.model_id,
    claim_models.features,
    claim_models.artifact,
    claim_models.artifact_sha256
from claim_models
semi join champions on claim_models.model_id = champions.model_id
where
    {{ refuse_unless(
        "claim_models.artifact is null or sha256(claim_models.artifact) = claim_models.artifact_sha256",
        "'the bytes of the model ' || claim_models.model_id || ' are not those that its training wrote, so that nothing is "
        ~ "scored with it. Remove the build file (build/claims_build.duckdb) and build again to train anew'"
    ) }}
