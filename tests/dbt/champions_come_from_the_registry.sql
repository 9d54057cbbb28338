-- Guards that what is in use is what the registry says is in use, with the artifact that the registry names.
select *
from {{ ref('model_registry') }} as registry
full outer join {{ ref('int_champion_models') }} as used on registry.model_id = used.model_id
where
    registry.is_in_use is distinct from (used.model_id is not null)
    or registry.artifact_sha256 != used.artifact_sha256
