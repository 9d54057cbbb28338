-- If far fewer videos are accepted than the last release has, for instance because a folder is not mounted, the build
-- ends here and names the files that lost most.
{%- set max_share = max_withdrawn_share() %}
{%- set named_files = 5 %}
with

released_files as (
    select * from {{ ref('released_files') }}
    where file_kind = 'videos'
),

videos as (
    select count(*) as accepted_count
    from {{ ref('videos') }}
),

released as (
    select coalesce(sum(released_rows), 0) as released_count
    from released_files
),

losses as (
    select
        is_gone,
        source_file,
        released_rows,
        accepted_rows,
        row_number() over (order by released_rows - accepted_rows desc, source_file) as place
    from released_files
    where accepted_rows < released_rows
),

named as (
    select
        string_agg(
            source_file || case
                when is_gone then ' (gone, with ' || released_rows || ' accepted rows)'
                else ' (' || accepted_rows || ' of ' || released_rows || ' accepted rows are left)'
            end,
            ', ' order by place
        ) as files
    from losses
    where place <= {{ named_files }}
),

further as (
    select count(*) as file_count
    from losses
    where place > {{ named_files }}
),

counts as (
    select
        cast(released.released_count as bigint) as released_count,
        videos.accepted_count,
        round(coalesce(1 - videos.accepted_count / nullif(released.released_count, 0), 0), 9) as withdrawn_share,
        named.files
        || case when further.file_count > 0 then ' and ' || further.file_count || ' more' else '' end as files
    from released
    cross join videos
    cross join named
    cross join further
)

select
    released_count,
    accepted_count,
    withdrawn_share
from counts
where
    {{ refuse_unless(
        "withdrawn_share <= " ~ max_share,
        "'this build accepts ' || accepted_count || ' videos, the last release has ' || released_count || ': '"
        ~ " || format('{:.1f}', 100 * withdrawn_share) || '% fewer, where the variable max_withdrawn_share allows '"
        ~ " || format('{:.1f}', 100 * " ~ max_share ~ ") || '%. Nothing is released. Files: ' || coalesce(files, 'none')"
        ~ " || '. Put back what is gone; if it is to go, raise the variable for this one build, to '"
        ~ " || format('{:.2f}', ceil(100 * withdrawn_share) / 100) || ' (CLM-071)'"
    ) }}
