{{ config(
    schema='marts',
    access='public',
    contract={'enforced': true},
    persist_docs={'relation': true, 'columns': true}
) }}
-- Every release up to the one that the released file holds.
with

release_history as (
    select * from {{ ref('release_history') }}
)

select *
from release_history
order by released_at
