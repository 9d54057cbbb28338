-- Every figure that the reference analysis reports beside the same figure measured here. A figure is corrected only
-- where a finding on it is proved from the data at hand; else it is reproduced, or it differs.
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
        when reference_comparisons.measured_value is null then 'not_measurable'
        when
            reference_comparisons.finding is not null and not finding_proofs.is_proved
            and not reference_comparisons.is_within_tolerance
            then 'finding_not_proved'
        when reference_comparisons.remark is not null then 'remarked'
        when reference_comparisons.is_within_tolerance then 'agrees'
        else 'disagrees'
    end as explanation_code,
    reference_comparisons.remark
from reference_comparisons
left join finding_proofs on reference_comparisons.finding = finding_proofs.finding
