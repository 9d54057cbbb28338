-- Guards that no row is lost or counted twice: for every source file the rows that were read are the rows in the four
-- states, row by row and in the counts that readers see.
with

delivered as (
    select
        source_file,
        count(*) as rows_delivered
    from {{ ref('raw_videos') }}
    group by source_file
),

states as (
    select
        source_file,
        count(*) as rows_in_states,
        count(distinct row_number) as distinct_rows
    from {{ ref('int_video_rows') }}
    where row_state in ('accepted', 'rejected', 'duplicate', 'superseded')
    group by source_file
),

reported as (
    select
        source_file,
        sum(row_count) filter (where check_name = 'rows_delivered') as rows_delivered,
        sum(row_count) filter (
            where check_name in ('rows_accepted', 'rows_rejected', 'rows_duplicate', 'rows_superseded')
        ) as rows_in_states
    from {{ ref('data_quality') }}
    where file_kind = 'videos'
    group by source_file
)

select *
from reported
left join delivered on reported.source_file = delivered.source_file
left join states on reported.source_file = states.source_file
where
    reported.rows_delivered != coalesce(delivered.rows_delivered, 0)
    or reported.rows_in_states != coalesce(delivered.rows_delivered, 0)
    or coalesce(states.rows_in_states, 0) != coalesce(delivered.rows_delivered, 0)
    or coalesce(states.distinct_rows, 0) != coalesce(delivered.rows_delivered, 0)
