-- What predicts that an author is verified, in the reference analysis and corrected?
with

coefficients as (
    select * from marts.verified_status_coefficients
)

select
    term,
    max(odds_ratio) filter (where evaluation_scheme = 'reference') as odds_ratio_of_reference,
    max(odds_ratio) filter (where evaluation_scheme = 'corrected') as odds_ratio_corrected
from coefficients
where term != 'intercept'
group by term
order by term
