-- Guards that the list of the publications marks one as the one that the file holds: none before the first.
select count(*) as marked
from {{ ref('publications') }}
where is_this
having count(*) > 1
