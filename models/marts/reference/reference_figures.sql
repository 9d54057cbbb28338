-- Every figure that the reference analysis reports beside the same figure measured here. A figure is corrected only
-- where its fault is proved from the data at hand; else it is reproduced, or it differs.
with

reference_comparisons as (
    select * from {{ ref('reference_comparisons') }}
),

finding_proofs as (
    select * from {{ ref('reference_finding_proofs') }}
)

select
    reference_comparisons.figure,
    reference_comparisons.task,
    reference_comparisons.description,
    reference_comparisons.reference_value,
    reference_comparisons.measured_value,
    reference_comparisons.tolerance,
    case
        when reference_comparisons.is_within_tolerance then 'reproduced'
        when finding_proofs.is_proved then 'corrected'
        else 'differs'
    end as verdict,
    case
        when not reference_comparisons.is_reference_data then 'These are not the data of the document.'
        when reference_comparisons.measured_value is null then 'Cannot be measured on these data.'
        when reference_comparisons.is_within_tolerance
            then coalesce(reference_comparisons.remark, 'The data say what the document says.')
        when reference_comparisons.fault is not null and not finding_proofs.is_proved
            then 'The data say otherwise, and do not prove the fault that would explain it.'
        else coalesce(reference_comparisons.remark, 'The data say otherwise.')
    end as explanation
from reference_comparisons
left join finding_proofs on reference_comparisons.fault = finding_proofs.fault
order by reference_comparisons.task, reference_comparisons.figure
