-- The artifacts of the champions in use. One whose bytes are not those that its training wrote ends the build here,
-- before anything is read from it.
with

champions as (
    select * from {{ ref('int_champions') }}
),

kept_champions as (
    select * from {{ ref('int_kept_champions') }}
)

select
    kept_champions.model_id,
    kept_champions.features,
    kept_champions.is_calibrated,
    kept_champions.artifact,
    kept_champions.artifact_sha256
from kept_champions
semi join champions on kept_champions.model_id = champions.model_id
where
    {{ refuse_unless(
        "kept_champions.artifact is null or sha256(kept_champions.artifact) = kept_champions.artifact_sha256",
        "'the bytes of the model ' || kept_champions.model_id || ' are not those that its training wrote, so that nothing is "
        ~ "scored with it. Remove the build file (build/claims_build.duckdb) and build again to train anew (CLM-073)'"
    ) }}
