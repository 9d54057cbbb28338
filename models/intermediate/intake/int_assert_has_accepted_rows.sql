-- Statistics and models need videos: without any, the build ends here and says why.
with

video_rows as (
    select
        source_file,
        row_state,
        reasons
    from {{ ref('int_video_rows') }}
),

reasons as (
    select unnest(reasons) as reason
    from video_rows
    where row_state = 'rejected'
),

reason_counts as (
    select
        reason,
        count(*) as row_count
    from reasons
    group by reason
),

counts as (
    select
        count(*) as row_count,
        count(*) filter (where row_state = 'accepted') as accepted_count,
        string_agg(distinct source_file, ', ' order by source_file) as source_files
    from video_rows
)

select
    row_count,
    accepted_count
from counts
where
    {{ refuse_unless(
        "accepted_count > 0",
        "'every one of the ' || row_count || ' rows of ' || coalesce(source_files, 'the input') || ' is rejected: '"
        ~ " || coalesce((select string_agg(reason || ' (' || row_count || ' rows)', '; ' order by row_count desc, reason) "
        ~ "from reason_counts), 'the input has a header only') || '. Correct the file and build again; "
        ~ ref('int_video_rows').schema ~ ".int_video_rows of the build file holds each row with its reasons (CLM-070).'"
    ) }}
