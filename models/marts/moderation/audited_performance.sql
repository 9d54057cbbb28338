-- How many of the undecided videos were claims, and how many of these the model finds, by the random samples of earlier
-- releases. Of all of them together, and of each.
with

audited_performance as (
    select * from {{ ref('int_audited_performance') }}
),

audits as (
    select
        audit_id,
        max(audit_number) as audit_number,
        {{ total("video_count") }} as video_count,
        {{ total("drawn_count") }} as drawn_count,
        {{ total("decided_count") }} as decided_count,
        {{ total("case when stratum not like 'selected%' then decided_count end") }} as audited_count
    from {{ ref('int_audited_strata') }}
    group by audit_id
),

all_audits as (
    select
        'all' as audit_id,
        cast(null as bigint) as audit_number,
        coalesce({{ total("video_count") }}, 0) as video_count,
        coalesce({{ total("drawn_count") }}, 0) as drawn_count,
        coalesce({{ total("decided_count") }}, 0) as decided_count,
        coalesce({{ total("audited_count") }}, 0) as audited_count
    from audits
),

counts as (
    select * from audits
    union all
    select * from all_audits
)

select
    audited_performance.audit_id,
    counts.audit_number,
    audited_performance.measure,
    audited_performance.measure_value,
    audited_performance.lower_bound,
    audited_performance.upper_bound,
    audited_performance.interval_method,
    counts.video_count,
    counts.drawn_count,
    counts.decided_count,
    counts.drawn_count - counts.decided_count as open_count,
    case
        when counts.audited_count = 0 then 'no_audits'
        when audited_performance.measure_value is null then 'not_estimable'
        else 'estimated'
    end as finding_code
from audited_performance
inner join counts on audited_performance.audit_id = counts.audit_id
