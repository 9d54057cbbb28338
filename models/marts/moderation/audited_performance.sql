-- How many of the undecided videos were claims, and how many of these the model finds, by the random samples of earlier
-- releases. Of all of them together, and of each.
with

audited_performance as (
    select * from {{ ref('int_audited_performance') }}
)

select
    audit_id,
    audit_number,
    measure,
    measure_value,
    lower_bound,
    upper_bound,
    interval_method,
    video_count,
    drawn_count,
    decided_count,
    open_count,
    finding_code
from audited_performance
