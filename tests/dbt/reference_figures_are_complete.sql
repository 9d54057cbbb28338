-- Guards that every figure of the document is compared, and that nothing counts as reproduced without a measurement.
select *
from {{ ref('reference_values') }} as document
full outer join {{ ref('reference_figures') }} as compared on document.figure = compared.figure
where
    document.figure is null
    or compared.figure is null
    or (compared.measured_value is null and compared.verdict != 'differs')
