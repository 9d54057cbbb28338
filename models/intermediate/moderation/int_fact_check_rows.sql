-- Every input row of fact-checks in exactly one state. The latest verdict of an address on a text counts. Two verdicts
-- of one day that differ are both rejected, whatever file they stand in, since nothing says which is right.
with

fact_checks as (
    select * from {{ ref('stg_input__fact_checks') }}
),

well_formed as (
    select
        source_file,
        row_number,
        url,
        claim_text,
        checked_on,
        min(verdict) over same_day != max(verdict) over same_day as is_contradicted
    from fact_checks
    where len(reasons) = 0
    window same_day as (partition by url, claim_text, checked_on)
),

verdicts as (
    select
        source_file,
        row_number,
        row_number() over same_day > 1 as repeats_earlier_row,
        checked_on < max(checked_on) over (partition by url, claim_text) as has_later_verdict
    from well_formed
    where not is_contradicted
    window same_day as (partition by url, claim_text, checked_on order by source_file, row_number)
)

select
    fact_checks.* exclude (reasons),
    case
        when verdicts.row_number is null then 'rejected'
        when verdicts.repeats_earlier_row then 'duplicate'
        when verdicts.has_later_verdict then 'superseded'
        else 'accepted'
    end as row_state,
    case
        when well_formed.is_contradicted then ['url has another verdict on claim_text of the same day']
        else fact_checks.reasons
    end as reasons
from fact_checks
left join well_formed using (source_file, row_number)
left join verdicts using (source_file, row_number)
