-- Guards that every figure of the document is compared or, on other data, none, and that nothing counts as reproduced
-- without a measurement.
select *
from {{ ref('reference_values') }} as document
full outer join {{ ref('reference_figures') }} as compared on document.figure = compared.figure
where
    document.figure is null
    or (compared.figure is null and exists (select 1 from {{ ref('reference_figures') }}))
    or (compared.measured_value is null and compared.verdict != 'differs')
