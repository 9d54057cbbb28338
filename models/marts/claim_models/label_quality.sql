-- How many labels are probably wrong, by confident learning: of the videos that the champion gives a class with
-- confidence, the share for which it is not their label stands for all that are labelled so.
with

label_checks as (
    select * from {{ ref('int_label_checks') }}
),

by_label as (
    select
        scoring_stage,
        case when is_claim then 'claim' else 'opinion' end as claim_status,
        count(*) as labelled_count,
        max(label_threshold) as label_threshold,
        count(is_claim_by_model) as confident_count,
        count(*) filter (where is_claim_by_model != is_claim) as contradicted_count
    from label_checks
    group by scoring_stage, is_claim
),

estimated as (
    select
        *,
        labelled_count * (contradicted_count / nullif(confident_count, 0)) as wrong_count
    from by_label
),

-- What is not known of one class is not known of both.
together as (
    select
        scoring_stage,
        'all' as claim_status,
        cast(sum(labelled_count) as bigint) as labelled_count,
        cast(null as double) as label_threshold,
        cast(sum(confident_count) as bigint) as confident_count,
        cast(sum(contradicted_count) as bigint) as contradicted_count,
        case when count(*) = count(wrong_count) then {{ fixed_point_sum("wrong_count", 6) }} end as wrong_count
    from estimated
    group by scoring_stage
),

rows_of_both as (
    select * from estimated
    union all
    select * from together
)

select
    scoring_stage,
    claim_status,
    labelled_count,
    label_threshold,
    confident_count,
    contradicted_count,
    wrong_count as estimated_wrong_count,
    wrong_count / labelled_count as estimated_wrong_share,
    case
        when wrong_count is null then 'not_estimable'
        when contradicted_count = 0 then 'none_contradicted'
        else 'some_contradicted'
    end as finding_code
from rows_of_both
order by scoring_stage, claim_status
