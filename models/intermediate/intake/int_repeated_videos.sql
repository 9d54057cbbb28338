-- The state of each well-formed row whose video is in more than one row: what other rows say of a video decides
-- here. All other rows are accepted or rejected on their own.
with

well_formed as (
    select * from {{ ref('int_cleaned_video_rows') }}
    where len(reasons) = 0
),

repeated_videos as (
    select video_id
    from well_formed
    group by video_id
    having count(*) > 1
),

repeated_rows as (
    select
        source_file,
        row_number,
        video_id,
        delivered_on,
        -- The free text comes last, so that no two different contents make one string.
        md5(concat_ws(
            '|', video_id, coalesce(claim_status, ''), verified_status, author_ban_status, video_duration_sec,
            {{ count_metrics() | join(', ') }}, video_transcription_text
        )) as content_hash
    from well_formed
    semi join repeated_videos using (video_id)
),

compared as (
    select
        *,
        min(content_hash) over same_file != max(content_hash) over same_file as is_contradicted
    from repeated_rows
    window same_file as (partition by source_file, video_id)
),

-- A later file is told by its content, a date column or folder, and else by its file's name: never by when it
-- arrived, so that a rebuild from nothing ends in the same state.
versions as (
    select
        source_file,
        row_number,
        video_id,
        coalesce(content_hash = lag(content_hash) over earlier_first, false) as repeats_earlier_row,
        row_number() over earlier_first as version_number
    from compared
    where not is_contradicted
    window earlier_first as (
        partition by video_id order by delivered_on nulls first, source_file, row_number
    )
),

last_versions as (
    select
        video_id,
        max(version_number) as version_number
    from versions
    where not repeats_earlier_row
    group by video_id
)

select
    compared.source_file,
    compared.row_number,
    case
        when compared.is_contradicted then 'rejected'
        when versions.repeats_earlier_row then 'duplicate'
        when versions.version_number < last_versions.version_number then 'superseded'
        else 'accepted'
    end as row_state,
    case
        when compared.is_contradicted then ['video_id stands in this file with other contents']
        else cast([] as varchar[])
    end as reasons
from compared
left join versions
    on compared.source_file = versions.source_file and compared.row_number = versions.row_number
left join last_versions on compared.video_id = last_versions.video_id
