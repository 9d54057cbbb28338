-- Guards that the list of the releases marks one as the one that the file holds: none before the first.
select count(*) as marked
from {{ ref('releases') }}
where is_current
having count(*) > 1
