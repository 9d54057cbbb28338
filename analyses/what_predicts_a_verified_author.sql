-- What predicts that an author is verified, as published and corrected?
with

coefficients as (
    select * from {{ ref('verified_status_coefficients') }}
)

select
    term,
    max(odds_ratio) filter (where protocol = 'as_published') as odds_ratio_as_published,
    max(odds_ratio) filter (where protocol = 'corrected') as odds_ratio_corrected
from coefficients
where term != 'intercept'
group by term
order by term
