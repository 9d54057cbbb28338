-- Every publication up to the one that the published file holds.
with

publication_history as (
    select * from {{ ref('publication_history') }}
)

select *
from publication_history
order by published_at
