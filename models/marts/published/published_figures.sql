-- Every figure that the document publishes beside the same figure measured here. A figure is corrected only where its
-- fault is proved from the data at hand; else it is reproduced, or it differs.
with

compared_figures as (
    select * from {{ ref('int_compared_figures') }}
),

fault_proofs as (
    select * from {{ ref('int_fault_proofs') }}
)

select
    compared_figures.figure,
    compared_figures.task,
    compared_figures.description,
    compared_figures.published_value,
    compared_figures.measured_value,
    compared_figures.tolerance,
    case
        when compared_figures.is_within_tolerance then 'reproduced'
        when fault_proofs.is_proved then 'corrected'
        else 'differs'
    end as verdict,
    case
        when not compared_figures.are_the_documents_data then 'These are not the data of the document.'
        when compared_figures.measured_value is null then 'Cannot be measured on these data.'
        when compared_figures.is_within_tolerance
            then coalesce(compared_figures.remark, 'The data say what the document says.')
        when compared_figures.fault is not null and not fault_proofs.is_proved
            then 'The data say otherwise, and do not prove the fault that would explain it.'
        else coalesce(compared_figures.remark, 'The data say otherwise.')
    end as explanation
from compared_figures
left join fault_proofs on compared_figures.fault = fault_proofs.fault
order by compared_figures.task, compared_figures.figure
