-- The champions' artifacts. One whose bytes are not those that its training wrote ends the build here, before anything
-- is read from it.
with

champions as (
    select * from {{ ref('int_champions') }}
),

model_artifacts as (
    select * from {{ ref('int_model_artifacts') }}
)

select
    model_artifacts.model_id,
    model_artifacts.features,
    model_artifacts.is_calibrated,
    model_artifacts.artifact,
    model_artifacts.artifact_sha256
from model_artifacts
semi join champions on model_artifacts.model_id = champions.model_id
where
    {{ refuse_unless(
        "model_artifacts.artifact is null or sha256(model_artifacts.artifact) = model_artifacts.artifact_sha256",
        "'the bytes of the model ' || model_artifacts.model_id || ' are not those that its training wrote, so that nothing is "
        ~ "scored with it. Remove the build file (build/claims_build.duckdb) and build again to train anew'"
    ) }}
order by model_artifacts.model_id
