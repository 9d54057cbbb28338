-- Which errors does each classifier make on the test rows?
select
    model_name,
    actual,
    predicted,
    row_count
from {{ ref('confusion_matrices') }}
where split = 'test' and moment != 'none'
order by model_name, actual, predicted
