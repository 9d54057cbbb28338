-- Every publication that led to the one at hand, which is the one that this file holds.
with

publication_history as (
    select * from {{ ref('publication_history') }}
)

select *
from publication_history
order by published_at
