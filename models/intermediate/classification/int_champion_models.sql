-- The champions' artifacts, by the moments at which they are used. One whose bytes are not those that its training
-- wrote ends the build here, before anything is read from it.
with

champions as (
    select * from {{ ref('int_champions') }}
),

claim_models as (
    select * from {{ ref('int_claim_models') }}
),

moments as (
    select
        model_id,
        list(moment order by moment) as used_at
    from champions
    group by model_id
)

select
    claim_models.model_id,
    claim_models.moment,
    moments.used_at,
    claim_models.features,
    claim_models.artifact,
    claim_models.artifact_sha256
from claim_models
inner join moments on claim_models.model_id = moments.model_id
where
    {{ refuse_unless(
        "claim_models.artifact is null or sha256(claim_models.artifact) = claim_models.artifact_sha256",
        "'the bytes of the model ' || claim_models.model_id || ' are not those that its training wrote, so that nothing is "
        ~ "scored with it. Remove the build file (build/claims_build.duckdb) and build again to train anew'"
    ) }}
order by claim_models.model_id
