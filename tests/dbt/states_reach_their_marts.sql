-- Guards that what is counted as accepted or rejected is what readers find in videos and rejected_rows, file by file.
with

counted as (
    select
        source_file,
        count(*) filter (where row_state = 'accepted') as accepted,
        count(*) filter (where row_state = 'rejected') as rejected
    from {{ ref('int_video_rows') }}
    group by source_file
),

in_marts as (
    select
        source_file,
        sum(accepted) as accepted,
        sum(rejected) as rejected
    from (
        select
            source_file,
            1 as accepted,
            0 as rejected
        from {{ ref('videos') }}
        union all
        select
            source_file,
            0 as accepted,
            1 as rejected
        from {{ ref('rejected_rows') }}
    )
    group by source_file
)

select *
from counted
full outer join in_marts on counted.source_file = in_marts.source_file
where
    counted.accepted != coalesce(in_marts.accepted, 0)
    or counted.rejected != coalesce(in_marts.rejected, 0)
    or counted.source_file is null
